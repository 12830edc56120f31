import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseMapping } from "../../sources/mapping.ts";
import { type Bench, makeBench } from "./landing-folder.ts";

const folder = resolve("docs/examples");
const names = readdirSync(folder).filter((name) => existsSync(resolve(folder, name, "mapping.yaml")));
const mappingOf = (name: string) => readFileSync(resolve(folder, name, "mapping.yaml"), "utf8");

describe("the mappings of docs/examples", () => {
  it.each(names)("%s passes the grammar", (name) => {
    const { files } = parseMapping(mappingOf(name), "mapping.yaml");
    expect(files.length).toBeGreaterThan(0);
  });

  it("are named by the page that explains them", () => {
    const page = resolve("docs/foreign-csv-to-site.md");
    expect(existsSync(page)).toBe(true);
    const text = readFileSync(page, "utf8");
    for (const name of names) expect(text).toContain(`examples/${name}/mapping.yaml`);
  });
});

describe("the work-order export", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
    await bench.write("mapping.yaml", mappingOf("work-orders"));
    await bench.write(
      "工单2024.csv",
      `工单号,报修时间,报修方式,服务类型,产品大类,产品型号,机身条码,客户电话,省份,故障现象,备注,服务网点,服务工程师,派单时间,预约上门时间,实际上门时间,完成时间,处理结果,是否保内,工单状态,满意度,回访时间
G1,2024/3/1 8:05,400热线,维修,洗衣机,XQG100,SN1,13800001111,山东,不脱水,声音大,市南站,王师傅,2024/3/1 8:20,2024/3/1 14:00,2024/3/1 14:10,2024/3/1 15:00,已修复,保内,已完成,非常满意,2024/3/2 10:00
G2,2024/3/1 9:15,小程序,安装,空调,KFR35,SN2,13800001112,山东,无,,历下站,李师傅,2024/3/1 9:30,2024/3/2 9:00,,,-,保内,待派单,无,
G3,2024/3/1 9:30,APP,测试类,空调,KFR35,SN3,13800001113,山东,x,,历下站,李师傅,,,,,,,已完成,,
G4,2024/3/1 9:40,APP,维修,空调,KFR35,SN4,13800001114,山东,x,,历下站,李师傅,,,,,,,测试,,
`,
    );
    await bench.pull();
  });
  afterAll(() => bench.close());

  it("becomes tickets in UTC with canonical values", async () => {
    expect(
      await bench.rows(
        "SELECT ticket_id, created_at, channel, status, description, warranty FROM landing_tickets ORDER BY ticket_id",
      ),
    ).toEqual([
      {
        ticket_id: "G1",
        created_at: "2024-03-01T00:05:00.000Z",
        channel: "hotline",
        status: "closed",
        description: "不脱水；声音大",
        warranty: "in",
      },
      {
        ticket_id: "G2",
        created_at: "2024-03-01T01:15:00.000Z",
        channel: "other",
        status: "open",
        description: null,
        warranty: "in",
      },
    ]);
  });

  it("puts the row with an unknown type aside, leaves the test ticket out, and adds visits and ratings where there are any", async () => {
    expect(
      await bench.rows("SELECT entity, read, filtered, loaded, quarantined FROM input_loads ORDER BY sequence"),
    ).toEqual([
      { entity: "tickets", read: 3, filtered: 1, loaded: 2, quarantined: 1 },
      { entity: "visits", read: 1, filtered: 3, loaded: 1, quarantined: 0 },
      { entity: "ratings", read: 1, filtered: 3, loaded: 1, quarantined: 0 },
    ]);
    expect(await bench.rows("SELECT csat, answered_at FROM landing_ratings")).toEqual([
      { csat: 5, answered_at: "2024-03-02T02:00:00.000Z" },
    ]);
    expect(await bench.rows("SELECT outcome, arrived_at FROM landing_visits")).toEqual([
      { outcome: "fixed", arrived_at: "2024-03-01T06:10:00.000Z" },
    ]);
  });
});
