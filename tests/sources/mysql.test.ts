import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MysqlOptions, mysql } from "../../sources/mysql.ts";
import type { FetchContext } from "../../sources/source.ts";
import { noMariadb, runSql, startMariadb } from "../servers/mariadb.ts";
import type { Server } from "../servers/server.ts";
import { checked } from "./fetch-context.ts";
import { fetchFiles } from "./fetched.ts";

describe.skipIf(noMariadb)("MariaDB (skipped where the machine has no mariadbd)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMariadb();
    await runSql(server.url, "CREATE DATABASE crm CHARACTER SET utf8mb4");
    server = { ...server, url: server.url.replace("/mysql", "/crm") };
  });
  afterAll(() => server?.stop());

  const sql = (text: string) => runSql(server.url, text);

  const fetched = (options: Partial<MysqlOptions> & Pick<MysqlOptions, "tables">, given: Partial<FetchContext> = {}) =>
    fetchFiles(mysql({ name: "crm", url: "CRM_URL", wait: 50, ...options }), {
      variables: { CRM_URL: server.url },
      ...given,
    });

  test("values come exactly as the database has them", async () => {
    await sql(`SET time_zone = '+08:00', sql_mode = '';
      CREATE TABLE 精确 (id BIGINT UNSIGNED, at TIMESTAMP NULL, wall DATETIME(3), day DATE, amount DECIMAL(38,10), ratio DOUBLE,
        yes TINYINT(1), bits BIT(10), data JSON, raw VARBINARY(10), note TEXT, took TIME, kind ENUM('安装','维修')) CHARACTER SET utf8mb4;
      INSERT INTO 精确 VALUES
        (18446744073709551615, '2026-01-05 08:03:00', '2026-01-05 08:03:00.123', '2026-01-05', 1234567890123456789012345678.0123456789,
         0.1, 1, b'1000000001', '{"a": [1, null]}', x'00ff', '第一行\\n说"响", 😀\\\\', '-12:30:00', '维修'),
        (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL),
        (3, '0000-00-00 00:00:00', '0000-00-00 00:00:00', '0000-00-00', 0, 1e300, 0, b'0', '[]', '', NULL, NULL, NULL)`);
    const { files, result } = await fetched({ tables: [{ table: "crm.精确", file: "exact" }] });
    expect(files["exact.csv"]?.split("\n")).toEqual([
      "id,at,wall,day,amount,ratio,yes,bits,data,raw,note,took,kind",
      `18446744073709551615,2026-01-05 00:03:00+00:00,2026-01-05 08:03:00.123,2026-01-05,1234567890123456789012345678.0123456789,0.1,1,513,"{""a"": [1, null]}",00FF,"第一行`,
      '说""响"", 😀\\",-12:30:00,维修',
      '2,,,,,,,,,,"",,',
      "3,,,,0.0000000000,1e300,0,0,[],,,,",
      "",
    ]);
    expect(result?.files).toEqual({ "exact.csv": { rows: 3, complete: true, held: 3 } });
  });

  test("a table in GBK comes in UTF-8", async () => {
    await sql(
      "CREATE TABLE old (id INT, words VARCHAR(50)) CHARACTER SET gbk; INSERT INTO old VALUES (1, '不制冷，漏水')",
    );
    expect((await fetched({ tables: [{ table: "old" }] })).files).toEqual({ "old.csv": "id,words\n1,不制冷，漏水\n" });
  });

  test("a cursor gives what changed, back to its lag, and rows without one", async () => {
    await sql(`CREATE TABLE changes (id INT, updated_at DATETIME);
      INSERT INTO changes SELECT seq, '2026-01-01 00:00:00' + INTERVAL seq HOUR FROM seq_1_to_10`);
    const tables = [{ table: "changes", cursor: "updated_at", lag: 7_200 }];
    const first = await fetched({ tables });
    expect([first.result?.state, first.result?.files]).toEqual([
      { changes: "2026-01-01 08:00:00" },
      { "changes.csv": { rows: 10, complete: true, held: 10 } },
    ]);
    await sql("INSERT INTO changes VALUES (11, '2026-01-01 08:30:00'), (12, '2026-01-01 07:00:00'), (13, NULL)");
    const second = await fetched({ tables }, { state: first.result?.state ?? null });
    const ids = second.files["changes.csv"]?.split("\n").map((line) => line.split(",")[0]);
    expect([ids, second.result?.files]).toEqual([
      ["id", "8", "9", "10", "11", "13", ""],
      { "changes.csv": { rows: 5, held: 13 } },
    ]);
    const range = await fetched({ tables }, { range: { from: "2026-01-01T02:00:00Z", to: "2026-01-01T04:00:00Z" } });
    expect(range.result?.files).toEqual({ "changes.csv": { rows: 2 } });
    const numbered = await fetched({ tables: [{ table: "changes", cursor: "id", lag: 3 }] });
    expect(numbered.result?.state).toEqual({ changes: "10" });
  });

  test("a long text and many rows pass whole", async () => {
    await sql(`CREATE TABLE long_texts (id INT, words LONGTEXT);
      INSERT INTO long_texts VALUES (1, REPEAT('响', 900000)), (2, 'a');
      CREATE TABLE many AS SELECT seq AS id, REPEAT('x', 200) AS pad FROM seq_1_to_100000`);
    const { files, result } = await fetched({ tables: [{ table: "long_texts" }, { table: "many" }] });
    expect(files["long_texts.csv"]).toBe(`id,words\n1,${"响".repeat(900_000)}\n2,a\n`);
    expect(files["many.csv"]?.length).toBe(
      Array.from({ length: 100_000 }, (_, i) => `${i + 1},`.length + 201).reduce((a, b) => a + b, "id,pad\n".length),
    );
    expect(result?.files?.["many.csv"]?.rows).toBe(100_000);
  });

  test("all tables of a fetch are of one moment", async () => {
    await sql("CREATE TABLE second (id INT)");
    const slow = { query: "SELECT 1 AS id, SLEEP(1) AS slept", file: "slow" };
    const pulled = fetched({ tables: [slow, { table: "second" }] });
    await wait(500);
    await sql("INSERT INTO second VALUES (1)");
    expect((await pulled).result?.files?.["second.csv"]).toEqual({ rows: 0, complete: true, held: 0 });
  });

  test("what a person must put right is said in words, without the address", async () => {
    const wrong = (options: Partial<MysqlOptions> & Pick<MysqlOptions, "tables">, given = {}) =>
      fetched(options, given).then(
        () => "nothing was wrong",
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const tables = [{ table: "second" }];
    expect(await wrong({ tables: [{ table: "nowhere" }] })).toBe(
      "SourceError: crm: the query does not run (Table 'crm.nowhere' doesn't exist).",
    );
    expect(await wrong({ tables: [{ table: "second", cursor: "changed" }] })).toContain("Unknown column 'changed'");
    const address = server.url.replace("root@", "root:mysql-password@");
    expect(await wrong({ tables }, { variables: { CRM_URL: address } })).toContain("refused the connection");
    expect(await wrong({ tables }, { variables: { CRM_URL: address } })).not.toContain("mysql-password");
    expect(await wrong({ tables, tls: {} })).toContain("the encrypted connection was not accepted");
    const slow = { query: "SELECT SLEEP(5) AS slept FROM many", file: "slow" };
    expect(await wrong({ tables: [slow], timeout: 1 })).toBe(
      "Error: a statement took longer than 1 seconds and was stopped",
    );
  });

  test("a server that restarts in the middle is asked again", async () => {
    const slow = { query: "SELECT id, SLEEP(1) AS slept FROM second", file: "slow" };
    const said: string[] = [];
    const say = (text: string) => {
      if (said.push(text) === 1) void server.restart();
    };
    const { result } = await fetched({ tables: [{ table: "many" }, slow], wait: 500 }, { say });
    expect(result?.files).toMatchObject({ "many.csv": { rows: 100_000 }, "slow.csv": { rows: 1 } });
    expect(said.filter((text) => text.startsWith("crm failed and is tried again: "))).not.toEqual([]);
  });

  test("asked whether it can be reached, it says what it is and what is in its tables, and reads no row", async () => {
    await sql(`CREATE TABLE asked (id INT, updated_at DATETIME); INSERT INTO asked SELECT seq, NOW() FROM seq_1_to_1200;
      CREATE TABLE secret (id INT); CREATE USER reader IDENTIFIED BY 'reads-4711'; GRANT SELECT ON crm.asked TO reader`);
    const reader = server.url.replace("//root@", "//reader:reads-4711@");
    const of = (tables: MysqlOptions["tables"], url = reader) =>
      checked(mysql({ name: "crm", url: "CRM_URL", tables }), { CRM_URL: url });
    expect(await of([{ table: "asked", cursor: "updated_at" }])).toMatch(
      /^answers as MySQL protocol, \S*MariaDB\S*, its clock is ours; asked: 2 columns, by updated_at \(a time\), 1,200 rows$/,
    );
    expect(await of([{ table: "secret" }])).toMatch(
      /^SourceError: crm: the user of CRM_URL may not read this \(SELECT command denied/,
    );
    expect(await of([{ table: "asked" }], reader.replace("4711", "0815"))).toContain(
      "the server refused the connection",
    );
  });
});
