import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { noMariadb, runSql, startMariadb } from "../servers/mariadb.ts";

const schema = `CREATE DATABASE crm CHARACTER SET utf8mb4; USE crm;
CREATE TABLE gd_order (order_no VARCHAR(20) PRIMARY KEY, create_time DATETIME, update_time DATETIME, order_type TINYINT,
  source_code VARCHAR(8), service_mode TINYINT, status SMALLINT, finish_time DATETIME, product_class VARCHAR(20),
  product_model VARCHAR(20), machine_no VARCHAR(30), customer_id BIGINT, vip_level TINYINT, province VARCHAR(20),
  station_id INT, engineer_id INT, appoint_begin DATETIME, appoint_end DATETIME, in_warranty BIT(1), fault_desc VARCHAR(500),
  remark TEXT, amount DECIMAL(10,2), del_flag TINYINT DEFAULT 0) CHARACTER SET gbk;
CREATE TABLE gd_dispatch (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_no VARCHAR(20), action_time DATETIME, action VARCHAR(20), operator_id INT, memo VARCHAR(200));
CREATE TABLE gd_visit (id BIGINT PRIMARY KEY, order_no VARCHAR(20), engineer_id INT, station_id INT, plan_time DATETIME, sign_time DATETIME,
  leave_time DATETIME, sign_type VARCHAR(8), result_code TINYINT, update_time DATETIME, del_flag TINYINT DEFAULT 0);
CREATE TABLE gd_callback (id BIGINT PRIMARY KEY, order_no VARCHAR(20), way VARCHAR(8), send_time DATETIME, answer_time DATETIME,
  nps_score TINYINT, satisfaction VARCHAR(10), update_time DATETIME);
CREATE TABLE gd_complaint (id INT, order_no VARCHAR(20), customer_id BIGINT, create_time DATETIME, content TEXT);`;

const rows = `USE crm; SET sql_mode = '';
INSERT INTO gd_order (order_no, create_time, update_time, order_type, source_code, service_mode, status, finish_time, product_class,
    product_model, machine_no, customer_id, province, station_id, engineer_id, in_warranty, fault_desc, remark, amount)
  SELECT CONCAT('GD', seq), '2026-05-01 08:00:00' + INTERVAL seq HOUR, '2026-06-01 08:00:00' + INTERVAL seq MINUTE, 2, '400', 1, 40,
    '2026-05-01 12:00:00' + INTERVAL seq HOUR, '洗衣机', CONCAT('XQG', seq % 5), CONCAT('SN', seq), 10000 + seq, '山东', seq % 7, seq % 20,
    b'1', CONCAT('脱水时"异响", 第', seq, '次'), '无', 99.90 FROM seq_1_to_300;
UPDATE gd_order SET order_type = 9 WHERE order_no = 'GD7';
UPDATE gd_order SET status = 10, finish_time = '0000-00-00 00:00:00' WHERE order_no = 'GD8';
INSERT INTO gd_dispatch (order_no, action_time, action, operator_id)
  SELECT CONCAT('GD', seq), '2026-05-01 08:10:00' + INTERVAL seq HOUR, 'DISPATCH', 1 FROM seq_1_to_300;
INSERT INTO gd_visit SELECT seq, CONCAT('GD', seq), seq % 20, seq % 7, NULL, '2026-05-01 10:00:00' + INTERVAL seq HOUR,
  '2026-05-01 11:00:00' + INTERVAL seq HOUR, 'GPS', 1, '2026-06-01 08:00:00', 0 FROM seq_1_to_300;
INSERT INTO gd_callback SELECT seq, CONCAT('GD', seq), 'TEL', '2026-05-03 10:00:00', '2026-05-04 10:00:00', seq % 11, '满意', '2026-06-01 08:00:00' FROM seq_1_to_200;
INSERT INTO gd_complaint VALUES (1, 'GD1', 10001, '2026-05-20 09:00:00', '修了三次还是响'), (2, 'GD2', 10002, '2026-05-21 09:00:00', '师傅迟到');`;

describe.skipIf(noMariadb)("docs/examples/crm-mysql (skipped where the machine has no mariadbd)", () => {
  test("five tables of an after-sales system become published tables, and a second run takes what changed", async () => {
    const server = await startMariadb();
    const folder = await mkdtemp(join(tmpdir(), "huiyin-crm-"));
    onTestFinished(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });
    await runSql(server.url, schema);
    await runSql(server.url, rows);
    const said: string[] = [];
    const huiyin = async (...argv: string[]) =>
      expect([
        await main([...argv, "--workspace", folder], {
          logger: {
            info: (text) => void said.push(text),
            warn: (text) => void said.push(text),
            error: (text) => void said.push(text),
          },
          now: () => new Date("2026-11-20T00:00:00Z"),
          write: () => {},
          variables: { CRM_URL: server.url.replace("/mysql", "/crm") },
        }),
        said.filter((text) => text.startsWith("gate:")),
      ]).toEqual([0, []]);
    const engine = await openDuckdb({ memoryLimit: "300MB", threads: 1 });
    onTestFinished(() => engine.close());
    const table = (name: string) => `read_parquet(${literal(join(folder, "published", `${name}.parquet`))})`;

    await huiyin("pull", "--pipeline", "docs/examples/crm-mysql/pipeline.ts");
    // GD7 has a type nobody knows.
    expect(said.find((text) => text.startsWith("  crm/gd_order.csv"))).toContain("300 read, 299 loaded, 1 quarantined");

    await runSql(
      server.url,
      `USE crm; UPDATE gd_order SET del_flag = 1, update_time = '2026-07-01 08:00:00' WHERE order_no = 'GD9';
       UPDATE gd_order SET order_type = 2, update_time = '2026-07-01 08:00:00' WHERE order_no = 'GD7';
       DELETE FROM gd_complaint WHERE id = 2; DELETE FROM gd_callback WHERE id = 200;`,
    );
    said.length = 0;
    await huiyin("pull", "--pipeline", "docs/examples/crm-mysql/pipeline.ts");
    const lines = [
      /^ {2}crm\/gd_complaint\.csv as feedback: 1 read, 0 loaded, .*, 1 of them unchanged, 1 deleted$/,
      /^ {2}crm\/gd_order\.csv as tickets: \d+ read, 1 loaded, 0 quarantined, .* 1 deleted$/,
      /^crm holds 1 fewer rows of gd_callback\.csv than landed; the file is read whole$/,
      /^ {2}crm\/gd_callback\.csv as ratings: 199 read, 0 loaded, .*, 199 of them unchanged, 1 deleted$/,
    ];
    for (const line of lines) expect(said).toContainEqual(expect.stringMatching(line));
    await huiyin("transform");
    await huiyin("publish");
    expect(
      await engine.query(
        `SELECT count(*) AS tickets, count_if(closed_at IS NULL) AS open, min(created_at) AS first,
           count_if(ticket_id = 'GD9') AS deleted, count_if(ticket_id = 'GD7') AS corrected FROM ${table("fct_tickets")}`,
      ),
    ).toEqual([{ tickets: 299, open: 1, first: "2026-05-01T01:00:00.000Z", deleted: 0, corrected: 1 }]);
    expect(await engine.query(`SELECT count(*) AS rows FROM ${table("fct_visits")}`)).toEqual([{ rows: 300 }]);
    expect(JSON.parse(await readFile(join(folder, "sources", "crm.json"), "utf8")).state).toMatchObject({
      gd_order: "2026-07-01 07:00:00",
      gd_dispatch: "-700",
    });
  });
});
