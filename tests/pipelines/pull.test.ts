import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadHistory } from "../../pipelines/landing.ts";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const lines = (...all: string[]) => `${all.join("\n")}\n`;
const tickets = "ticket_id,created_at,closed_at,status,description";

/** Loads one file and gives its only load. */
async function load(path: string, content: string | Uint8Array) {
  await bench.write(path, content);
  const loads = await bench.pull();
  const [only] = loads;
  if (only === undefined || loads.length !== 1) throw new Error(`one load was expected, ${loads.length} were made`);
  return only;
}

describe("a folder of files", () => {
  test("becomes typed rows with their origin", async () => {
    const made = await load(
      "tickets.csv",
      lines(
        `${tickets},门店`,
        "T1,2026-01-05 08:03:00,2026-01-05 09:00:00,closed,不制冷,杭州",
        "T2,2026-01-05T00:03:00Z,,open,,",
      ),
    );
    expect(counts(made)).toEqual({ read: 2, loaded: 2, quarantined: 0, superseded: 0 });
    expect(made).toMatchObject({ source: "tickets.csv", entity: "tickets", encoding: "utf-8", balanced: true });
    expect(made.newest_at).toBe("2026-01-05T01:00:00.000Z");
    expect(
      await bench.rows(
        "SELECT ticket_id, created_at, closed_at, extra, _source, _line FROM landing_tickets ORDER BY 1",
      ),
    ).toEqual([
      {
        ticket_id: "T1",
        created_at: "2026-01-05T00:03:00.000Z",
        closed_at: "2026-01-05T01:00:00.000Z",
        extra: '{"门店":"杭州"}',
        _source: "tickets.csv",
        _line: 2,
      },
      {
        ticket_id: "T2",
        created_at: "2026-01-05T00:03:00.000Z",
        closed_at: null,
        extra: null,
        _source: "tickets.csv",
        _line: 3,
      },
    ]);
  });

  test("may hold several files and formats of one entity", async () => {
    await bench.write("tickets.csv", lines("ticket_id,created_at", "A,2026-01-01 00:00:00"));
    await bench.write("tickets-2.tsv", lines("ticket_id\tcreated_at", "B,x\t2026-01-01 00:00:00"));
    await bench.write("tickets_3.ndjson", lines('{"ticket_id":"C","created_at":"2026-01-01 00:00"}'));
    await bench.write("tickets/4.csv.gz", gzipSync(lines("ticket_id;created_at", "D;2026-01-01 00:00:00")));
    await bench.engine.execute(
      `COPY (SELECT 'E' AS ticket_id, TIMESTAMP '2026-01-01 00:00:00' AS created_at, 7 AS floor)
       TO '${bench.input}/tickets-5.parquet' (FORMAT parquet)`,
    );
    const loads = await bench.pull();
    expect(loads.map(({ source, loaded }) => [source, loaded])).toEqual([
      ["tickets.csv", 1],
      ["tickets_3.ndjson", 1],
      ["tickets-2.tsv", 1],
      ["tickets-5.parquet", 1],
      ["tickets/4.csv.gz", 1],
    ]);
    const rows = await bench.rows("SELECT ticket_id, created_at, extra FROM landing_tickets ORDER BY ticket_id");
    const at = "2025-12-31T16:00:00.000Z";
    expect(rows).toEqual([
      { ticket_id: "A", created_at: at, extra: null },
      { ticket_id: "B,x", created_at: at, extra: null },
      { ticket_id: "C", created_at: at, extra: null },
      { ticket_id: "D", created_at: at, extra: null },
      { ticket_id: "E", created_at: at, extra: '{"floor":"7"}' },
    ]);
  });

  test("pulled again loads nothing and writes nothing", async () => {
    const first = await load("tickets.csv", lines(tickets, "T1,2026-01-05 08:03:00,,open,a"));
    const manifest = join(bench.workspace.landing, "tickets", first.load_id, "manifest.json");
    const written = await readFile(manifest, "utf8");
    const before = await loadHistory(bench.workspace);
    const [again] = await bench.pull();
    expect(again).toEqual({ ...first, skipped: true });
    expect(await loadHistory(bench.workspace)).toEqual(before);
    expect(await readFile(manifest, "utf8")).toBe(written);
  });

  test("says which file nobody claims and reads the others", async () => {
    await bench.write("notes.csv", "a,b\n1,2\n");
    await load("tickets.csv", lines(tickets, "T1,2026-01-05 08:03:00,,open,a"));
    expect(bench.heard).toContain("notes.csv is named for no entity and is not read");
  });

  test("feeds several entities from one file by mapping.yaml, and leaves out what `where` does", async () => {
    await bench.write(
      "mapping.yaml",
      `files:
  "工单*.csv":
    entity: [tickets, visits]
    columns:
      - {ticket_id: 工单号, created_at: {from: 报修时间, format: "%d/%m/%Y %H:%M"}, type: {from: 类型, values: {维修: repair}}, mode: {const: on_site}}
      - {visit_id: {concat: [工单号, 工程师], with: "-"}, ticket_id: 工单号, engineer_id: 工程师}
    where: ["状态 <> '测试'", "工程师 IS NOT NULL"]
`,
    );
    await bench.write(
      "工单1.csv",
      lines(
        "工单号,报修时间,类型,状态,工程师",
        "T1,05/01/2026 08:03,维修,正常,张",
        "T2,05/01/2026 08:03,维修,测试,李",
        "T3,05/01/2026 08:03,清洗,正常,",
      ),
    );
    const loads = await bench.pull();
    expect(loads.map((made) => [made.entity, counts(made), made.filtered, made.balanced])).toEqual([
      ["tickets", { read: 2, loaded: 1, quarantined: 1, superseded: 0 }, 1, true],
      ["visits", { read: 2, loaded: 2, quarantined: 0, superseded: 0 }, 1, true],
    ]);
    expect(await bench.rows("SELECT ticket_id, created_at, type, mode FROM landing_tickets")).toEqual([
      { ticket_id: "T1", created_at: "2026-01-05T00:03:00.000Z", type: "repair", mode: "on_site" },
    ]);
    expect(await bench.rows("SELECT visit_id FROM landing_visits ORDER BY 1")).toEqual([
      { visit_id: "T1-张" },
      { visit_id: "T2-李" },
    ]);
    const [first] = loads;
    expect(first && (await bench.rejects(first)).map(({ line, reasons }) => [line, reasons[0]?.rule])).toEqual([
      [4, "type.choice"],
    ]);
  });

  test("may name rows by file and line where they have no name", async () => {
    await bench.write(
      "mapping.yaml",
      `files:\n  "nps.csv": {entity: ratings, columns: {rating_id: {concat: [_source, _line], with: "#"}, nps: score}}\n`,
    );
    await load("nps.csv", lines("score", "9", "10"));
    expect(await bench.rows("SELECT rating_id, nps FROM landing_ratings ORDER BY 1")).toEqual([
      { rating_id: "nps.csv#2", nps: 9 },
      { rating_id: "nps.csv#3", nps: 10 },
    ]);
  });
});

describe("json lines", () => {
  test("keep keys that appear late, and their types in extra", async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `{"ticket_id":"T${i}","created_at":"2026-01-01 00:00:00"}`);
    const late = '{"ticket_id":"X","created_at":"2026-01-01 00:00:00","priority":"P1","score":{"a":[1,2]}}';
    const made = await load("tickets.jsonl", lines(...many, late));
    expect(counts(made)).toEqual({ read: 3_001, loaded: 3_001, quarantined: 0, superseded: 0 });
    expect(await bench.rows("SELECT priority, extra, _line FROM landing_tickets WHERE ticket_id = 'X'")).toEqual([
      { priority: "P1", extra: '{"score":{"a":[1,2]}}', _line: 3_001 },
    ]);
  });

  test("with broken lines lose neither the other lines nor late keys", async () => {
    const good = (i: number, more = "") => `{"ticket_id":"T${i}","created_at":"2026-01-01 00:00:00"${more}}`;
    const many = Array.from({ length: 3_000 }, (_, i) => good(i));
    const made = await load(
      "tickets.jsonl",
      lines('{"ticket_id":"B"', ...many, "[1,2]", "", "null", good(9_000, ',"late":null,"later":true'), '"x"'),
    );
    expect(counts(made)).toEqual({ read: 3_005, loaded: 3_001, quarantined: 4, superseded: 0 });
    expect((await bench.rejects(made)).map(({ line, raw, reasons }) => [line, raw, reasons[0]?.rule])).toEqual([
      [1, '{"ticket_id":"B"', "broken_json"],
      [3_002, "[1,2]", "not_an_object"],
      [3_004, "null", "not_an_object"],
      [3_006, '"x"', "not_an_object"],
    ]);
    expect(await bench.rows("SELECT _line, extra FROM landing_tickets WHERE ticket_id = 'T9000'")).toEqual([
      { _line: 3_005, extra: '{"late":null,"later":true}' },
    ]);
  });

  test("take numbers, nulls, lists and escapes for what they are", async () => {
    await load(
      "visits.jsonl",
      lines('{"visit_id":1,"ticket_id":"a\\"b\\u4e2d","km":2.5,"dead_minutes":null,"checked_items":["shoe_covers"]}'),
    );
    expect(
      await bench.rows("SELECT visit_id, ticket_id, km, dead_minutes, checked_items, extra FROM landing_visits"),
    ).toEqual([
      { visit_id: "1", ticket_id: 'a"b中', km: 2.5, dead_minutes: null, checked_items: '["shoe_covers"]', extra: null },
    ]);
  });
});

describe("a file that cannot be read", () => {
  const refused = async (path: string, content: string | Uint8Array) => {
    await bench.write(path, content);
    return bench.pull().then(
      () => "nothing was refused",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };
  test("because it is empty", async () => {
    expect(await refused("tickets.csv", "")).toBe(
      "UserError: tickets.csv is empty (0 bytes); wanted a header line and records.",
    );
  });
  test("because its gzip is cut short", async () => {
    const packed = gzipSync(
      lines(tickets, ...Array.from({ length: 500 }, (_, i) => `T${i},2026-01-05,,open,${i * 7919}`)),
    );
    expect(await refused("tickets.csv.gz", packed.subarray(0, packed.length - 40))).toMatch(
      /^UserError: tickets\.csv\.gz cannot be unpacked: .*cut short/,
    );
    expect(await loadHistory(bench.workspace)).toEqual([]);
  });
  test("because it lacks a required column", async () => {
    expect(await refused("tickets.csv", lines("ticket_id,when", "T1,2026-01-01"))).toMatch(
      /^UserError: tickets\.csv as tickets has no created_at, which every row must have/,
    );
  });
  test("because it is Excel, or Parquet in name only", async () => {
    expect(await refused("tickets.xlsx", "PK")).toMatch(
      /^UserError: tickets\.xlsx cannot be opened as a workbook .*cut short or damaged/,
    );
    await bench.remove("tickets.xlsx");
    expect(await refused("tickets.parquet", "not parquet at all")).toMatch(
      /^UserError: tickets\.parquet cannot be read as Parquet: /,
    );
  });
  test("because the folder is empty or missing", async () => {
    await expect(bench.pull()).rejects.toThrow(/holds no file that is named for an entity or in mapping\.yaml\.$/);
    await bench.write("工单导出(1).csv", "工单号\n1\n");
    await expect(bench.pull()).rejects.toThrow("or in mapping.yaml; it holds 工单导出(1).csv.");
  });
  test("but a header alone is a load of nothing, and says so", async () => {
    const made = await load("tickets.csv", `${tickets}\n`);
    expect(counts(made)).toEqual({ read: 0, loaded: 0, quarantined: 0, superseded: 0 });
    expect(made.notes).toEqual(["The file has a header and no records."]);
    expect(await bench.rows("SELECT * FROM landing_tickets")).toEqual([]);
  });
  test("and a column named twice is kept under a second name", async () => {
    const made = await load("tickets.csv", lines("ticket_id,created_at,备注,备注", "T1,2026-01-01 00:00:00,x,y"));
    expect(made.notes.join(" ")).toContain('"备注_2"');
    expect(await bench.rows("SELECT extra FROM landing_tickets")).toEqual([{ extra: '{"备注":"x","备注_2":"y"}' }]);
  });
});

describe("rules", () => {
  const dirty = lines(tickets, "T1,2026-01-05 08:00:00,2026-01-04 08:00:00,closed,a", "T2,2026-01-05 08:00:00,,open,b");
  const withRule = async (action: string) => {
    await bench.write(
      "mapping.yaml",
      `files:\n  "tickets.csv": {entity: tickets, rules: {closed_at_before_created_at: ${action}}}\n`,
    );
    return load("tickets.csv", dirty);
  };
  test("that warn keep the row and count it", async () => {
    const made = await withRule("warn");
    expect(counts(made)).toEqual({ read: 2, loaded: 2, quarantined: 0, superseded: 0 });
    expect(made.rules).toEqual([{ rule: "closed_at_before_created_at", action: "warn", rows: 1 }]);
  });
  test.each(["drop", "quarantine", "fail"])("that %s put the row aside under that name", async (action) => {
    const made = await withRule(action);
    expect(counts(made)).toEqual({ read: 2, loaded: 1, quarantined: 1, superseded: 0 });
    expect(made.rules).toEqual([{ rule: "closed_at_before_created_at", action, rows: 1 }]);
    expect(await bench.rows("SELECT rule, action, rows, read FROM input_load_rules")).toEqual([
      { rule: "closed_at_before_created_at", action, rows: 1, read: 2 },
    ]);
  });
  test("of a single column can warn: the value is left out, the row stays", async () => {
    await bench.write(
      "mapping.yaml",
      `files:\n  "ratings.csv": {entity: ratings, columns: {}, rules: {nps.range: warn, answered_at: warn, csat: drop}}\n`,
    );
    const made = await load(
      "ratings.csv",
      lines("rating_id,answered_at,nps,csat", "R1,?,11,5", "R2,2026-01-01,10,5", "R3,2026-01-01,10,9"),
    );
    expect(counts(made)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    expect(made.rules).toEqual([
      { rule: "csat.range", action: "drop", rows: 1 },
      { rule: "answered_at.timestamp", action: "warn", rows: 1 },
      { rule: "nps.range", action: "warn", rows: 1 },
    ]);
    expect(await bench.rows("SELECT rating_id, answered_at, nps FROM landing_ratings ORDER BY 1")).toEqual([
      { rating_id: "R1", answered_at: null, nps: null },
      { rating_id: "R2", answered_at: "2025-12-31T16:00:00.000Z", nps: 10 },
    ]);
  });
});
