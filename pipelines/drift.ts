import { globMatches } from "../sources/glob.ts";
import { type Mapping, matchMapping } from "../sources/mapping.ts";
import { SourceError } from "../sources/source.ts";
import type { LoadRecord } from "./landing.ts";
import type { OpenFile } from "./open-file.ts";

/**
 * What is new in the columns of a file and what they lack, against the newest load of this file or of another under the same
 * entry of the mapping; undefined where nothing is or nobody minds. A record of JSON need not have every key, so of those only
 * new ones tell. Throws SourceError where the mapping freezes the columns.
 */
export function columnDrift(
  { file, cells, plan: { settings } }: OpenFile,
  mapping: Mapping,
  landed: readonly LoadRecord[],
): string | undefined {
  if (settings.drift === undefined || settings.drift === "evolve") return undefined;
  const glob = matchMapping(mapping, file.path)?.glob;
  const alike = (path: string) => path === file.path || (glob !== undefined && globMatches(glob, path));
  const before = landed.findLast(({ source, columns }) => columns !== undefined && alike(source))?.columns;
  if (before === undefined) return undefined;
  const added = cells.filter((cell) => !before.includes(cell));
  const lost = file.format === "jsonl" ? [] : before.filter((cell) => !cells.includes(cell));
  const parts = [
    ...(added.length > 0 ? [`has the new columns ${added.join(", ")}`] : []),
    ...(lost.length > 0 ? [`lacks ${lost.join(", ")}`] : []),
  ];
  if (parts.length === 0) return undefined;
  if (settings.drift === "quarantine") return parts.join(" and ");
  throw new SourceError(`${file.path} ${parts.join(" and ")}; its columns are frozen (drift: freeze).`, {
    hint: "Look at what changed; drift: evolve takes new columns into extra, drift: quarantine puts such files aside.",
  });
}
