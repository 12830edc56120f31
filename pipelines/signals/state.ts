import { readdir, readFile } from "node:fs/promises";
import type { Known } from "../../transforms/signals/identity.ts";
import { writeWhole } from "../files.ts";
import type { Workspace } from "../workspace.ts";

/** The newest load a run counted, and its as-of in UTC, ISO 8601. */
export interface Moment {
  sequence: number;
  as_of: string;
}

const nameOf = ({ sequence, as_of }: Moment): string =>
  `${String(sequence).padStart(6, "0")}-${as_of.replaceAll(/[-:]|\.\d+/g, "")}.json`;

/** The signals known at a moment: of the newest state that is not later. States are only ever added. */
export async function readKnown(workspace: Workspace, moment: Moment): Promise<Known[]> {
  const files = await readdir(workspace.path("signals")).catch(() => []);
  const name = files
    .filter((file) => /^\d{6,}-\d{8}T\d{6}Z\.json$/.test(file) && file <= nameOf(moment))
    .sort()
    .at(-1);
  if (name === undefined) return [];
  const { signals } = JSON.parse(await readFile(workspace.path("signals", name), "utf8")) as { signals: Known[] };
  return signals;
}

/** Keeps the signals known at a moment, whole or not at all. */
export async function writeKnown(workspace: Workspace, moment: Moment, signals: readonly Known[]): Promise<void> {
  await writeWhole(
    workspace.path("signals", nameOf(moment)),
    `${JSON.stringify({ format: 1, ...moment, signals }, null, 1)}\n`,
  );
}
