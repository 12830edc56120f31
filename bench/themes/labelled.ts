import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { permutation, random } from "../../transforms/themes/random.ts";

/** Texts with the label people gave them, and the names in other columns that must not become themes. */
export interface LabelledSet {
  texts: string[];
  labels: string[];
  masked: string[];
}

/** Reads at most `most` rows, drawn at random, of a CSV or JSONL file, `.gz` or not; rows without text or label go, a text stands once for each label it has. */
export function readLabelled(
  file: string,
  text: string,
  label: string,
  mask: readonly string[] = [],
  most?: number,
): LabelledSet {
  const set: LabelledSet = { texts: [], labels: [], masked: [] };
  const seen = new Set<string>();
  const names = new Set<string>();
  for (const row of readRows(file)) {
    for (const column of mask) if (row[column]) names.add(row[column]);
    const words = row[text]?.trim();
    const key = row[label]?.trim();
    if (!words || !key || seen.has(`${key}\u0000${words}`)) continue;
    seen.add(`${key}\u0000${words}`);
    set.texts.push(words);
    set.labels.push(key);
  }
  set.masked = [...names];
  if (most === undefined || set.texts.length <= most) return set;
  const chosen = permutation(set.texts.length, random(1)).subarray(0, most);
  const pick = (from: string[]): string[] => Array.from(chosen, (i) => from[i] as string);
  return { texts: pick(set.texts), labels: pick(set.labels), masked: set.masked };
}

/** Rows of a CSV (with a header) or JSONL file as records of strings. */
export function* readRows(file: string): Generator<Record<string, string>> {
  const bytes = readFileSync(file);
  const content = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").replace(/^\ufeff/, "");
  if (/\.jsonl?(\.gz)?$/.test(file)) {
    for (const line of content.split("\n")) if (line.trim() !== "") yield JSON.parse(line);
    return;
  }
  let header: string[] | undefined;
  for (const cells of csvRows(content)) {
    if (header === undefined) header = cells;
    else if (cells.length === header.length)
      yield Object.fromEntries(header.map((name, i) => [name, cells[i] as string]));
  }
}

function* csvRows(content: string): Generator<string[]> {
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  while (cell.lastIndex < content.length) {
    const found = cell.exec(content);
    if (found === null) throw new Error(`not a CSV cell at ${cell.lastIndex}`);
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    yield row;
    row = [];
  }
}
