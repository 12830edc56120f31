import { beforeAll, describe, expect, test } from "vitest";
import type { Definition, MetricValue, Published } from "../../dashboards/published.ts";
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

/** Shares of a whole, as metrics of ratios publish them: three groups and two parts of the time to restore, two legs. */
const shares: Record<string, number> = {
  restore_share_company: 0.55,
  restore_share_user: 0.4,
  restore_share_hands_on: 0.05,
  restore_share_parts: 0.3,
  restore_share_window: 0.38,
  mail_in_share_inbound: 0.6,
  mail_in_share_quote: 0.1,
};

function withShares(published: Published): Published {
  const [model] = published.definitions;
  const named = Object.entries(shares).map(([id, value]) => {
    const label = { zh: `占比${id}`, en: id };
    const definition: Definition = { ...(model as Definition), id, label, series: [{ id, label, unit: "percent" }] };
    const values = (["month", "quarter"] as const).map(
      (grain): MetricValue => ({
        metric_id: id,
        grain,
        period_start: grain === "month" ? "2026-09-01" : "2026-07-01",
        dims: {},
        n: 90,
        x: 1000,
        value,
        lo: value - 0.02,
        hi: value + 0.02,
        method: "linearised",
        maturity: "matured",
      }),
    );
    return { definition, values };
  });
  return {
    ...published,
    definitions: [...published.definitions, ...named.map(({ definition }) => definition)],
    values: [...published.values, ...named.flatMap(({ values }) => values)],
  };
}

beforeAll(async () => {
  const published = withShares(publishedFixture());
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
  expect(rendered.files.get("data/tickets-overdue.csv")).toContain(
    "T7,arrival,2026-10-31T15:00:00.000Z,-60,not_visited",
  );
});

describe("time", () => {
  test("the title has the three groups, and the longest part names the block", () => {
    expect(text("time")).toContain("从报修到恢复的时间里，公司的等待占55.0%，用户的占40.0%，动手占5.0%");
    expect(text("time")).toContain("最长的一段是等用户约定的时间，占38.0%");
    expect(text("time")).toMatch(/等配件 公司 30.0% 28.0 – 32.0 0分钟 4.9天 12/);
  });

  test("a month's bar adds up to the whole", () => {
    const [, bar = ""] = /2026年9月.*?<span class="stack"[^>]*>(.*?)<span class="num"/.exec(page("time")) ?? [];
    const widths = [...bar.matchAll(/width:([\d.]+)%/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(3);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 6);
  });
});

test("mail-in: legs are shares with their interval; what has no input says so", () => {
  expect(text("mail-in")).toContain("最长的一程是寄来路上，占60.0%");
  expect(text("mail-in")).toMatch(/等用户确认报价 10.0% 8.0 – 12.0 90/);
  expect(page("mail-in")).toContain('<div class="big grey">—</div>');
});
