import { createHash } from "node:crypto";
import type { Basis } from "./basis.ts";
import { loadHistory } from "./landing.ts";
import { offsetMinutes } from "./prelude.ts";
import type { Workspace } from "./workspace.ts";

/** The as-of day and six digits of a hash over what decided the numbers: the same input and code give the same run. */
export async function runId(
  workspace: Workspace,
  run: { as_of: string; zone: string; code_version: string; basis: Basis },
): Promise<string> {
  const hash = createHash("sha256").update(`${run.as_of} ${run.zone} ${run.code_version}\n`);
  const loads = await loadHistory(workspace, run.basis.sequence);
  for (const load of loads.map(({ entity, load_id }) => `${entity} ${load_id}`).sort()) hash.update(`${load}\n`);
  for (const [name, digest] of Object.entries(run.basis.files)) hash.update(`${name} ${digest}\n`);
  if (run.basis.forgotten !== undefined) hash.update(`forgotten ${run.basis.forgotten}\n`);
  const asOf = new Date(run.as_of);
  if (run.basis.themes !== undefined) hash.update(`themes ${run.basis.themes}\n`);
  if (run.basis.text !== undefined) hash.update(`text ${JSON.stringify(run.basis.text)}\n`);
  // A run as of midnight speaks of the day that just ended.
  const wall = new Date(asOf.getTime() + offsetMinutes(run.zone, asOf) * 60_000 - 1);
  return `${wall.toISOString().slice(0, 10)}-${hash.digest("hex").slice(0, 6)}`;
}
