import { globMatches } from "../sources/glob.ts";
import { type Mapping, matchMapping } from "../sources/mapping.ts";
import { SourceError } from "../sources/source.ts";
import type { LoadRecord } from "./landing.ts";
import type { OpenFile } from "./open-file.ts";

/** A file with other columns than the one before: why its rows are set aside, or what is to be said of it. */
export interface Drift {
  refused?: string;
  note?: string;
}

/**
 * What is new in the columns of a file and what they lack, against the newest load of this file, of another under the same
 * entry of the mapping or, where nobody minds, of one whose name has other numbers. A record of JSON need not have every key, so
 * of those only new ones tell. Throws SourceError where the mapping freezes the columns.
 */
export function columnDrift(
  { file, cells, plan: { settings } }: OpenFile,
  mapping: Mapping,
  landed: readonly LoadRecord[],
): Drift {
  const evolves = settings.drift === undefined || settings.drift === "evolve";
  const glob = matchMapping(mapping, file.path)?.glob;
  const alike = (path: string) =>
    path === file.path ||
    (glob !== undefined && globMatches(glob, path)) ||
    (evolves && path.replace(/\d+/g, "") === file.path.replace(/\d+/g, ""));
  const last = landed.findLast(({ source, columns }) => columns !== undefined && alike(source));
  const before = last?.columns;
  if (before === undefined) return {};
  const added = cells.filter((cell) => !before.includes(cell));
  const lost = file.format === "jsonl" ? [] : before.filter((cell) => !cells.includes(cell));
  const parts = [
    ...(added.length > 0 ? [`has the new columns ${added.join(", ")}`] : []),
    ...(lost.length > 0 ? [`lacks ${lost.join(", ")}`] : []),
  ];
  if (parts.length === 0) return {};
  if (evolves) return { note: `It ${parts.join(" and ")}, beside ${last?.source}; new ones are kept in extra.` };
  if (settings.drift === "quarantine") return { refused: parts.join(" and ") };
  throw new SourceError(`${file.path} ${parts.join(" and ")}; its columns are frozen (drift: freeze).`, {
    hint: "Look at what changed; drift: evolve takes new columns into extra, drift: quarantine puts such files aside.",
  });
}
