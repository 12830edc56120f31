import { EventEmitter } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TYPES } from "mssql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FetchContext } from "../../sources/source.ts";
import { sqlserver } from "../../sources/sqlserver.ts";
import { checked, fetchContext } from "./fetch-context.ts";

let into: string;
beforeEach(async () => {
  into = await mkdtemp(join(tmpdir(), "huiyin-sqlserver-"));
});
afterEach(() => rm(into, { recursive: true }));

type Load = NonNullable<Parameters<typeof sqlserver>[1]>;
type Options = Parameters<typeof sqlserver>[0];

interface Script {
  columns: [name: string, type: keyof typeof TYPES][];
  rows: (string | null)[][];
  cells?: Record<string, string>;
  fails?: Error[];
}

/** A driver that answers from a script, with the events of a streamed request. */
function standIn(script: Script) {
  const asked: string[] = [];
  const opened: object[] = [];
  const levels: number[] = [];
  const seen = { paused: 0, closed: 0 };
  const described = () =>
    Object.assign([], {
      columns: Object.fromEntries(
        script.columns.map(([name, type], index) => [name, { index, name, type: TYPES[type] }]),
      ),
    });
  class Asking extends EventEmitter {
    stream = false;
    arrayRowMode = false;
    #isPaused = false;
    async query(sql: string) {
      asked.push(sql);
      const fails = script.fails?.shift();
      if (fails !== undefined) throw fails;
      if (this.stream) return void setImmediate(() => this.#give(0));
      if (sql.startsWith("SELECT TOP 0")) return { recordset: described() };
      const cell = Object.entries(script.cells ?? {}).find(([part]) => sql.includes(part))?.[1];
      return { recordset: [{ cell: cell ?? null }] };
    }
    /** A server keeps sending what is under way, a packet of rows at a time, until it is asked to wait. */
    #give(from: number) {
      if (this.#isPaused) return void setImmediate(() => this.#give(from));
      for (const row of script.rows.slice(from, from + 3_000)) {
        this.emit("row", row);
      }
      if (from + 3_000 < script.rows.length) setImmediate(() => this.#give(from + 3_000));
      else this.emit("done");
    }
    pause() {
      this.#isPaused = true;
      seen.paused += 1;
    }
    resume() {
      this.#isPaused = false;
    }
  }
  class ConnectionPool extends EventEmitter {
    constructor(how: object) {
      super();
      opened.push(how);
    }
    async connect() {}
    async close() {
      seen.closed += 1;
    }
    transaction() {
      return {
        begin: async (level: number) => void levels.push(level),
        commit: async () => {},
        request: () => new Asking(),
      };
    }
  }
  const load = (async () => ({
    ConnectionPool,
    ISOLATION_LEVEL: { SNAPSHOT: 5, READ_COMMITTED: 2 },
  })) as unknown as Load;
  return { load, asked, opened, levels, seen };
}

const variables = { CRM: "mssql://crm:p%40ss-0815@db/SALES" };

const fetchFrom = (
  driver: ReturnType<typeof standIn>,
  options: Partial<Options> = {},
  context: Partial<FetchContext> = {},
) =>
  sqlserver({ name: "crm", url: "CRM", tables: [{ table: "dbo.tickets" }], wait: 1, ...options }, driver.load).fetch(
    fetchContext(into, { variables, ...context }),
  );

describe("a table of SQL Server", () => {
  test("is asked for as text and becomes CSV", async () => {
    const driver = standIn({
      columns: [
        ["id", "BigInt"],
        ["created_at", "DateTime2"],
        ["closed_at", "DateTimeOffset"],
        ["备注]", "NVarChar"],
        ["paid", "Money"],
        ["km", "Float"],
        ["raw", "VarBinary"],
      ],
      rows: [
        [
          "12345678901234567890",
          "2026-05-01T08:00:00",
          "2026-05-01T01:00:00Z",
          '他说"好"，\n急',
          "1.23_000",
          "0.1",
          "FF",
        ],
        ["2", null, null, "", null, null, null],
      ],
      cells: { "count(*)": "2" },
    });
    const result = await fetchFrom(driver);
    expect(await readFile(join(into, "tickets.csv"), "utf8")).toBe(
      'id,created_at,closed_at,备注],paid,km,raw\n12345678901234567890,2026-05-01T08:00:00,2026-05-01T01:00:00Z,"他说""好""，\n急",1.23_000,0.1,FF\n2,,,"",,,\n',
    );
    expect(result?.files).toEqual({ "tickets.csv": { rows: 2, complete: true, held: 2 } });
    expect(driver.asked.at(-1)).toBe(
      "SELECT CONVERT(varchar(60), [id]) AS [id], CONVERT(varchar(40), [created_at], 126) AS [created_at], " +
        "CONVERT(varchar(40), [closed_at], 127) AS [closed_at], CONVERT(nvarchar(max), [备注]]]) AS [备注]]], " +
        "CONVERT(varchar(40), [paid], 2) AS [paid], CONVERT(varchar(40), [km], 3) AS [km], " +
        "CONVERT(varchar(max), CONVERT(varbinary(max), [raw]), 2) AS [raw] FROM (SELECT * FROM [dbo].[tickets] [given]) AS given",
    );
    expect(driver.opened).toMatchObject([
      {
        server: "db",
        port: 1433,
        user: "crm",
        password: "p@ss-0815",
        database: "SALES",
        options: { encrypt: true, trustServerCertificate: false },
      },
    ]);
    expect([driver.levels, driver.seen.closed]).toEqual([[2], 1]);
    await fetchFrom(driver, { snapshot: true });
    expect(driver.levels).toEqual([2, 5]);
  });

  test("is asked from its cursor on, less the lag, or for a span", async () => {
    const driver = standIn({
      columns: [["updated_at", "DateTimeOffset"]],
      rows: [["x"]],
      cells: { SWITCHOFFSET: "2026-05-02T07:00:00.123" },
    });
    const tables = [{ table: "dbo.tickets", cursor: "updated_at", lag: 60 }];
    const result = await fetchFrom(driver, { tables }, { state: { tickets: "2026-05-01T07:00:00" } });
    expect(result?.state).toEqual({ tickets: "2026-05-02T07:00:00.123" });
    expect(driver.asked.at(-1)).toContain("WHERE [updated_at] >= N'2026-05-01T07:00:00' OR [updated_at] IS NULL");
    expect(driver.asked.join("\n")).toContain("DATEADD(second, -60, ");
    await fetchFrom(driver, { tables }, { range: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" } });
    expect(driver.asked.at(-1)).toContain(">= CONVERT(datetime2, N'2026-01-01T00:00:00', 126)");
  });

  test("is not read faster than it is written: the server is asked to wait", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [String(i).padStart(3_000, "0")]);
    const driver = standIn({ columns: [["id", "NVarChar"]], rows });
    expect((await fetchFrom(driver))?.files?.["tickets.csv"]?.rows).toBe(20_000);
    const lines = (await readFile(join(into, "tickets.csv"), "utf8")).trimEnd().split("\n");
    expect(lines.slice(1)).toEqual(rows.map(([cell]) => cell));
    expect(driver.seen.paused).toBeGreaterThan(0);
  });
});

const sourceOf = (driver: ReturnType<typeof standIn>, table: Options["tables"][number]) =>
  sqlserver({ name: "crm", url: "CRM", tables: [table], wait: 1 }, driver.load);

describe("asked whether it can be reached, it", () => {
  test("says what answered, and of each table its columns, cursor and rows", async () => {
    const cells = { ProductVersion: "16.0.4135.4", SYSUTCDATETIME: new Date().toISOString(), "count(*)": "2" };
    const driver = standIn({ columns: [["updated_at", "DateTime2"]], rows: [], cells });
    expect(await checked(sourceOf(driver, { table: "dbo.tickets", cursor: "updated_at" }), variables)).toBe(
      "answers as SQL Server 16.0.4135.4, its clock is ours; tickets: 1 columns, by updated_at (a time), 2 rows",
    );
    expect(driver.seen.closed).toBe(1);
  });

  test("says what a pull would say where it cannot", async () => {
    const fails = [Object.assign(new Error("Login failed for user 'crm'."), { code: "ELOGIN" })];
    expect(await checked(sourceOf(standIn({ columns: [], rows: [], fails }), { table: "tickets" }), variables)).toBe(
      "SourceError: crm: the server refused the connection (Login failed for user 'crm'.).",
    );
  });
});

describe("what goes wrong", () => {
  const failing = (message: string, more: object) => Object.assign(new Error(message), more);
  test("for a moment is tried again", async () => {
    const driver = standIn({ columns: [["id", "Int"]], rows: [["1"]], fails: [failing("lost", { code: "ESOCKET" })] });
    expect((await fetchFrom(driver))?.files?.["tickets.csv"]?.rows).toBe(1);
    expect(driver.opened).toHaveLength(2);
  });

  test.each([
    [{ code: "ELOGIN", number: 18456 }, "crm: the server refused the connection"],
    [{ number: 208 }, "crm: a table is not there or may not be read"],
    [{ number: 207 }, "crm: the query does not run"],
    [{ number: 3952 }, "crm: the database keeps no snapshots"],
  ])("%o is for a person to put right, and names no password", async (about, sentence) => {
    const failure = fetchFrom(
      standIn({ columns: [["id", "Int"]], rows: [], fails: [failing("said p@ss-0815", about)] }),
    );
    await expect(failure).rejects.toThrow(sentence);
    expect(
      await failure.then(
        () => "",
        (error: Error) => error.message,
      ),
    ).not.toContain("ss-0815");
  });
});
