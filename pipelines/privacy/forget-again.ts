import { readdir } from "node:fs/promises";
import type { Engine } from "../engines/engine.ts";
import { readHashKey } from "../hash-key.ts";
import type { Workspace } from "../workspace.ts";
import { type Forgotten, forgetInLanding, landedCustomers } from "./forget-landing.ts";
import { forgetInQuarantine } from "./forget-quarantine.ts";
import { customerHash, readTombstones } from "./tombstones.ts";

/** Takes out of the landing and the quarantine whoever was forgotten before and came in again. Returns the rows. */
export async function forgetAgain(
  engine: Engine,
  workspace: Workspace,
  given: string | undefined,
): Promise<Forgotten[]> {
  const isThere = await readdir(workspace.dir).then((names) => names.includes("forgotten.json"));
  if (!isThere) return [];
  const hashKey = await readHashKey(workspace, given);
  const stones = new Set((await readTombstones(workspace, hashKey)).map(({ customer }) => customer));
  const isForgotten = (key: string) => stones.has(customerHash(hashKey, key));
  const keys = (await landedCustomers(engine, workspace)).filter(isForgotten);
  return await forgetRows(engine, workspace, keys, isForgotten);
}

/** Takes customers out of the landing and the quarantine. Returns the rows by entity. */
export async function forgetRows(
  engine: Engine,
  workspace: Workspace,
  keys: readonly string[],
  isForgotten: (word: string) => boolean,
): Promise<Forgotten[]> {
  const rows = await forgetInLanding(engine, workspace, keys);
  const lines = await forgetInQuarantine(workspace, isForgotten);
  return lines === 0 ? rows : [...rows, { entity: "quarantine", removed: lines, cleared: 0 }];
}
