import { createHmac, randomBytes } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { remember, secretIfAny } from "../sources/secret.ts";
import { type Engine, identifier } from "./engines/engine.ts";
import type { Env } from "./env.ts";
import { failpoint } from "./failpoint.ts";
import { writeWhole } from "./files.ts";
import type { Workspace } from "./workspace.ts";

/** The key from the environment, where it is not to be kept in the workspace. */
export const givenHashKey = (variables: Env["variables"]): string | undefined =>
  secretIfAny(variables, "HUIYIN_HASH_KEY");

/**
 * The secret under which people are named on what is published: the given one, else the workspace's hash.key, made once and
 * readable by its owner alone. Without it nobody can find the person by trying identifiers; with another one the names change.
 */
export async function readHashKey(workspace: Workspace, given?: string): Promise<string> {
  if (given) return given;
  const path = workspace.path("hash.key");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept.trim() !== "") {
    // It may have come back from a backup for everybody to read.
    await chmod(path, 0o600).catch(() => undefined);
    remember(kept.trim());
    return kept.trim();
  }
  const made = randomBytes(32).toString("hex");
  await writeWhole(path, `${made}\n`, 0o600);
  failpoint("hash-key");
  remember(made);
  return made;
}

/** A person's name on published files: twelve digits of an HMAC, the same in every run of one key. */
export const keyedName = (key: string, id: string): string =>
  createHmac("sha256", key).update(id).digest("hex").slice(0, 12);

/** Fills input_engineer_keys: the published name of every engineer a ticket, a visit or the staff list names. */
export async function nameEngineers(engine: Engine, key: string): Promise<void> {
  const from = ["landing_engineers", "landing_tickets", "landing_visits"].map(
    (relation) => `SELECT engineer_id FROM ${identifier(relation)} WHERE engineer_id IS NOT NULL`,
  );
  const rows = await engine.query<{ id: string }>(
    `SELECT DISTINCT engineer_id AS id FROM (${from.join(" UNION ALL ")}) AS named ORDER BY id`,
  );
  await engine.append("input_engineer_keys", [rows.map(({ id }) => id), rows.map(({ id }) => keyedName(key, id))]);
}
