import { beforeAll, describe, expect, test } from "vitest";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";

const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
const page = (path: string) => rendered.files.get(`${path}.md`) ?? "";
const text = (path: string) =>
  page(path)
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

beforeAll(async () => {
  const published = publishedFixture();
  const languages = ["zh", "en"] as const;
  for (const lang of languages) {
    renderPages(published, await readPages(published, lang), { lang, languages }, rendered, () => true);
  }
});

describe("parts", () => {
  test("the alerts are counted, the oldest stand first, and the CSV holds them all", () => {
    expect(text("parts")).toContain("40张等件满60天，其中33张满90天");
    expect(text("en/parts")).toContain("40 tickets have waited 60 days for a part, 33 of them 90");
    const body = page("parts");
    expect(body.indexOf(">T0<")).toBeGreaterThan(0);
    expect(body.indexOf(">T0<")).toBeLessThan(body.indexOf(">T1<"));
    expect(body).toContain("再看10条");
    expect(rendered.files.get("data/part-alerts.csv")?.trim().split("\r\n")).toHaveLength(41);
    expect(body).toContain("M&lt;1&gt;");
  });
});

test("dispatch: rules that were broken and open tickets by state are counted as they were published", () => {
  const found = text("dispatch");
  expect(found).toContain("12处不可能的状态变化");
  expect(found).toMatch(/未重开又关单 12 T9/);
  expect(found).toMatch(/处理 — — — — 21/);
  expect(found).toContain("近90天关闭的工单里，7张的事件链缺步骤");
});

test("risk: what is past due is told from what falls due, and each clock says how long and why", () => {
  const found = text("risk");
  expect(found).toContain("1项24小时内到期，1项已经超时");
  expect(found).toMatch(/T7 到达 2026-10-31 23:00 已过60分钟 未上门 电视 四川 sp-007 VIP/);
  expect(found).toMatch(/T8 恢复 2026-11-01 10:00 10.0小时 等配件/);
  expect(text("en/risk")).toContain("1 clocks fall due within 24 hours, 1 are past due");
  expect(rendered.files.get("data/at-risk-tickets.csv")).toContain(
    "T7,arrival,2026-10-31T15:00:00.000Z,-60,not_visited",
  );
});
