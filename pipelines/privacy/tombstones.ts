import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import type { Workspace } from "../workspace.ts";

/** Who was forgotten: a keyed hash of the customer's key, so that the list names nobody. */
export interface Tombstone {
  customer: string;
  at: string;
  /** Nothing of the customer was left when this was written. */
  done: boolean;
}

interface Stone {
  /** Tells whether the list was written under the same hash key. */
  key_check: string;
  customers: Tombstone[];
}

const path = (workspace: Workspace) => workspace.path("forgotten.json");
const keyed = (hashKey: string, text: string) => createHmac("sha256", hashKey).update(text).digest("hex");

export const customerHash = (hashKey: string, key: string): string => keyed(hashKey, `customer:${key}`);

/** The customers a workspace may not take in again. Throws UserError where the list was written under another hash key. */
export async function readTombstones(workspace: Workspace, hashKey: string): Promise<Tombstone[]> {
  const text = await readFile(path(workspace), "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const { key_check, customers } = JSON.parse(text) as Stone;
  if (key_check !== keyed(hashKey, "check")) {
    throw new UserError("forgotten.json was written under another hash key than this workspace's.", {
      hint: "Give HUIYIN_HASH_KEY the key of then, or forgotten customers would come back.",
    });
  }
  return customers;
}

/** Adds or replaces the mark of one customer; the file appears whole. */
export async function writeTombstone(workspace: Workspace, hashKey: string, stone: Tombstone): Promise<void> {
  const others = (await readTombstones(workspace, hashKey)).filter(({ customer }) => customer !== stone.customer);
  const customers = [...others, stone].sort((a, b) => (a.customer < b.customer ? -1 : 1));
  const content: Stone = { key_check: keyed(hashKey, "check"), customers };
  await writeWhole(path(workspace), `${JSON.stringify(content, null, 1)}\n`);
}
