import { afterEach, beforeEach, expect, test } from "vitest";
import { inspectInput } from "../../pipelines/doctor/input.ts";
import { describeInput } from "../../pipelines/doctor.ts";
import { makeWorkbook, textRows } from "../sources/make-workbook.ts";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const header = ["工单号", "报修时间", "类型", "故障现象", "满意度"];
const date = '<c r="B4" s="0"><v>46143.354166666664</v></c>';
const rows = textRows([
  ["2026年5月工单", null, null, null, null],
  header,
  ["007", "2026-05-01 08:00", "维修", "不脱水\n声音大", "5"],
  ["008", "DATE", "安装", null, null],
  ["009", "不详", "维修", null, null],
  ["010", "2026-05-02", "维修", null, null],
]).replace(/<c r="B4".*?<\/c>/, date);
const mapping = `
files:
  "工单*.xlsx":
    entity: tickets
    columns: {ticket_id: 工单号, created_at: 报修时间, type: {from: 类型, values: {维修: repair, 安装: install}}, description: 故障现象}
`;

test("a workbook goes the way of every file: rows land with their number, bad ones are put aside", async () => {
  await bench.write("mapping.yaml", mapping);
  await bench.write("工单5月.xlsx", makeWorkbook({ sheets: [{ name: "明细", rows }], formats: ["yyyy年m月d日"] }));
  const [load] = await bench.pull();
  if (load === undefined) throw new Error("nothing was loaded");
  expect(load).toMatchObject({ source: "工单5月.xlsx#明细", format: "xlsx", skipped: false, balanced: true });
  expect(counts(load)).toEqual({ read: 4, loaded: 3, quarantined: 1, superseded: 0 });
  expect(load.notes).toEqual(["The header is row 2; what stands above it (a title) is not read."]);
  expect(
    await bench.rows("SELECT ticket_id, created_at, description, extra, _line FROM landing_tickets ORDER BY _line"),
  ).toEqual([
    {
      ticket_id: "007",
      created_at: "2026-05-01T00:00:00.000Z",
      description: "不脱水\n声音大",
      extra: '{"满意度":"5"}',
      _line: 3,
    },
    { ticket_id: "008", created_at: "2026-05-01T00:30:00.000Z", description: null, extra: null, _line: 4 },
    { ticket_id: "010", created_at: "2026-05-01T16:00:00.000Z", description: null, extra: null, _line: 6 },
  ]);
  expect(await bench.rejects(load)).toMatchObject([
    {
      source: "工单5月.xlsx#明细",
      line: 5,
      raw: '{"工单号":"009","报修时间":"不详","类型":"维修"}',
      reasons: [{ field: "created_at", rule: "created_at.timestamp", got: "不详" }],
    },
  ]);
  expect((await bench.pull())[0]).toMatchObject({ load_id: load.load_id, skipped: true });
});

test("two sheets of one workbook are two loads, whatever they hold", async () => {
  const same = textRows([
    ["ticket_id", "created_at"],
    ["1", "2026-05-01"],
  ]);
  await bench.write("mapping.yaml", 'files:\n  "b.xlsx#*": {entity: tickets}\n');
  await bench.write("b.xlsx", makeWorkbook({ sheets: ["一", "二"].map((name) => ({ name, rows: same })) }));
  const loads = await bench.pull();
  expect(loads.map(({ source, loaded }) => [source, loaded])).toEqual([
    ["b.xlsx#一", 1],
    ["b.xlsx#二", 1],
  ]);
  expect(new Set(loads.map(({ load_id }) => load_id)).size).toBe(2);
});

test("doctor explains a workbook and proposes a mapping for it", async () => {
  await bench.write("导出.xlsx", makeWorkbook({ sheets: [{ name: "明细", rows }], formats: [22] }));
  await bench.write("visits.xls", Buffer.from("d0cf11e0a1b11ae1", "hex"));
  const report = await inspectInput(bench.engine, bench.input);
  const lines = describeInput(report);
  expect(lines).toContain("导出.xlsx#明细: xlsx, 5 columns, 4 rows looked at");
  expect(lines).toContain("  note: The header is row 2; what stands above it (a title) is not read.");
  expect(lines).toContain(
    "  problem: visits.xls is a workbook of the old kind (.xls); wanted it saved as .xlsx or as CSV (UTF-8).",
  );
  expect(report.proposal).toContain('"导出.xlsx#明细":');
  expect(report.proposal).toContain("ticket_id: 工单号");
});
