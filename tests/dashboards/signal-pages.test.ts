import { beforeAll, describe, expect, test } from "vitest";
import { faultReports } from "../../pipelines/reports/fault.ts";
import type { Rendered } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";
import { plain, render } from "./render.ts";

const page = "signals/FLT-FX1-.5916.98ce.673a-2026W32";
let rendered: Rendered;
const text = (path: string) => plain(rendered.files.get(`${path}.md`));
beforeAll(async () => {
  rendered = await render(publishedFixture());
});

describe("inbox", () => {
  test("open signals with danger first, their ratio with its interval, their age, and who is late to triage", () => {
    const inbox = text("signals");
    expect(inbox).toContain("2个故障信号未关闭，1个超过7天未分诊");
    expect(inbox).toMatch(/险情：漏电 全部批次与地区 FX-2 危急 1 — — 2026-10-28 3天 待分诊 CSV/);
    expect(inbox).toMatch(/外风机 批次B07–B08 FX-1 重要 36 10\.4 3\.5 2\.4 – 4\.8 2026-08-30 62天 待分诊 超7天未分诊/);
    expect(inbox).toContain("安全信号：1个型号有人说到已发生的危险");
    expect(inbox).toContain("报告多于期望：1个");
    expect(inbox).toContain("已关闭的1个");
    expect(inbox).toContain("40个型号中有3个没有在用台数");
    expect(text("en/signals")).toContain("2 fault signals are open, 1 not triaged within 7 days");
    expect(rendered.files.get("data/fault-signals.csv")).toContain("FLT-FX1-外风机-2026W32,FX-1,major,36,10.4");
  });

  test("the executive sees how many are open and for how long", () => {
    expect(text("index")).toContain("未关闭的故障信号：2个 其中1个是安全信号。");
    expect(text("index")).toMatch(/外风机 批次B07–B08 FX-1 重要/);
  });

  test("a model that is the whole title of an article takes two lines, so that the columns after it are seen", async () => {
    const published = publishedFixture();
    const model = "听澜 空气净化器 KJ500 家用卧室除甲醛除雾霾除烟味智能低噪 白色 官方标配";
    const list = published.signals.list.map((signal) => ({ ...signal, model }));
    const own = await render({ ...published, signals: { ...published.signals, list } });
    expect(own.files.get("signals.md")).toContain(`<span class="title">${model}</span>`);
    expect(rendered.files.get("signals.md")).toContain('<span class="nowrap">FX-1</span>');
  });

  test("without a run of signals it says what is needed, not that there are none", async () => {
    const published = publishedFixture();
    const own = await render({ ...published, signals: { runs: [], list: [], details: new Map() } });
    expect(plain(own.files.get("signals.md"))).toContain("需要带型号、写明部件（tickets.component）的维修工单");
    expect(plain(own.files.get("index.md"))).not.toContain("未关闭的故障信号");
  });
});

describe("page of a signal", () => {
  test("has an address of plain letters and is the report by the eight disciplines", () => {
    const found = text(page);
    expect(found).toContain("FX-1“外风机”36份报告，是期望的3.5倍");
    expect(found).toContain("批次B07–B08，2026-08-03至2026-10-26这几周");
    for (const part of ["D0", "D1", "D2", "D3", "D4", "D5–D6", "D7", "D8"]) expect(found).toContain(part);
    expect(found).toContain("30张工单，6条文本，33位客户");
    expect(found).toContain("24,000台月，每千台月1.50份");
    expect(found).toContain("55.0%（11/20）");
    expect(found).toContain("48.0小时（n = 25）");
    expect(found).toContain("这些工单-16.7（n = 12），同型号同期其他41.2（n = 80）");
    expect(found).toContain("批次缺失25%");
    expect(found).toContain("网点缺失10%");
    expect(found).toContain("批次B07–B08的在库与在途机暂停发货");
  });

  test("five figures stand before everything else, and how far its handling is", () => {
    const markup = rendered.files.get(`${page}.md`) ?? "";
    const vitals = plain(/<dl class="vitals">.*?<\/dl>/s.exec(markup)?.[0]);
    expect(vitals.trim().split(/ +/).join(" ")).toBe(
      "比值（95%区间） 3.5倍 2.4 – 4.8，期望10.4 每千台月 1.50 在用24,000台月 误报控制 q &lt; 0.001 本次监测120个组合 受影响 33位客户 30张工单，6条文本 负责与时限 空调质量组 62天，超7天未分诊",
    );
    expect(markup).toMatch(/<li class="now" aria-current="step"><span>待分诊<\/span> 2026-08-30<\/li>/);
    expect(markup.indexOf("vitals")).toBeLessThan(markup.indexOf("D0"));
  });

  test("says where it is and where it is not, and nothing of parts too small to tell", () => {
    const found = text(page);
    expect(found).toMatch(/批次 B07（2025-07） 是 18 4\.1 4\.39/);
    expect(found).toMatch(/批次 B09（2025-09） 否 3 4\.4 0\.68/);
    expect(found).not.toMatch(/地区 四川 (是|否)/);
    expect(found).toMatch(/2025-07 18 4\.1 4\.39 2025-08 18 4\.1 4\.39 2025-09 3 4\.4 0\.68/);
  });

  test("says when in their life the units fail, beside the other models, or that it is not known", () => {
    expect(text(page)).toMatch(/满3个月 12 30\.0 12\.0 2\.50 1\.60–3\.90 满4个月 16 40\.0 16\.0 2\.50/);
    expect(text("signals/FLT-FX2-.6f0f.7535-2026W43")).not.toContain("装机后");
    const published = publishedFixture();
    const details = new Map([...published.signals.details].map(([id, detail]) => [id, { ...detail, ages: [] }]));
    const without = faultReports({ ...published, signals: { ...published.signals, details } })[1]?.files;
    expect(plain(without?.["product/FLT-FX1-外风机-2026W32.html"])).toContain("这些机器的销售日未知");
  });

  test("each table of the report has its rows as a file: where it is and is not, production months, months in service", () => {
    const markup = rendered.files.get(`${page}.md`) ?? "";
    const name = page.replace("/", "-");
    const file = (kind: string) => {
      expect(markup).toContain(`data/${name}-${kind}.csv`);
      return (rendered.files.get(`data/${name}-${kind}.csv`) ?? "").replace("\ufeff", "").split(/\r?\n/);
    };
    const places = file("places");
    expect(places[0]).toBe("part_kind,part_id,production_month,verdict,observed,expected,ratio,lo,hi");
    expect(places.find((line) => line.includes("B07"))).toMatch(/^batch,B07,2025-07,is,18,4\.1,4\.39/);
    expect(places.find((line) => line.includes("B09"))).toMatch(/^batch,B09,2025-09,is_not,3,4\.4,/);
    expect(places.find((line) => line.includes("四川"))).toMatch(/^region,四川,,unclear,/);
    expect(file("months").slice(0, 2)).toEqual([
      "production_month,observed,expected,ratio",
      expect.stringMatching(/^2025-07,18,4\.1,4\.39/),
    ]);
    expect(file("ages")[0]).toBe(
      "months_in_service,faults,unit_months,hazard,hazard_lo,hazard_hi,peer_hazard,ratio,ratio_lo,ratio_hi",
    );
    const danger = rendered.files.get("signals/FLT-FX2-.6f0f.7535-2026W43.md") ?? "";
    expect(danger).not.toContain("-ages.csv");
    expect([...rendered.files.keys()].filter((path) => path.endsWith("-ages.csv") && path.includes("FX2"))).toEqual([]);
  });

  test("the chart has a bar a week with reports, the line, the week of the alarm and words for who does not see it", () => {
    const markup = rendered.files.get(`${page}.md`) ?? "";
    const chart = /<svg width="100%" height="240".*?<\/svg>/s.exec(markup)?.[0] ?? "";
    expect(chart.match(/<rect /g)).toHaveLength(13);
    expect(chart.match(/stroke-dasharray="4 3"/g)).toHaveLength(1);
    expect(chart.match(/fill="var\(--worse\)"/g)).toHaveLength(10);
    expect(chart).toContain("告警 2026-08-24当周");
    expect(chart).toMatch(/role="img" aria-label="近30周每周报告数/);
  });

  test("a quote is text and not markup, and a file that begins as a formula is disarmed", () => {
    const markup = rendered.files.get(`${page}.md`) ?? "";
    expect(markup).toContain("外机&lt;b&gt;<mark>嗡嗡</mark>&lt;/b&gt;响得厉害");
    expect(rendered.files.get(`data/${page.replace("/", "-")}-reports.csv`)).toContain("'=T1002");
  });

  test("a danger told once is compared with nothing and asks for a call the same day", () => {
    const found = text("signals/FLT-FX2-.6f0f.7535-2026W43");
    expect(found).toContain("FX-2“险情：漏电”1份报告");
    expect(found).toContain("当日逐一回访");
    expect(found).not.toContain("期望 ");
    expect(found).toContain("报告的客户不足3位，或没有文字，不引用原话");
  });
});

describe("actions", () => {
  test("each with what it is about, before, after, without it, and its verdict with what it rests on", async () => {
    const found = text("actions");
    expect(found).toContain("3项措施，1项已证实有效");
    expect(found).toMatch(
      /换外风机轴承 A1 空调质量组 产品 2026-09-01 FLT-FX1-外风机-2026W32 24 9 21\.6 0\.42 0\.22 – 0\.79 有效 对照：同品类12个型号/,
    );
    expect(found).toContain("样本太少 对照：同品类12个型号；要看清预期效果，需期望报告64份以上");
    expect(found).toContain("不可测 报告里没有机器的固件版本");
    const own = await render({ ...publishedFixture(), actions: [] });
    expect(plain(own.files.get("actions.md"))).toContain("还没有登记措施");
  });

  test("the report of its fault names who owns it and what it did", () => {
    expect(text(page)).toMatch(/D1 负责团队 空调质量组/);
    expect(text(page)).toContain("换外风机轴承（空调质量组，2026-09-01）：有效 0.42（0.22–0.79）");
  });
});

describe("reports", () => {
  test("one of each open signal, in every form, saying the same as its page", () => {
    const reports = faultReports(publishedFixture());
    expect(reports.map(({ id, product_line, page: at }) => [id, product_line, at])).toEqual([
      ["FLT-FX2-漏电-2026W43", "air_conditioner", "signals/FLT-FX2-.6f0f.7535-2026W43"],
      ["FLT-FX1-外风机-2026W32", "air_conditioner", page],
    ]);
    const files = reports[1]?.files ?? {};
    const path = "product/FLT-FX1-外风机-2026W32";
    const markdown = files[`${path}.md`] ?? "";
    expect(markdown).toContain("| 批次 B09（2025-09） | 否 | 3 | 4.4 | 0.68 | 0.14–1.99 |");
    expect(plain(files[`${path}.html`])).toContain("36份报告，期望10.4份");
    expect(files[`${path}.html`]).not.toMatch(/var\(--|<script|https?:/);
    expect(JSON.parse(files[`${path}.json`] ?? "{}")).toMatchObject({
      run_id: "2026-10-31-a3f1c2",
      signal_id: "FLT-FX1-外风机-2026W32",
      observed: 36,
      facts: { tickets: 30 },
    });
    expect(files[`${path}.csv`]).toContain("'=T1002,2026-09-02,,四川,");
    expect(plain(files[`${path}.en.html`])).toContain("36 reports where 10.4 were to be expected");
  });
});
