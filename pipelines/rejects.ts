import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import type { Columns } from "../sources/contracts/columns.ts";
import type { RecordRule } from "../sources/contracts/rules.ts";
import { eachRecord, type Fault, type Found, type Layout, mostBytes } from "../sources/scan.ts";
import type { Engine } from "./engines/engine.ts";
import { identifier, literal } from "./engines/engine.ts";
import { replaceFile } from "./files.ts";
import type { RuleCount } from "./landing.ts";
import { LineReader } from "./line-reader.ts";
import { type LineSet, lineSet, missingLines } from "./line-set.ts";
import { canSeek, linesAt } from "./marked-lines.ts";
import type { TextContent } from "./open-file.ts";
import type { Reason, Reject } from "./quarantine.ts";
import { lenientJsonRelation, numberedCsvRelation, type RawRelation, touches } from "./readers.ts";

export interface RejectSource {
  engine: Engine;
  source: string;
  scratch: string;
  /** Names of the raw columns. */
  cells: readonly string[];
  nulls: readonly string[];
  columns: Columns;
  /** The rows that were loaded, and the last line any can have. */
  landed: { relation: string; rows: number; last: number };
  /** SELECT of the `_line` of the rows that `where` keeps; all are kept where there is none. */
  kept: string | undefined;
  /** Lines put aside because their key occurs before, with the key. */
  doubled: ReadonlyMap<number, string>;
  key: string;
  input: TextContent | { parquet: RawRelation; rows: number };
}

export interface Rejected {
  rows: number;
  /** Records that `where` leaves out. */
  filtered: number;
  rules: RuleCount[];
}

/**
 * Writes every record that is not loaded to a quarantine file: found by its line, with its bytes from the landed file and
 * all its reasons. A record without a reason is not written, so that the count of the load does not come out.
 */
export async function writeRejects(source: RejectSource, target: string): Promise<Rejected> {
  return replaceFile(target, async (temporary) => {
    const sink = new Sink(createWriteStream(temporary), source.columns);
    const filtered =
      "parquet" in source.input
        ? await rejectsOfParquet(source, source.input, sink)
        : await rejectsOfText(source, source.input, sink);
    return { filtered, ...(await sink.close()) };
  });
}

/** Lines are written together from this many characters on. */
const heldText = 1 << 18;

class Sink {
  readonly #stream: WriteStream;
  readonly #counts = new Map<string, RuleCount>();
  readonly #order: readonly string[];
  #rows = 0;
  #held = "";
  constructor(stream: WriteStream, columns: Columns) {
    this.#stream = stream;
    this.#order = columns.checks.map(({ rule }) => rule);
  }
  /** Returns what to wait for, where the file has to catch up. */
  put(reject: Reject): Promise<void> | undefined {
    this.#rows += 1;
    for (const { rule, action } of reject.reasons) {
      const count = this.#counts.get(rule);
      if (count === undefined) this.#counts.set(rule, { rule, action, rows: 1 });
      else count.rows += 1;
    }
    this.#held += `${JSON.stringify(reject)}\n`;
    return this.#held.length >= heldText ? this.#flush() : undefined;
  }
  async #flush(): Promise<void> {
    const drained = this.#stream.write(this.#held);
    this.#held = "";
    if (!drained) await once(this.#stream, "drain");
  }
  async close(): Promise<{ rows: number; rules: RuleCount[] }> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
    const rank = (rule: string) => this.#order.indexOf(rule);
    const rules = [...this.#counts.values()].sort((a, b) => rank(a.rule) - rank(b.rule) || (a.rule < b.rule ? -1 : 1));
    return { rows: this.#rows, rules };
  }
}

interface Pending {
  line: number;
  lastLine: number;
  text: string;
  reasons: Reason[];
}

const batchRows = 20_000;
const batchText = 16 << 20;

async function lineSets({ engine, landed, kept }: RejectSource): Promise<{ landed: LineSet; kept?: LineSet }> {
  const sets = { landed: await lineSet(engine, `SELECT _line FROM ${landed.relation}`, landed.last) };
  return kept === undefined ? sets : { ...sets, kept: await lineSet(engine, kept, landed.last) };
}

/** The lines to look at, where every line is a record that can be read and those that are not loaded can be listed. */
async function soughtLines(source: RejectSource, input: TextContent): Promise<number[] | undefined> {
  const { landed, doubled } = source;
  if (source.kept !== undefined || !input.survey.plain || input.unreadable.size > 0) return undefined;
  if (!canSeek({ path: input.path, ...input.survey })) return undefined;
  const missing = await missingLines(source.engine, landed.relation, { ...landed, first: input.headerRecords + 1 });
  return missing && [...missing, ...doubled.keys()].sort((a, b) => a - b);
}

async function rejectsOfText(source: RejectSource, input: TextContent, sink: Sink): Promise<number> {
  const { doubled } = source;
  const asLanded = input.original.encoding === "utf-8" && input.unreadable.size === 0;
  const originals = asLanded ? undefined : new LineReader(input.original.path, input.original.compressed);
  let filtered = 0;
  let batch: Pending[] = [];
  let held = 0;
  const flush = async () => {
    await explain(source, input, batch);
    for (const { line, lastLine, text, reasons } of batch) {
      if (reasons.length === 0) continue;
      const { raw, raw_encoding } =
        originals === undefined ? asText(text) : textOrBase64(await originals.read(line, lastLine));
      const pending = sink.put({ source: source.source, line, raw, raw_encoding, reasons });
      if (pending !== undefined) await pending;
    }
    batch = [];
    held = 0;
  };
  const take = (line: number, lastLine: number, text: string, reasons: Reason[]) => {
    batch.push({ line, lastLine, text, reasons });
    held += text.length;
    return batch.length >= batchRows || held >= batchText ? flush() : undefined;
  };
  const sought = await soughtLines(source, input);
  if (sought !== undefined) {
    for (const { line, text } of linesAt({ path: input.path, ...input.survey }, sought)) {
      const key = doubled.get(line);
      const pending = take(line, line, text, key === undefined ? [] : [doubleReason(source.key, key)]);
      if (pending !== undefined) await pending;
    }
    await flush();
    await originals?.close();
    return 0;
  }
  const { landed, kept } = await lineSets(source);
  let header = input.headerRecords;
  const visit = (bytes: Buffer, found: Found, line: number) => {
    if (header > 0) {
      header -= 1;
      return;
    }
    const lastLine = line + found.breaks;
    const reasons: Reason[] = [];
    if (found.fault !== undefined) reasons.push(faultReason(found.fault, found, input.layout));
    if (lastLine === input.cut) reasons.push(cutReason);
    else if (touches(input.unreadable, line, lastLine)) reasons.push(encodingReason(input.original.encoding));
    const key = doubled.get(line);
    if (key !== undefined) reasons.push(doubleReason(source.key, key));
    if (reasons.length === 0) {
      if (landed.has(line)) return;
      if (kept !== undefined && !kept.has(line)) {
        filtered += 1;
        return;
      }
    }
    return take(line, lastLine, bytes.toString("utf8", found.start, found.end), reasons);
  };
  await eachRecord(input.path, input.layout, visit, (line) => landed.has(line) && !doubled.has(line));
  await flush();
  await originals?.close();
  return filtered;
}

/** Gives every record of the batch that has no reason yet the ones its cells give. */
async function explain(source: RejectSource, input: TextContent, batch: readonly Pending[]): Promise<void> {
  const json = input.layout.delimiter === undefined;
  if (json)
    for (const record of batch) if (record.reasons.length === 0) record.reasons.push(...jsonFaults(record.text));
  const open = batch.filter((record) => record.reasons.length === 0);
  if (open.length === 0) return;
  const path = join(source.scratch, json ? "rejects.jsonl" : "rejects.csv");
  const lines = open
    .map(({ text }, index) => (json ? `${text}\n` : `${index + 1}${input.delimiter}${text}\n`))
    .join("");
  await writeFile(path, lines);
  const raw = json
    ? lenientJsonRelation({ path, keys: source.cells, extra: [], source: source.source })
    : numberedCsvRelation({ ...source, path, delimiter: input.delimiter, bytes: Buffer.byteLength(lines) });
  for (const [index, reasons] of await reasonsOf(source, raw.sql)) open[index - 1]?.reasons.push(...reasons);
}

/** The reasons of every refused row of a relation, by its `_line`. */
async function reasonsOf(source: RejectSource, raw: string): Promise<Map<number, Reason[]>> {
  const { checks, rejected, typed } = source.columns;
  if (checks.length === 0) return new Map();
  const met = checks.map(
    ({ when, got }, at) =>
      `CASE WHEN ${when} THEN ',[${at},' || coalesce(CAST(to_json(${got}) AS VARCHAR), 'null') || ']' END`,
  );
  // One text for them all, with what was met alone: rows cross into JavaScript cell by cell.
  const [all] = await source.engine.query<{ rows: string | null }>(
    `SELECT string_agg(concat('[', _line, ${met.join(", ")}, ']'), ',') AS rows FROM (${typed(raw)}) WHERE ${rejected}`,
  );
  const rows = JSON.parse(`[${all?.rows ?? ""}]`) as [line: number, ...met: [check: number, got: string | null][]][];
  return new Map(
    rows.map(([line, ...broken]) => [
      line,
      broken.flatMap(([at, got]) => {
        const check = checks[at];
        if (check === undefined) return [];
        const { field, rule, wanted, action } = check;
        return { field, rule, got, wanted, action };
      }),
    ]),
  );
}

const asText = (raw: string): Pick<Reject, "raw" | "raw_encoding"> => ({ raw, raw_encoding: "utf-8" });

/** Bytes of the landed file as JSON can hold them. */
function textOrBase64(bytes: Buffer): Pick<Reject, "raw" | "raw_encoding"> {
  return isUtf8(bytes) ? asText(bytes.toString("utf8")) : { raw: bytes.toString("base64"), raw_encoding: "base64" };
}

function jsonFaults(text: string): Reason[] {
  const fault = (rule: RecordRule, got: string): Reason => ({
    field: "*",
    rule,
    got,
    wanted: "one JSON object on the line",
    action: "quarantine",
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return [];
    return [fault("not_an_object", value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`)];
  } catch (error) {
    return [fault("broken_json", (error as Error).message)];
  }
}

function faultReason(rule: Fault, found: Found, layout: Layout): Reason {
  const said: Record<Fault, [got: string, wanted: string]> = {
    too_many_columns: [`${found.columns} columns`, `${layout.columns} columns`],
    too_few_columns: [`${found.columns} columns`, `${layout.columns} columns`],
    unclosed_quote: ["a quoted cell that does not end", "a closing quote"],
    text_after_quote: ["text after a closing quote", "a delimiter or the end of the line"],
    stray_carriage_return: ["a carriage return inside the line", "lines that end in LF or CR LF"],
    nul_byte: ["a zero byte", "text"],
    line_too_long: [
      `${(found.end - found.start).toLocaleString("en")} bytes`,
      `at most ${mostBytes(layout).toLocaleString("en")} bytes`,
    ],
  };
  const [got, wanted] = said[rule];
  return { field: "*", rule, got, wanted, action: "quarantine" };
}

const encodingReason = (encoding: string): Reason => ({
  field: "*",
  rule: "encoding" satisfies RecordRule,
  got: `bytes that are no ${encoding}`,
  wanted: `${encoding} text`,
  action: "quarantine",
});

const cutReason: Reason = {
  field: "*",
  rule: "cut_line" satisfies RecordRule,
  got: "a last line without its end, in a file written a moment ago",
  wanted: "a whole line",
  action: "quarantine",
};

const doubleReason = (field: string, got: string): Reason => ({
  field,
  rule: "duplicate_key" satisfies RecordRule,
  got,
  wanted: "a key that occurs once in the file",
  action: "quarantine",
});

const windowRows = 20_000;

async function rejectsOfParquet(
  source: RejectSource,
  input: { parquet: RawRelation; rows: number },
  sink: Sink,
): Promise<number> {
  const { doubled, engine } = source;
  const { landed, kept } = await lineSets(source);
  let filtered = 0;
  for (let first = 1; first <= input.rows; first += windowRows) {
    const last = Math.min(first + windowRows - 1, input.rows);
    const missing: number[] = [];
    for (let line = first; line <= last; line += 1) {
      if (doubled.has(line)) missing.push(line);
      else if (landed.has(line)) continue;
      else if (kept !== undefined && !kept.has(line)) filtered += 1;
      else missing.push(line);
    }
    if (missing.length === 0) continue;
    const rows = `(SELECT * FROM ${input.parquet.sql} WHERE _line BETWEEN ${missing[0]} AND ${missing.at(-1)})`;
    const reasons = await reasonsOf(source, rows);
    const cells = source.cells.map((cell) => `${literal(cell)}, ${identifier(cell)}`);
    const raws = await engine.query<{ _line: number; raw: string }>(
      `SELECT _line, CAST(json_object(${cells.join(", ")}) AS VARCHAR) AS raw FROM ${rows} ORDER BY _line`,
    );
    const rawOf = new Map(raws.map(({ _line, raw }) => [_line, raw]));
    for (const line of missing) {
      const key = doubled.get(line);
      const why = key === undefined ? (reasons.get(line) ?? []) : [doubleReason(source.key, key)];
      if (why.length === 0) continue;
      await sink.put({ source: source.source, line, raw: rawOf.get(line) ?? "", raw_encoding: "json", reasons: why });
    }
  }
  return filtered;
}
