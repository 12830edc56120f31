import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sftp } from "../../sources/sftp.ts";
import { makeWorkbook, textRows } from "../sources/make-workbook.ts";
import { sftpServer } from "../sources/sftp-server.ts";
import { type Bench, makeBench } from "./landing-folder.ts";
import { pullFrom } from "./source-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

test("what others drop on a server is landed like the files of a folder, workbooks too, and once", async () => {
  const drop = join(bench.input, "in");
  await mkdir(join(drop, "tickets"), { recursive: true });
  await writeFile(join(drop, "tickets", "2026-05.csv"), "ticket_id,created_at\nA,2026-05-01\nB,2026-05-02\n");
  const rows = textRows([
    ["工单号", "报修时间"],
    ["B", "2026-05-03"],
    ["C", "不详"],
  ]);
  await writeFile(join(drop, "网点.xlsx"), makeWorkbook({ sheets: [{ name: "明细", rows }] }));
  const server = await sftpServer(bench.input);
  const source = sftp({
    name: "outlets",
    host: "127.0.0.1",
    port: server.port,
    folder: "in",
    hostKey: server.fingerprint,
    user: "SFTP_USER",
    password: "SFTP_PASSWORD",
    ready: { by: "stable", seconds: 0 },
    mapping: 'files:\n  "网点*.xlsx": {entity: tickets, columns: {ticket_id: 工单号, created_at: 报修时间}}\n',
  });
  const variables = { SFTP_USER: "drop", SFTP_PASSWORD: "pass-0815" };
  const loads = await pullFrom(bench, [source], undefined, variables);
  expect(loads.map(({ source: from, loaded, quarantined }) => [from, loaded, quarantined])).toEqual([
    ["outlets/tickets/2026-05.csv", 2, 0],
    ["outlets/网点.xlsx#明细", 1, 1],
  ]);
  const [, workbook] = loads;
  expect(workbook && (await bench.rejects(workbook))).toMatchObject([{ source: "outlets/网点.xlsx#明细", line: 3 }]);
  expect(await pullFrom(bench, [source], undefined, variables)).toEqual([]);
  expect(await bench.rows("SELECT ticket_id, _source FROM landing_tickets ORDER BY ticket_id")).toEqual([
    { ticket_id: "A", _source: "outlets/tickets/2026-05.csv" },
    { ticket_id: "B", _source: "outlets/网点.xlsx#明细" },
  ]);
});
