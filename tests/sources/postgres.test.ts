import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresOptions, postgres } from "../../sources/postgres.ts";
import type { FetchContext } from "../../sources/source.ts";
import { runSql, startPostgres } from "../servers/postgres.ts";
import type { Server } from "../servers/server.ts";
import { checked } from "./fetch-context.ts";
import { fetchFiles } from "./fetched.ts";

let server: Server;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

const sql = (text: string) => runSql(server.url, text);

const fetched = (
  options: Partial<PostgresOptions> & Pick<PostgresOptions, "tables">,
  given: Partial<FetchContext> = {},
) =>
  fetchFiles(postgres({ name: "crm", url: "CRM_URL", wait: 50, ...options }), {
    variables: { CRM_URL: server.url },
    ...given,
  });

test("values come exactly as the database has them", async () => {
  await sql(`CREATE TABLE exact (id bigint, at timestamptz, wall timestamp, day date, amount numeric, ratio float8,
      yes boolean, tags text[], data jsonb, raw bytea, note text);
    INSERT INTO exact VALUES
      (9223372036854775807, '2026-01-05 08:03:00.123456+08', '2026-01-05 08:03:00', '2026-01-05', 12345678901234567890.0123456789,
       0.1, true, ARRAY['a,b', '说"响"', NULL], '{"a": [1, null]}', '\\x00ff', E'line\\none, "two"'),
      (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ''), (3, NULL, NULL, NULL, NULL, 1e300, false, '{}', NULL, NULL, NULL)`);
  const { files, result } = await fetched({ tables: [{ table: "public.exact" }] });
  expect(files["exact.csv"]?.split("\n")).toEqual([
    "id,at,wall,day,amount,ratio,yes,tags,data,raw,note",
    `9223372036854775807,2026-01-05 00:03:00.123456+00,2026-01-05 08:03:00,2026-01-05,12345678901234567890.0123456789,0.1,t,"[""a,b"",""说\\""响\\"""",null]","{""a"": [1, null]}",\\x00ff,"line`,
    'one, ""two"""',
    '2,,,,,,,,,,""',
    "3,,,,,1e+300,f,[],,,",
    "",
  ]);
  expect(result?.files).toEqual({ "exact.csv": { rows: 3, complete: true, held: 3 } });
});

test("a cursor gives what changed, back to its lag, and rows without one", async () => {
  await sql(`CREATE TABLE changes (id int, updated_at timestamptz);
    INSERT INTO changes SELECT n, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 hour' FROM generate_series(1, 10) n`);
  const tables = [{ table: "changes", cursor: "updated_at", lag: 7_200 }];
  const first = await fetched({ tables });
  expect([first.result?.state, first.result?.files]).toEqual([
    { changes: "2026-01-01 08:00:00+00" },
    { "changes.csv": { rows: 10, complete: true, held: 10 } },
  ]);
  await sql("INSERT INTO changes VALUES (11, '2026-01-01 08:30:00Z'), (12, '2026-01-01 07:00:00Z'), (13, NULL)");
  const second = await fetched({ tables }, { state: first.result?.state });
  const ids = second.files["changes.csv"]?.split("\n").map((line) => line.split(",")[0]);
  expect([ids, second.result?.files]).toEqual([
    ["id", "8", "9", "10", "11", "13", ""],
    { "changes.csv": { rows: 5, held: 13 } },
  ]);
  const whole = await fetched({ tables }, { state: first.result?.state, whole: new Set(["changes.csv"]) });
  expect(whole.result?.files).toEqual({ "changes.csv": { rows: 13, complete: true, held: 13 } });
  const span = { from: "2026-01-01T02:00:00Z", to: "2026-01-01T04:00:00Z" };
  const range = await fetched({ tables: [...tables, { table: "exact" }] }, { range: span });
  expect([range.result?.files, range.said]).toEqual([
    { "changes.csv": { rows: 2 } },
    ["  changes.csv: 2 rows", "  exact has no column of times to take a span by, and is left out"],
  ]);
});

test("a number is a cursor too, a time in the far future holds nothing up, and nothing new leaves no file", async () => {
  await sql(`CREATE TABLE numbered (id bigint); INSERT INTO numbered SELECT generate_series(1, 5000);
    CREATE TABLE future (at timestamp); INSERT INTO future VALUES ('2999-01-01'), ('2026-01-01')`);
  const numbered = await fetched({ tables: [{ table: "numbered", cursor: "id", lag: 0 }] });
  expect(numbered.result?.state).toEqual({ numbered: "5000" });
  const again = await fetched(
    { tables: [{ query: "SELECT * FROM numbered WHERE id < 100", file: "numbered", cursor: "id" }] },
    { state: numbered.result?.state },
  );
  expect(again.files).toEqual({ "numbered.csv": "(none)" });
  const { result } = await fetched({ tables: [{ table: "future", cursor: "at" }] });
  expect(Object.values(result?.state as Record<string, string>)[0]?.startsWith("20")).toBe(true);
  expect(Object.values(result?.state as Record<string, string>)[0]?.startsWith("2999")).toBe(false);
});

test("all tables of a fetch are of one moment", async () => {
  await sql("CREATE TABLE second (id int)");
  const slow = { query: "SELECT 1 AS id FROM pg_sleep(1)", file: "first" };
  const pulled = fetched({ tables: [slow, { table: "second" }] });
  await wait(400);
  await sql("INSERT INTO second VALUES (1)");
  expect((await pulled).result?.files).toEqual({
    "first.csv": { rows: 1, complete: true, held: 1 },
    "second.csv": { rows: 0, complete: true, held: 0 },
  });
});

test("what a person must put right is said in words, without the address", async () => {
  const wrong = (options: Partial<PostgresOptions> & Pick<PostgresOptions, "tables">, given = {}) =>
    fetched(options, given).then(
      () => "nothing was wrong",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const tables = [{ table: "exact" }];
  expect(await wrong({ tables: [{ table: "nowhere" }] })).toBe(
    'SourceError: crm: the query does not run (relation "nowhere" does not exist).',
  );
  expect(await wrong({ tables: [{ table: "exact", cursor: "changed" }] })).toContain('column "changed" does not exist');
  expect(await wrong({ tables: [{ table: "exact", cursor: "note" }] })).toBe(
    "SourceError: The cursor note of exact is neither a time nor a number.",
  );
  const elsewhere = { variables: { CRM_URL: server.url.replace("/postgres", "/elsewhere") } };
  expect(await wrong({ tables }, { variables: { CRM_URL: `${server.url}x` } })).toContain("refused the connection");
  expect(await wrong({ tables }, elsewhere)).not.toContain("postgres-password");
  expect(await wrong({ tables }, { variables: {} })).toBe("SourceError: The secret CRM_URL is not set.");
  expect(await wrong({ tables, tls: {} })).toMatch(/^(Error|SourceError): .*SSL/);
  expect(await wrong({ tables: [{ query: "SELECT pg_sleep(5)::text AS slept", file: "slow" }], timeout: 0.05 })).toBe(
    "Error: a statement took longer than 0.05 seconds and was stopped",
  );
});

test("tables that make no sense are refused before anything is asked", () => {
  const make =
    (...tables: PostgresOptions["tables"]) =>
    () =>
      postgres({ name: "crm", url: "CRM_URL", tables });
  expect(make({})).toThrow("crm: each table has either `table` or `query`.");
  expect(make({ query: "SELECT 1" })).toThrow("crm: a query wants the name of its file in `file`.");
  expect(make({ table: "a; DROP TABLE b" })).toThrow('crm: "a; DROP TABLE b" is no name');
  expect(make({ table: "x", file: "../x" })).toThrow('crm: "../x" is no name');
  expect(make({ table: "a.x" }, { table: "b.x" })).toThrow("crm: two tables are called x");
});

test("a server that restarts in the middle is asked again", async () => {
  const many = { query: "SELECT n, repeat('x', 1000) AS pad FROM generate_series(1, 20000) n", file: "many" };
  const slow = { query: "SELECT 1 AS id FROM pg_sleep(1)", file: "slow" };
  const said: string[] = [];
  const say = (text: string) => {
    if (said.push(text) === 1) void server.restart();
  };
  const { result } = await fetched({ tables: [many, slow], wait: 500 }, { say });
  expect(result?.files).toMatchObject({ "many.csv": { rows: 20_000 }, "slow.csv": { rows: 1 } });
  expect(said.filter((text) => text.startsWith("crm failed and is tried again: "))).not.toEqual([]);
});

test("asked whether it can be reached, it says what it is, how late its clock is, and what is in its tables, and reads no row", async () => {
  await sql(`CREATE TABLE asked (id int, updated_at timestamptz); INSERT INTO asked SELECT n, now() FROM generate_series(1, 1200) n;
    CREATE TABLE secret (id int); CREATE ROLE reader LOGIN PASSWORD 'reads-4711'; GRANT SELECT ON asked TO reader;
    CREATE TABLE many AS SELECT generate_series(1, 3) AS id`);
  const reader = server.url.replace(/\/\/[^@]*@/, "//reader:reads-4711@");
  const of = (tables: PostgresOptions["tables"], url = reader) =>
    checked(postgres({ name: "crm", url: "CRM_URL", tables }), { CRM_URL: url });
  const slow = { query: "SELECT id, pg_sleep(id) FROM asked WHERE id > 9", file: "slow" };
  expect(await of([{ table: "asked", cursor: "updated_at" }, slow, { table: "public.asked", file: "again" }])).toMatch(
    /^answers as PostgreSQL \d+\.[^,]*, its clock is ours; asked: 2 columns, by updated_at \(a time\), 1,200 rows; slow: 2 columns, read whole each time, rows not counted in the time there is; again: 2 columns, read whole each time, rows not counted in the time there is$/,
  );
  expect(await of([{ table: "secret" }])).toBe(
    "SourceError: crm: the user of CRM_URL may not read this (permission denied for table secret).",
  );
  expect(await of([{ table: "asked", cursor: "changed_at" }])).toContain('column "changed_at" does not exist');
  expect(await of([{ table: "asked" }], `${reader}x`)).toContain("the server refused the connection");
  expect(await of([{ table: "asked" }], "postgres://reader@127.0.0.1:1/x")).toContain("ECONNREFUSED");
}, 60_000);
