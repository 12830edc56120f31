import { readFileSync } from "node:fs";
import { simplified } from "./traditional.ts";

/** What a header cell or a file name speaks of: `报修时间` is request and time. */
export interface Reading {
  concepts: string[];
  /** Characters or words no term explains, as a share of all. */
  unknown: number;
}

/** Rows of a tab-separated file beside this module, its header line left out. */
export function readTable(name: string): string[][] {
  const text = readFileSync(new URL(name, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
}

const words = new Set<string>();
const terms = new Map<string, string[]>();
let longest = 0;
for (const [concept = "", chinese = "", other = ""] of readTable("terms.tsv")) {
  for (const term of [...chinese.split("|"), ...other.split("|")]) {
    const units = unitsOf(term, false);
    if (units.length === 0) continue;
    const key = units.join(" ");
    if (!terms.has(key)) terms.set(key, concept.split(" "));
    longest = Math.max(longest, units.length);
    for (const unit of units) if (/[a-z]/.test(unit)) words.add(unit);
  }
}

/** Han characters one by one, other words whole and in lower case; joined words such as `createdat` are taken apart where they are known. */
function unitsOf(text: string, split = true): string[] {
  const plain = simplified(text.normalize("NFKC"))
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase();
  const units = plain.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}])+|\d+/gu) ?? [];
  return split ? units.flatMap(takeApart) : units;
}

function takeApart(word: string): string[] {
  if (words.has(word) || !/^[a-z]+$/.test(word)) return [word];
  if (word.endsWith("s") && words.has(word.slice(0, -1))) return [word.slice(0, -1)];
  const best: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end += 1) {
    for (let start = 0; start <= end - 2; start += 1) {
      const before = best[start];
      const piece = word.slice(start, end);
      if (before === undefined || !words.has(piece)) continue;
      if (best[end] === undefined || before.length + 1 < (best[end]?.length ?? 0)) best[end] = [...before, piece];
    }
  }
  return best[word.length] ?? [word];
}

/** Reads a name by the vocabulary: the reading that explains most with the fewest terms. What stands in brackets is a unit of measure or a remark. */
export function read(name: string): Reading {
  const bare = name.replace(/[（(［[【][^）)\]］】]*[）)\]］】]/gu, " ");
  const units = unitsOf((bare.trim() === "" ? name : bare).replace(/^[qQ]\d+(?:[_.:\s-]+|(?=\p{L}))/u, ""));
  interface Path {
    explained: number;
    pieces: number;
    concepts: string[];
  }
  const paths: Path[] = [{ explained: 0, pieces: 0, concepts: [] }];
  for (let end = 1; end <= units.length; end += 1) {
    const skipped = paths[end - 1] as Path;
    let best: Path = { ...skipped, pieces: skipped.pieces + 1 };
    for (let start = Math.max(0, end - longest); start < end; start += 1) {
      const found = terms.get(units.slice(start, end).join(" "));
      if (found === undefined) continue;
      const before = paths[start] as Path;
      const path = {
        explained: before.explained + end - start,
        pieces: before.pieces + 1,
        concepts: [...before.concepts, ...found],
      };
      if (path.explained > best.explained || (path.explained === best.explained && path.pieces < best.pieces))
        best = path;
    }
    paths.push(best);
  }
  const { concepts, explained } = paths[units.length] as Path;
  return { concepts: [...new Set(concepts)], unknown: units.length === 0 ? 1 : 1 - explained / units.length };
}
