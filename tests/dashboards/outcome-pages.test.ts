import { beforeAll, describe, expect, test } from "vitest";
import type { Published } from "../../dashboards/published.ts";
import { publishedFixture } from "./fixture.ts";
import { render } from "./render.ts";

async function pagesOf(published: Published): Promise<(path: string) => string> {
  const { files } = await render(published);
  return (path) => files.get(path) ?? "";
}

const plain = (markup: string) =>
  markup
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

let file: (path: string) => string;
beforeAll(async () => {
  file = await pagesOf(publishedFixture());
});

describe("repeats", () => {
  test("units are named by their tickets, counted, and all stand in the CSV", () => {
    const found = plain(file("repeats.md"));
    expect(found).toContain("35台机器24个月内修了三次以上");
    expect(found).toMatch(/U0 U0b U0a 5 洗衣机 M&lt;1&gt; 四川 sp-007 2026-09-01 未关闭/);
    expect(file("data/chronic-units.csv").trim().split("\r\n")).toHaveLength(36);
    expect(plain(file("en/repeats.md"))).toContain("35 units were repaired three times or more");
  });

  test("causes of no fault found with what came back, bad outcomes by who kept silent", () => {
    const found = plain(file("repeats.md"));
    expect(found).toContain("未见故障最多的原因是用户环境，占60%");
    expect(file("data/nff-causes.csv")).toContain("user_environment,60,6\r\nintermittent,40,12");
    expect(file("repeats.md")).toContain("definitions/nff_escape_rate.html");
    expect(found).toMatch(/M&lt;1&gt; 15.0% 7.1% 29.1% 40/);
    expect(found).toContain("没有投诉的不良结果里，30天内又报修最多，占70%");
    expect(found).toContain("100张没有投诉，20张有");
  });

  test("every alert says why, and the thresholds who has still to confirm them", () => {
    const found = plain(file("repeats.md"));
    expect(found).toContain("三包提醒：3张，其中1张可能应换货或退货");
    expect(found).toContain("阈值状态：待法务确认");
    expect(found).toContain("手机：保修期内修过2次后又坏，或等件满60天");
    expect(found).toMatch(/W1 应换或退 保修期内此前修过2次/);
    expect(found).toMatch(/W2 等件过久 等件93天/);
    expect(found).toMatch(/W3 保修应顺延 保修2026-10-01到期，顺延至2026-10-11/);
    expect(plain(file("en/repeats.md"))).toContain("Thresholds: to be confirmed by legal");
  });

  test("a policy that was confirmed says so instead", async () => {
    const published = publishedFixture();
    const { outcomes } = published;
    const warrantyPolicy = outcomes.warrantyPolicy.map((row) => ({ ...row, status: "法务已确认" }));
    const own = await pagesOf({ ...published, outcomes: { ...outcomes, warrantyPolicy } });
    expect(plain(own("repeats.md"))).toContain("阈值状态：法务已确认");
    expect(plain(own("repeats.md"))).not.toContain("待法务确认");
  });
});

test("what the input lacks is named, and nothing is said to be none", async () => {
  const published = publishedFixture();
  const { outcomes, quality } = published;
  const absent = ["chronic_unit_rate", "nff_escape_rate", "silent_complaint_rate", "birthday_completion_rate"];
  const own = await pagesOf({
    ...published,
    definitions: [
      ...published.definitions,
      { ...(published.definitions[0] as Published["definitions"][number]), id: "chronic_unit_rate", series: [] },
    ].map((one) =>
      one.id === "chronic_unit_rate" ? { ...one, series: [{ id: one.id, label: one.label, unit: one.unit }] } : one,
    ),
    values: published.values.filter(({ metric_id }) => !absent.includes(metric_id)),
    status: absent.map((metric_id) => ({ metric_id, status: "no_input" as const, missing: `the.${metric_id}` })),
    quality: { ...quality, presence: [] },
    outcomes: {
      ...outcomes,
      chronicUnits: { rows: [], total: 0 },
      nffCauses: [],
      badReasons: [],
      warrantyAlerts: { rows: [], total: 0 },
      dueByRegion: [],
      careFunnel: null,
    },
  });
  const found = plain(own("repeats.md"));
  for (const field of [
    "the.chronic_unit_rate",
    "the.nff_escape_rate",
    "the.silent_complaint_rate",
    "tickets.warranty",
  ]) {
    expect(found).toContain(`需要字段：${field}`);
  }
  expect(found).not.toMatch(/近一年没有|没有三包提醒|没有可数/);
  expect(plain(own("due.md"))).toContain("需要字段：the.birthday_completion_rate");
  expect(plain(own("due.md"))).not.toMatch(/没有到期|0台/);
});

test("due: birthdays by region without names, and how far the last year's came", () => {
  const found = plain(file("due.md"));
  expect(found).toContain("未来30天42台机器过生日");
  expect(found).toMatch(/四川 2026-11-02 40 3 5 9 1 2/);
  expect(found).toContain("地区不详 2026-11-20 2");
  expect(found).toContain("到期的机器里，50.0%联系过用户，20.0%按期完成");
  expect(found).toContain("其中12台的用户谢绝");
  expect(file("data/birthday-funnel.csv")).toContain("visited,50,0.25");
  expect(plain(file("en/due.md"))).toContain("42 units have their birthday in the next 30 days");
});
