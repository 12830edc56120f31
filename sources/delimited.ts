import { open } from "node:fs/promises";
import { SourceError } from "./source.ts";

export interface Delimited {
  delimiter: string;
  /** The first record as it stands, with its quotes taken off; see checkHeader. */
  header: string[];
  /** Records after the header, as far as the sample went. */
  sample: string[][];
}

const sampleBytes = 1 << 20;
const sampleRecords = 200;
const candidates = [",", "\t", ";", "|"];

/**
 * The delimiter and the header of a UTF-8 text file of records. The delimiter is the one under which most records
 * have as many cells as the header; quoted line ends and delimiters are read as text.
 */
export async function readDelimited(path: string, delimiter?: string): Promise<Delimited> {
  const text = await firstText(path);
  if (text.trim() === "") throw new SourceError(`${path} is empty; wanted a header line and records.`);
  const read = (given: string) => {
    const [header = [], ...sample] = records(text, given);
    return { delimiter: given, header, sample };
  };
  if (delimiter !== undefined) return read(delimiter);
  const best = candidates.map(read).reduce((a, b) => (consistency(b) > consistency(a) ? b : a));
  return best;
}

/** How well a delimiter fits: cells in the header, times the share of records that have as many. */
function consistency({ header, sample }: Delimited): number {
  if (header.length < 2) return 1;
  const same = sample.filter((record) => record.length === header.length).length;
  // One more of each, so that a single broken record in a tiny file does not decide.
  return (header.length * (same + 1)) / (sample.length + 1);
}

async function firstText(path: string): Promise<string> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(sampleBytes);
    const { bytesRead } = await file.read(bytes, 0, sampleBytes, 0);
    const whole = bytesRead < sampleBytes;
    const text = new TextDecoder().decode(bytes.subarray(0, bytesRead), { stream: !whole });
    return whole ? text : text.slice(0, text.lastIndexOf("\n") + 1 || text.length);
  } finally {
    await file.close();
  }
}

/** Splits text into records of cells, RFC 4180: a quoted cell may hold delimiters, line ends and doubled quotes. Empty lines are left out. */
export function records(text: string, delimiter: string, most = sampleRecords + 1): string[][] {
  const result: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length && result.length < most) {
    let cell: string;
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) return result;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
      cell = text.slice(start, at);
    }
    while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
    record.push(cell);
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) record.push("");
      continue;
    }
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (record.length > 1 || cell !== "") result.push(record);
    record = [];
  }
  if (record.length > 0 && result.length < most) result.push(record);
  return result;
}
