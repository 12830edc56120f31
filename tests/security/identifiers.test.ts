import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { identifier, literal } from "../../pipelines/engines/engine.ts";
import { landedLoads, loadFolder, partFile } from "../../pipelines/landing.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { pull } from "../../pipelines/pull.ts";
import { Random } from "../../pipelines/sample/random.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { allPayloads, formulas } from "./payloads.ts";

let folder: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-identifiers-"));
  engine = await openDuckdb({ threads: 1, memoryLimit: "500MB" });
  await engine.execute("CREATE TABLE kept AS SELECT 1 AS one");
});
afterAll(async () => {
  await engine?.close();
  await rm(folder, { recursive: true });
});

const breaking = [
  '"',
  '""',
  '"; DROP TABLE kept; --',
  "'",
  "''",
  "'; DROP TABLE kept; --",
  "') TO '/tmp/x'; --",
  "\\",
  "\\'",
  ";",
  "--",
  "/*",
  "*/",
  "$$",
  "$1",
  "?",
  ":a",
  "{",
  "}",
  "a.b",
  "a,b",
  "(SELECT 1)",
  "*",
  "select",
  "NULL",
  "_row",
  "_rest",
  "_rest_",
  "_row_hash",
  "_warnings",
  "extra",
  "t model",
  "m created_at",
  "cells",
  "json",
  "rowid",
  "filename",
  "工单\u3000号",
  "Ünïcödé",
  "İ",
  "ﬀ",
  "ſ",
  "😀",
  "e\u0301",
  "\u202e",
  "\u200b",
  "\u2028",
  "\uffff",
  "\u0001",
  "\u001b[31m",
  "x".repeat(10_000),
  '"'.repeat(5_000),
  "单".repeat(10_000),
];

const hostile = [...breaking, ...allPayloads, ...formulas];
/** Pieces of hostile names put together, the same in every run. */
function names(count: number, seed: number): string[] {
  const random = new Random(seed, 0);
  const short = hostile.filter(({ length }) => length < 200);
  const piece = () => short[Math.floor(random.next() * short.length)] ?? "";
  return Array.from({ length: count }, (_, i) => `${piece()}${piece()}${i % 3 === 0 ? "" : piece()}`);
}

describe("a name or a value of any kind", () => {
  const all = [...hostile, ...names(400, 1)];

  test("is one name and one value of one statement", async () => {
    // The client leaves a byte-order mark at the beginning of a text out.
    for (const text of all.filter((one) => !one.startsWith("\ufeff"))) {
      const [row] = await engine.query<Record<string, unknown>>(
        `SELECT ${literal(text)} AS ${identifier(text)}, 1 AS "the last"`,
      );
      expect(Object.entries(row ?? {}), text.slice(0, 80)).toEqual([
        [text, text],
        ["the last", 1],
      ]);
    }
    expect(await engine.query("SELECT * FROM kept")).toEqual([{ one: 1 }]);
  });

  test("is one table", async () => {
    for (const text of all.filter((name) => name !== "")) {
      await engine.execute(`CREATE TABLE ${identifier(text)} AS SELECT 2 AS two`);
      expect(await engine.query(`SELECT * FROM ${identifier(text)}`)).toEqual([{ two: 2 }]);
      await engine.execute(`DROP TABLE ${identifier(text)}`);
    }
    const tables = await engine.query("SELECT table_name AS name FROM duckdb_tables()");
    expect(tables).toEqual([{ name: "kept" }]);
  });

  test("with a zero byte, which would end the statement, is refused", () => {
    for (const quote of [identifier, literal]) {
      expect(() => quote("a\0b")).toThrow('"a\\u0000b" holds a zero byte');
    }
  });
});

describe("a call of the engine", () => {
  test.each([
    ["query", (sql: string) => engine.query(sql)],
    ["columns", (sql: string) => engine.columns(sql)],
    ["execute", (sql: string) => engine.execute(sql)],
    ["exportParquet", (sql: string) => engine.exportParquet(sql, join(folder, "x.parquet"))],
    ["parse", (sql: string) => engine.parse(sql)],
  ])("%s takes one statement", async (_, call) => {
    for (const sql of ["SELECT 1; DROP TABLE kept", "SELECT 1) TO 'x'; DROP TABLE kept; SELECT (1"]) {
      await expect(call(sql)).rejects.toThrow();
    }
    expect(await engine.query("SELECT * FROM kept")).toEqual([{ one: 1 }]);
  });
});

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** Pulls one folder; the rows of tickets as they landed, one object a row. */
async function pulled(name: string, files: Record<string, string>): Promise<Record<string, unknown>[]> {
  const input = join(folder, name, "in");
  await mkdir(input, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(input, file), text);
  const workspace = await openWorkspace(join(folder, name, "data"));
  const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables: {} };
  await pull({ engine, workspace, input, env });
  const parts = (await landedLoads(workspace)).map((load) => literal(join(loadFolder(workspace, load), partFile)));
  return engine.query(
    `SELECT * FROM read_parquet([${parts.join(", ")}], union_by_name = true, filename = 'part', file_row_number = true)
     ORDER BY length(_source), _source, _line`,
  );
}

/** Names as one header can hold them: trimmed, one line, none twice whatever its case. */
function headerOf(given: readonly string[]): string[] {
  const seen = new Set(["ticket_id", "created_at"]);
  return given.flatMap((name) => {
    const one = name
      .replace(/^\ufeff/, "")
      .replace(/\s+/gu, " ")
      .trim();
    const bare = one
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s_-]+/gu, "");
    if (one === "" || seen.has(one.toLowerCase()) || /^(ticketid|createdat)$/.test(bare)) return [];
    seen.add(one.toLowerCase());
    return [one];
  });
}

describe("names of columns and values", () => {
  const header = headerOf(hostile);

  test("of a CSV file land as they are, in extra", async () => {
    const values = header.map((_, i) => hostile[(i * 7) % hostile.length]?.replace(/\s/gu, " ").slice(0, 300) ?? "");
    const text = [
      ["ticket_id", "created_at", ...header].map(quoted).join(","),
      ["T1", "2026-01-01T00:00:00", ...values].map(quoted).join(","),
    ].join("\n");
    const [row] = await pulled("csv", { "tickets.csv": `${text}\n` });
    const extra = JSON.parse(String(row?.extra)) as Record<string, string>;
    const wanted = header.flatMap((name, i) => (values[i] === "" ? [] : [[name, values[i]]]));
    expect(Object.entries(extra)).toEqual(wanted);
  });

  test("of JSON lines land as they are, in extra", async () => {
    const record = Object.fromEntries(header.map((name, i) => [name, `v${i}`]));
    const text = JSON.stringify({ ticket_id: "T1", created_at: "2026-01-01T00:00:00Z", ...record });
    const rows = await pulled("json", {
      "tickets.jsonl": `${text}\n{"ticket_id":"T2","created_at":"2026-01-02","late\\u0000":"1","_line":"9","_source":"x","\\"":"2"}\n`,
    });
    expect(rows.map(({ ticket_id }) => ticket_id)).toEqual(["T1", "T2"]);
    const extra = JSON.parse(String(rows[0]?.extra)) as Record<string, string>;
    expect(Object.keys(extra).length).toBe(header.length);
    for (const [i, name] of header.entries()) expect(extra[name], name.slice(0, 60)).toBe(`v${i}`);
  });

  test("are found by mapping.yaml under from, concat, values, const and where", async () => {
    const some = header.filter(
      (name, i) =>
        (breaking.includes(name) || i % 3 === 0) &&
        name.length < 300 &&
        name !== "__proto__" &&
        !/[\p{Cc}\p{Cf}\uffff]/u.test(name),
    );
    const files: Record<string, string> = {};
    const entries = some.map((name, i) => {
      files[`tickets-${i}.csv`] =
        `ticket_id,created_at,${quoted(name)}\nT${i},2026-01-01,${quoted(name)}\nX,2026-01-01,other\n`;
      const key = JSON.stringify(name);
      const where = JSON.stringify(`${quoted(name)} = '${name.replaceAll("'", "''")}'`);
      const columns = `description: {from: ${key}}, stage: {concat: [${key}, ${key}], with: ${key}}, region: {const: ${key}}, component: {from: ${key}, values: {${key}: ${key}}}`;
      return `  tickets-${i}.csv: {entity: tickets, columns: {${columns}}, where: ${where}}\n`;
    });
    const rows = await pulled("mapping", {
      ...files,
      "mapping.yaml": `defaults: {delimiter: ","}\nfiles:\n${entries.join("")}`,
    });
    expect(some.length).toBeGreaterThan(60);
    expect(rows.map((row) => [row.ticket_id, row.description, row.stage, row.region, row.component])).toEqual(
      some.map((name, i) => [`T${i}`, name, `${name}${name}${name}`, name, name]),
    );
    expect(await engine.query("SELECT * FROM kept")).toEqual([{ one: 1 }]);
  });

  test("of files and Parquet columns land as they are", async () => {
    const name = "tickets-'; DROP TABLE kept; --\"<b>$1{}.csv";
    const [row] = await pulled("file", { [name]: "ticket_id,created_at\nT1,2026-01-01\n" });
    expect(row?._source).toBe(name);
    const input = join(folder, "parquet", "in");
    await mkdir(input, { recursive: true });
    const columns = header.map((cell, i) => `'v${i}' AS ${identifier(cell)}`);
    await engine.exportParquet(
      `SELECT 'T1' AS ticket_id, '2026-01-01' AS created_at, ${columns.join(", ")}`,
      join(input, "tickets.parquet"),
    );
    const [landed] = await pulled("parquet", {});
    expect(Object.values(JSON.parse(String(landed?.extra)) as object)).toEqual(header.map((_, i) => `v${i}`));
  });
});
