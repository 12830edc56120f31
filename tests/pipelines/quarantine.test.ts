import { rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const lines = (...all: string[]) => `${all.join("\n")}\n`;

async function load(path: string, content: string | Uint8Array) {
  await bench.write(path, content);
  const [made] = await bench.pull();
  if (made === undefined) throw new Error("no load was made");
  return { made, rejects: await bench.rejects(made) };
}

describe("a refused row", () => {
  test("keeps its bytes, its line and every reason", async () => {
    const bad = 'R2,"T,1",101,6,x,"[""a"""';
    const { made, rejects } = await load(
      "ratings.csv",
      lines("rating_id,ticket_id,nps,csat,answered_at,confirmed_items", 'R1,"a\nb",10,5,2026-01-01 00:00:00,[]', bad),
    );
    expect(counts(made)).toEqual({ read: 2, loaded: 1, quarantined: 1, superseded: 0 });
    expect(rejects).toEqual([
      {
        source: "ratings.csv",
        line: 4,
        raw: bad,
        raw_encoding: "utf-8",
        reasons: [
          {
            field: "answered_at",
            rule: "answered_at.timestamp",
            got: "x",
            wanted: "a time as YYYY-MM-DD HH:MM[:SS][offset], 1900 to 2199",
            action: "quarantine",
          },
          { field: "nps", rule: "nps.range", got: "101", wanted: "0 to 10", action: "quarantine" },
          { field: "csat", rule: "csat.range", got: "6", wanted: "1 to 5", action: "quarantine" },
          {
            field: "confirmed_items",
            rule: "confirmed_items.json",
            got: '["a"',
            wanted: "a JSON list",
            action: "quarantine",
          },
        ],
      },
    ]);
    expect(made.rules.map(({ rule, rows }) => [rule, rows])).toEqual([
      ["answered_at.timestamp", 1],
      ["nps.range", 1],
      ["csat.range", 1],
      ["confirmed_items.json", 1],
    ]);
  });

  test.each([
    ["too few cells", "T2,2026-01-01", "too_few_columns", "2 columns", "3 columns"],
    ["too many cells", "T2,2026-01-01,a,b", "too_many_columns", "4 columns", "3 columns"],
    [
      "a quote that never closes",
      'T2,2026-01-01,"a',
      "unclosed_quote",
      "a quoted cell that does not end",
      "a closing quote",
    ],
    [
      "text after a quote",
      'T2,2026-01-01,"a"b',
      "text_after_quote",
      "text after a closing quote",
      "a delimiter or the end of the line",
    ],
    ["a zero byte", "T2,2026-01-01,a\u0000b", "nul_byte", "a zero byte", "text"],
    [
      "a lone carriage return",
      "T2,2026-01-01,a\rb",
      "stray_carriage_return",
      "a carriage return inside the line",
      "lines that end in LF or CR LF",
    ],
    ["a missing key", ",2026-01-01,a", "ticket_id.required", null, "a value"],
    ["blanks for a time", "T2,  ,a", "created_at.required", "  ", "a value"],
  ])("for %s costs that line only", async (_, bad, rule, got, wanted) => {
    const { made, rejects } = await load(
      "tickets.csv",
      lines(
        "ticket_id,created_at,description",
        "T1,2026-01-01,x",
        bad,
        'T3,2026-01-01,"c ""d"""',
        "",
        "T4,2026-01-01,e",
      ),
    );
    expect(counts(made)).toEqual({ read: 4, loaded: 3, quarantined: 1, superseded: 0 });
    expect(rejects.map(({ line, raw }) => [line, raw])).toEqual([[3, bad]]);
    expect(rejects[0]?.reasons).toEqual([
      { field: got === null || rule.includes(".") ? rule.split(".")[0] : "*", rule, got, wanted, action: "quarantine" },
    ]);
    expect(await bench.rows("SELECT ticket_id, description, _line FROM landing_tickets ORDER BY 1")).toEqual([
      { ticket_id: "T1", description: "x", _line: 2 },
      { ticket_id: "T3", description: 'c "d"', _line: 4 },
      { ticket_id: "T4", description: "e", _line: 6 },
    ]);
  });

  test("with bytes that are no text keeps them in base64, and only that line is lost", async () => {
    const bad = Buffer.concat([Buffer.from("T2,2026-01-01,"), Buffer.from([0xff, 0xfe, 0x41])]);
    const { made, rejects } = await load(
      "tickets.csv",
      Buffer.concat([
        Buffer.from(lines("ticket_id,created_at,description", "T1,2026-01-01,不制冷")),
        bad,
        Buffer.from(lines("", "T3,2026-01-01,响")),
      ]),
    );
    expect(counts(made)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    expect(rejects).toMatchObject([{ line: 3, raw: bad.toString("base64"), raw_encoding: "base64" }]);
    expect(rejects[0]?.reasons[0]).toMatchObject({ field: "*", rule: "encoding" });
  });

  test("of a GB18030 file keeps the file's own bytes", async () => {
    const gbk = (text: string) => Buffer.from({ 冰: "b1f9", 箱: "cfe4", 坏: "bbb5" }[text] ?? "", "hex");
    const word = Buffer.concat(["冰", "箱", "坏"].map(gbk));
    const many = Array.from({ length: 40 }, (_, i) => [
      Buffer.from(`T${i},2026-01-01,`),
      word,
      Buffer.from("\n"),
    ]).flat();
    const bad = Buffer.concat([Buffer.from("X,坏了?".slice(0, 2)), word, Buffer.from(",a")]);
    const { made, rejects } = await load(
      "tickets.csv",
      Buffer.concat([Buffer.from("ticket_id,created_at,description\n"), ...many, bad, Buffer.from("\n")]),
    );
    expect(made.encoding).toBe("gb18030");
    expect(counts(made)).toEqual({ read: 41, loaded: 40, quarantined: 1, superseded: 0 });
    expect(rejects).toMatchObject([{ line: 42, raw: bad.toString("base64"), raw_encoding: "base64" }]);
    expect(await bench.rows("SELECT DISTINCT description FROM landing_tickets")).toEqual([{ description: "冰箱坏" }]);
  });

  test("of a packed file keeps the bytes that were packed", async () => {
    const { rejects } = await load(
      "tickets.csv.gz",
      gzipSync(lines("ticket_id,created_at", "T1,2026-01-01", "T2,never")),
    );
    expect(rejects).toMatchObject([{ source: "tickets.csv.gz", line: 3, raw: "T2,never", raw_encoding: "utf-8" }]);
  });

  test("is one whose line is longer than a record may be, and no other", async () => {
    const long = `T2,2026-01-01,${"x".repeat(2_000_000)}`;
    const { made, rejects } = await load(
      "tickets.csv",
      lines("ticket_id,created_at,description", "T1,2026-01-01,a", long, "T3,2026-01-01,b"),
    );
    expect(counts(made)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    const reason = { field: "*", rule: "line_too_long", got: "2,000,014 bytes", action: "quarantine" };
    expect(rejects).toEqual([
      {
        source: "tickets.csv",
        line: 3,
        raw: long,
        raw_encoding: "utf-8",
        reasons: [{ ...reason, wanted: "at most 2,000,000 bytes" }],
      },
    ]);
    const object = (id: string, text: string) => JSON.stringify({ feedback_id: id, created_at: "2026-01-01", text });
    const [feedback] = await (async () => {
      await bench.write(
        "feedback.jsonl",
        lines(object("F1", "a"), object("F2", "x".repeat(20_000_000)), object("F3", "b")),
      );
      return (await bench.pull()).filter(({ skipped }) => !skipped);
    })();
    expect(feedback && counts(feedback)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    expect(feedback?.rules).toEqual([{ rule: "line_too_long", action: "quarantine", rows: 1 }]);
  });

  test("is one whose key a spreadsheet has shortened, of which there may be many", async () => {
    const { made, rejects } = await load(
      "tickets.csv",
      lines(
        "ticket_id,created_at",
        "1.23457E+11,2026-01-01",
        "1.23457E+11,2026-01-02",
        "TE+11,2026-01-01",
        "2E+7,2026-01-01",
      ),
    );
    expect(counts(made)).toEqual({ read: 4, loaded: 2, quarantined: 2, superseded: 0 });
    expect(rejects[0]?.reasons).toEqual([
      {
        field: "ticket_id",
        rule: "ticket_id.shortened",
        got: "1.23457E+11",
        wanted: "all its digits; format the column as text before it is exported",
        action: "quarantine",
      },
    ]);
  });

  test("of a file that was unpacked on the way and kept its name is read like any other", async () => {
    const { made } = await load("tickets.csv.gz", lines("ticket_id,created_at", "T1,2026-01-01", "T2,never"));
    expect(counts(made)).toEqual({ read: 2, loaded: 1, quarantined: 1, superseded: 0 });
    await bench.write("feedback.jsonl.gz", lines('{"feedback_id":"F1","created_at":"2026-01-01","text":"a"}', "{"));
    expect((await bench.pull()).map(({ loaded, quarantined }) => [loaded, quarantined])).toContainEqual([1, 1]);
  });

  test("of a Parquet file keeps its values and its number", async () => {
    await bench.engine.execute(
      `COPY (SELECT 'T' || i AS ticket_id, CASE WHEN i = 2 THEN NULL ELSE TIMESTAMPTZ '2026-01-01 00:00:00+00' END AS created_at,
       i AS n FROM range(4) t(i)) TO '${bench.input}/tickets.parquet' (FORMAT parquet)`,
    );
    const [made] = await bench.pull();
    expect(made && counts(made)).toEqual({ read: 4, loaded: 3, quarantined: 1, superseded: 0 });
    expect(made && (await bench.rejects(made))).toMatchObject([
      { line: 3, raw: '{"ticket_id":"T2","created_at":null,"n":"2"}', raw_encoding: "json" },
    ]);
    expect(await bench.rows("SELECT DISTINCT created_at FROM landing_tickets")).toEqual([
      { created_at: "2026-01-01T00:00:00.000Z" },
    ]);
  });
});

/** A cell of a real table: harmless, or one of the things that break readers. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "空调", "5", "") },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"x"', '"a,b"', '"a\nb"', '"a\r\nb"', '"q""q"', 'he said "no"', ' "lead"', '"trail" '),
  },
);
const id = fc.constantFrom("T1", "T2", "T3", "T4", "T5", "", '"T6"', '"T\n7"');
const time = fc.constantFrom("2026-01-01 10:00:00", "2026-01-01T10:00:00Z", "2026-02-30", "", "x");
const status = fc.constantFrom("open", "closed", "Closed", "??", "");
const record = fc.tuple(id, time, status, cell).map((cells) => cells.join(","));
const broken = fc.constantFrom("", "   ", "only", "a,b,c,d,e", '"never closed', 'T1,2026-01-01,"a"b,c', '"', '"""');
const rows = fc.array(fc.oneof({ weight: 5, arbitrary: record }, { weight: 1, arbitrary: broken }), { maxLength: 25 });
const ending = fc.constantFrom("\n", "\r\n");

test("whatever a CSV file holds, every record is accounted for, and refused bytes stand in the file where it is said", async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      ending,
      fc.boolean(),
      fc.constantFrom("latest", "first", "quarantine"),
      async (all, end, closed, policy) => {
        const text = ["ticket_id,created_at,status,description", ...all].join(end) + (closed ? end : "");
        await bench.write("mapping.yaml", `defaults: {duplicates: ${policy}}\n`);
        const { made, rejects } = await load("tickets.csv", text);
        const bytes = await bench.bytes("tickets.csv");
        expect(made.balanced).toBe(true);
        expect(made.read).toBe(made.loaded + made.quarantined + made.superseded);
        expect(rejects.length).toBe(made.quarantined);
        const starts = [0];
        for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
        let before = 0;
        for (const reject of rejects) {
          expect(reject.line).toBeGreaterThan(before);
          before = reject.line;
          const start = starts[reject.line - 1] ?? -1;
          const raw = Buffer.from(reject.raw);
          expect(bytes.subarray(start, start + raw.length).toString()).toBe(reject.raw);
          expect(["", "\n", "\r"]).toContain(bytes.subarray(start + raw.length, start + raw.length + 1).toString());
          expect(reject.reasons.length).toBeGreaterThan(0);
        }
        const [current] = await bench.rows<{ rows: number; keys: number }>(
          `SELECT count(*) AS rows, count(DISTINCT ticket_id) AS keys FROM landing_tickets`,
        );
        expect(current?.rows).toBe(current?.keys);
        await rm(bench.workspace.landing, { recursive: true, force: true });
      },
    ),
    { numRuns: 40, seed: 20261120 },
  );
});

describe("the verb", () => {
  const huiyin = async (...argv: string[]) => {
    const said: string[] = [];
    const errors: string[] = [];
    const code = await main(["quarantine", ...argv, "--workspace", bench.workspace.dir], {
      write: (text) => void said.push(text),
      logger: { info: () => {}, warn: () => {}, error: (message) => void errors.push(message) },
      now: () => new Date("2026-11-20T00:00:00Z"),
      variables: {},
    });
    return { code, said: said.join(""), errors: errors.join("\n") };
  };
  const dirty = lines("ticket_id,created_at,status", "T1,2026-01-01,open", "T2,2026-01-01,完成", "T3,x\u2028,open");

  test("lists, shows, and reads again after a fix", async () => {
    const { made } = await load("tickets.csv", dirty);
    const list = JSON.parse((await huiyin("list", "--json")).said);
    expect(list).toMatchObject([{ source: "tickets.csv", entity: "tickets", load_id: made.load_id, rows: 2 }]);
    expect((await huiyin("show", "tickets", "--limit", "1")).said).toBe(
      "tickets.csv:3  T2,2026-01-01,完成\n  status status.choice: got 完成, wanted one of open, closed, cancelled, merged\n1 more; --limit says how many are shown.\n",
    );
    expect(JSON.parse((await huiyin("replay", "--input", bench.input, "--json")).said)).toEqual([
      { source: "tickets.csv", entity: "tickets", before: 2, after: 2 },
    ]);
    await bench.write(
      "mapping.yaml",
      `files:\n  "tickets.csv": {entity: tickets, columns: {status: {from: status, values: {完成: closed}}}}\n`,
    );
    expect(JSON.parse((await huiyin("replay", "--input", bench.input, "--json")).said)).toEqual([
      { source: "tickets.csv", entity: "tickets", before: 2, after: 1 },
    ]);
    expect(await bench.rows("SELECT ticket_id, status FROM landing_tickets ORDER BY 1")).toEqual([
      { ticket_id: "T1", status: "open" },
      { ticket_id: "T2", status: "closed" },
    ]);
    await bench.write("mapping.yaml", `files:\n  "tickets.csv": {entity: tickets, rules: {status: warn}}\n`);
    expect((await huiyin("replay", "--input", bench.input)).said).toBe(
      "tickets.csv as tickets: 1 rows put aside before, 1 now\n",
    );
    await bench.write("tickets.csv", dirty.replace("T3,x\u2028", "T3,2026-01-02"));
    expect((await huiyin("replay", "--input", bench.input)).said).toBe(
      "tickets.csv as tickets: 1 rows put aside before, 0 now\nThe next run counts the rows that were read now.\n",
    );
    await bench.write("tickets.csv", dirty);
    await bench.pull();
    await bench.remove("tickets.csv");
    await bench.write("feedback.csv", lines("feedback_id,created_at,text", "F1,2026-01-01,a"));
    expect(JSON.parse((await huiyin("replay", "--input", bench.input, "--json")).said)).toEqual([
      { source: "tickets.csv", entity: "tickets", before: 1, after: null },
    ]);
  });

  test("says of rows whose file was deleted that they are gone", async () => {
    await load("tickets.csv", dirty);
    await rm(bench.workspace.quarantine, { recursive: true });
    expect((await huiyin("show")).said).toBe("2 more were put aside and are no longer on disk.\n");
  });

  test("shows bytes that are no UTF-8 as a person can read them, and only the beginning of what is long", async () => {
    const pasted = Buffer.from("54342c323032362d30312d30312cb1f9cfe4b2bbd6c6c0e40a", "hex");
    const head = lines("ticket_id,created_at,description", "T1,2026-01-01,洗衣机漏水", `T2,soon,${"长".repeat(600)}`);
    await load("tickets.csv", Buffer.concat([Buffer.from(head), pasted]));
    const { said } = await huiyin("show", "tickets");
    expect(said).toContain("tickets.csv:4  (as GB18030) T4,2026-01-01,冰箱不制冷\n");
    expect(said).toContain(`tickets.csv:3  T2,soon,${"长".repeat(492)}… (608 characters)\n`);
  });

  test("says what it does not know", async () => {
    expect(await huiyin("list")).toMatchObject({ code: 0, said: "Nothing is in quarantine.\n" });
    expect(await huiyin("show", "nothing")).toMatchObject({
      code: 2,
      errors: expect.stringContaining('called "nothing"'),
    });
    expect(await huiyin("shovel")).toMatchObject({ code: 2, errors: expect.stringContaining("list, show or replay") });
    expect(await huiyin("replay")).toMatchObject({ code: 2, errors: expect.stringContaining("--input DIR") });
  });
});
