import { statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { oracle } from "../../sources/oracle.ts";
import type { FetchContext } from "../../sources/source.ts";
import { checked, fetchContext } from "./fetch-context.ts";

let into: string;
beforeEach(async () => {
  into = await mkdtemp(join(tmpdir(), "huiyin-oracle-"));
});
afterEach(() => rm(into, { recursive: true }));

type Load = NonNullable<Parameters<typeof oracle>[1]>;
type Options = Parameters<typeof oracle>[0];

interface Script {
  columns: { name: string; dbTypeName: string }[];
  rows: Iterable<(string | null)[]>;
  cells?: Record<string, string>;
  fails?: Error[];
}

/** A driver that answers from a script and remembers what it was asked. */
function standIn(script: Script) {
  const asked: string[] = [];
  const connected: object[] = [];
  let closed = 0;
  const connection = {
    callTimeout: 0,
    async execute(sql: string) {
      asked.push(sql.replace(/\s+/g, " "));
      const fails = script.fails?.shift();
      if (fails !== undefined) throw fails;
      if (sql.endsWith("WHERE 1 = 0")) return { metaData: script.columns };
      const cell = Object.entries(script.cells ?? {}).find(([part]) => sql.includes(part))?.[1];
      return { rows: [[cell ?? null]] };
    },
    queryStream(sql: string) {
      asked.push(sql);
      return Readable.from(script.rows, { objectMode: true, highWaterMark: 10 });
    },
    close: async () => {
      closed += 1;
    },
    break: async () => {},
  };
  const load = (async () => ({
    STRING: "as text",
    getConnection: async (how: object) => {
      connected.push(how);
      return connection;
    },
  })) as unknown as Load;
  return { load, asked, connected, closed: () => closed };
}

const variables = { CRM: "oracle://crm:p%40ss-0815@db:1522/SALES" };

const fetchFrom = (
  driver: ReturnType<typeof standIn>,
  options: Partial<Options> = {},
  context: Partial<FetchContext> = {},
) =>
  oracle({ name: "crm", url: "CRM", tables: [{ table: "crm.tickets" }], wait: 1, ...options }, driver.load).fetch(
    fetchContext(into, { variables, ...context }),
  );

const columns = [
  { name: "TICKET_ID", dbTypeName: "NUMBER" },
  { name: "CREATED_AT", dbTypeName: "DATE" },
  { name: "CLOSED_AT", dbTypeName: "TIMESTAMP WITH TIME ZONE" },
  { name: "备注", dbTypeName: "CLOB" },
  { name: "PHOTO", dbTypeName: "BLOB" },
];

describe("a table of Oracle", () => {
  test("is asked for as text, in one read-only transaction, and becomes CSV", async () => {
    const rows = [
      ["12345678901234567890", "2026-05-01 08:00:00", "2026-05-01 09:00:00.000000+00:00", '他说"好"，\n急', null],
      ["2", null, "", " x", null],
    ];
    const driver = standIn({ columns, rows, cells: { "count(*)": "2" } });
    const result = await fetchFrom(driver);
    expect(await readFile(join(into, "tickets.csv"), "utf8")).toBe(
      'TICKET_ID,CREATED_AT,CLOSED_AT,备注,PHOTO\n12345678901234567890,2026-05-01 08:00:00,2026-05-01 09:00:00.000000+00:00,"他说""好""，\n急",\n2,,""," x",\n',
    );
    expect(result?.files).toEqual({ "tickets.csv": { rows: 2, complete: true, held: 2 } });
    expect(driver.connected).toEqual([{ user: "crm", password: "p@ss-0815", connectString: "db:1522/SALES" }]);
    const [session, transaction, ...others] = driver.asked;
    expect(session).toMatch(/^ALTER SESSION SET TIME_ZONE = '\+00:00'/);
    expect(transaction).toBe("SET TRANSACTION READ ONLY");
    expect(others.at(-1)).toBe(
      `SELECT TO_CHAR("TICKET_ID", 'TM9') AS "TICKET_ID", TO_CHAR("CREATED_AT", 'YYYY-MM-DD HH24:MI:SS') AS "CREATED_AT", ` +
        `TO_CHAR(SYS_EXTRACT_UTC("CLOSED_AT"), 'YYYY-MM-DD HH24:MI:SS.FF6') || NVL2("CLOSED_AT", '+00:00', '') AS "CLOSED_AT", ` +
        `"备注", CAST(NULL AS VARCHAR2(1)) AS "PHOTO" FROM (SELECT * FROM "CRM"."TICKETS" "GIVEN")`,
    );
    expect(driver.closed()).toBe(1);
  });

  test("is asked from its cursor on, less the lag, or for a span", async () => {
    const driver = standIn({
      columns: [{ name: "UPDATED_AT", dbTypeName: "DATE" }],
      rows: [["x"]],
      cells: { LEAST: "2026-05-02 07:00:00" },
    });
    const tables = [{ table: "crm.tickets", cursor: "updated_at" }];
    const result = await fetchFrom(driver, { tables }, { state: { tickets: "2026-05-01 07:00:00" } });
    expect(result?.state).toEqual({ tickets: "2026-05-02 07:00:00" });
    expect(driver.asked.at(-1)).toContain(`WHERE "UPDATED_AT" >= '2026-05-01 07:00:00' OR "UPDATED_AT" IS NULL`);
    expect(driver.asked.join("\n")).toContain(`NUMTODSINTERVAL(3600, 'SECOND')`);
    const range = { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" };
    await fetchFrom(driver, { tables }, { range });
    expect(driver.asked.at(-1)).toContain(`>= TO_TIMESTAMP('2026-01-01T00:00:00', 'YYYY-MM-DD"T"HH24:MI:SS')`);
  });

  test("is not read faster than it is written", async () => {
    const long = "x".repeat(9_999);
    let ahead = 0;
    const rows = function* () {
      for (let i = 0; i < 5_000; i += 1) {
        ahead = Math.max(
          ahead,
          i * 10_000 - (statSync(join(into, "tickets.csv"), { throwIfNoEntry: false })?.size ?? 0),
        );
        yield [long];
      }
    };
    const driver = standIn({ columns: [{ name: "T", dbTypeName: "VARCHAR2" }], rows: rows() });
    expect((await fetchFrom(driver))?.files?.["tickets.csv"]?.rows).toBe(5_000);
    expect(statSync(join(into, "tickets.csv")).size).toBe(50_000_002);
    expect(ahead).toBeLessThan(8_000_000);
  });

  test("names in capitals and small letters stay as they are", async () => {
    const driver = standIn({ columns: [{ name: "A", dbTypeName: "VARCHAR2" }], rows: [["1"]] });
    await fetchFrom(driver, { tables: [{ table: "crm.TicketLog", file: "tickets" }] });
    expect(driver.asked.at(-1)).toContain('"CRM"."TicketLog"');
  });
});

const sourceOf = (driver: ReturnType<typeof standIn>, table: Options["tables"][number]) =>
  oracle({ name: "crm", url: "CRM", tables: [table], wait: 1 }, driver.load);

describe("asked whether it can be reached, it", () => {
  test("says what answered, and of each table its columns, cursor and rows", async () => {
    const cells = { product_component_version: "19.0.0.0.0", SYSTIMESTAMP: new Date().toISOString(), "count(*)": "2" };
    const driver = standIn({ columns: columns.slice(1), rows: [], cells });
    expect(await checked(sourceOf(driver, { table: "crm.tickets", cursor: "created_at" }), variables)).toBe(
      "answers as Oracle 19.0.0.0.0, its clock is ours; tickets: 4 columns, by created_at (a time), 2 rows",
    );
    expect(driver.closed()).toBe(1);
  });

  test("says what a pull would say where it cannot", async () => {
    const fails = [new Error("ORA-01017: invalid username/password; logon denied")];
    expect(await checked(sourceOf(standIn({ columns, rows: [], fails }), { table: "crm.tickets" }), variables)).toBe(
      "SourceError: crm: the server refused the connection (ORA-01017: invalid username/password; logon denied).",
    );
  });
});

describe("what goes wrong", () => {
  const one = [{ name: "A", dbTypeName: "VARCHAR2" }];
  test("for a moment is tried again", async () => {
    const driver = standIn({
      columns: one,
      rows: [["1"]],
      fails: [new Error("ORA-03113: end-of-file on communication channel")],
    });
    expect((await fetchFrom(driver))?.files?.["tickets.csv"]?.rows).toBe(1);
    expect(driver.connected).toHaveLength(2);
  });

  test.each([
    ["ORA-01017: invalid username/password; logon denied", "crm: the server refused the connection"],
    ["ORA-00942: table or view does not exist", "crm: a table is not there or may not be read"],
    ["ORA-00936: missing expression", "crm: the query does not run"],
  ])("%s is for a person to put right, and names no password", async (message, sentence) => {
    const fails = new Error(`${message} for oracle://crm:p%40ss-0815@db p@ss-0815`);
    const failure = fetchFrom(standIn({ columns: one, rows: [], fails: [fails] }));
    await expect(failure).rejects.toThrow(sentence);
    const told = await failure.then(
      () => "",
      (error: Error) => error.message,
    );
    expect(told).not.toContain("ss-0815");
  });

  test("is said of an address that is none", async () => {
    const failure = fetchFrom(standIn({ columns: one, rows: [] }), {}, { variables: { CRM: "db:1521/SALES" } });
    await expect(failure).rejects.toThrow("CRM holds no address like oracle://");
  });
});
