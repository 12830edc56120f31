import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { loadHistory } from "./landing.ts";
import { actionsFolder, isActionFile } from "./signals/actions.ts";
import type { TextSettings } from "./text/settings.ts";
import type { Transformed } from "./transform.ts";
import type { Workspace } from "./workspace.ts";

/** Files of the workspace that people write and that decide numbers. */
export const writtenFiles = [
  "sla_policy.csv",
  "calendar.csv",
  "coverage.yaml",
  "targets.yaml",
  "appeals.yaml",
  "warranty_policy.yaml",
  "curation.yaml",
  "coverage_plan.csv",
] as const;

/** What a run's numbers rest on beside its as-of and the code. */
export interface Basis {
  /** The newest load that counts, by its sequence; 0 without one. */
  sequence: number;
  /** Files that count, one for each entity they feed. */
  loads: number;
  /** The newest event among the rows that count, UTC, ISO 8601; after the as-of when an earlier day is counted again. */
  newest_event_at: string | null;
  /** Of each file people wrote, the first twelve digits of its SHA-256. */
  files: Record<string, string>;
  /** Rows that were forgotten on request; absent without any. */
  forgotten?: number;
  /** The state of the themes it goes by; absent where no text says anything. */
  themes?: string;
  /** How texts are read, where not by default. */
  text?: TextSettings;
}

/** The basis of a run that knows the loads up to a sequence. */
export async function readBasis(
  workspace: Workspace,
  { newestEvent, themes, text }: Pick<Transformed, "newestEvent" | "themes"> & { text: TextSettings | undefined },
  upTo?: number,
): Promise<Basis> {
  const loads = await loadHistory(workspace, upTo);
  const forgotten = loads.reduce((sum, load) => sum + (load.forgotten ?? 0), 0);
  return {
    sequence: loads.at(-1)?.sequence ?? 0,
    loads: loads.length,
    newest_event_at: newestEvent?.toISOString() ?? null,
    files: await hashWrittenFiles(workspace),
    ...(forgotten === 0 ? {} : { forgotten }),
    ...(themes === null ? {} : { themes }),
    ...(text === undefined ? {} : { text }),
  };
}

export async function hashWrittenFiles(workspace: Workspace): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of writtenFiles) {
    const bytes = await readFile(workspace.path(name)).catch(() => undefined);
    if (bytes !== undefined) files[name] = digest(bytes);
  }
  const actions = (await readdir(workspace.path(actionsFolder)).catch(() => [])).filter(isActionFile).sort();
  for (const name of actions) {
    files[`${actionsFolder}/${name}`] = digest(await readFile(workspace.path(actionsFolder, name)));
  }
  return files;
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 12);
