import { beforeAll, describe, expect, test } from "vitest";
import type { Published } from "../../dashboards/published.ts";
import type { Rendered } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";
import { plain, render } from "./render.ts";

let rendered: Rendered;
const text = (path: string) => plain(rendered.files.get(`${path}.md`));
beforeAll(async () => {
  rendered = await render(publishedFixture());
});

describe("charges", () => {
  test("each ticket says why it is listed and by how much; mixed currencies give no amount", () => {
    expect(text("charges")).toContain("2张工单的收费待核对");
    expect(text("charges")).toMatch(/C1 保内收费 CNY 0 CNY 60 CNY 60 洗衣机 四川 sp-007 2026-10-20/);
    expect(text("charges")).toMatch(/C2 超过报价 — — — 电视/);
    expect(text("en/charges")).toContain("2 tickets whose charges are to be looked at");
    expect(rendered.files.get("data/wrong-charges.csv")).toContain("C1,in_warranty,0,60,60,washer");
  });

  test("without charges the field is named and nothing is said to be none", async () => {
    const published = publishedFixture();
    const { status, services } = published;
    const own = await render({
      ...published,
      definitions: [
        ...published.definitions,
        {
          ...(published.definitions[0] as Published["definitions"][number]),
          id: "overcharge_rate",
          series: [{ id: "overcharge_rate", label: { zh: "多收费率", en: "Overcharged" }, unit: "percent" }],
        },
      ],
      status: [...status, { metric_id: "overcharge_rate", status: "no_input", missing: "charges.quoted" }],
      services: { ...services, wrongCharges: { rows: [], total: 0 } },
    });
    expect(plain(own.files.get("charges.md"))).toContain("需要字段：charges.quoted");
    expect(plain(own.files.get("charges.md"))).not.toContain("没有要核对的收费");
  });
});

describe("coverage on the dispatch page", () => {
  test("the plan is counted against the points there are, and every gap is named", () => {
    const found = text("dispatch");
    expect(found).toContain("覆盖计划到期的6处，3处现在有网点");
    expect(found).toContain("按期覆盖的有2处");
    expect(found).toMatch(/四川 5 3 4 1 3 1 90 22.5/);
    expect(found).toMatch(/西藏 1 0 0 0 0 0 7 —/);
    expect(found).toContain("2处已到期还没有网点，1处还没到期");
    expect(found).toMatch(/四川\/宜宾\/&lt;圆井县&gt; 2026-06-30 已到期 县城/);
  });

  test("without a plan the points are counted and the file is named", async () => {
    const published = publishedFixture();
    const own = await render({ ...published, services: { ...published.services, plan: null, gaps: [] } });
    const found = plain(own.files.get("dispatch.md"));
    expect(found).toContain("4个营业网点，分布在3个县市区");
    expect(found).toContain("coverage_plan.csv");
    expect(found).not.toContain("已到期还没有网点");
  });
});

test("alerts: by the unit's severity, without a share under ten", () => {
  expect(text("alerts")).toMatch(/critical 80 20 25.0%/);
  expect(text("alerts")).toMatch(/未写 9 1 —/);
});

describe("groups of the same cases", () => {
  test("own and partner points: happened, expected, ratio with interval and what it means", () => {
    expect(text("service-points")).toMatch(/合作 2.00 1.40 – 2.60 差于应有 400 90.0% 95.0%/);
    expect(text("service-points")).not.toContain("证书有效");
    expect(rendered.lists.size).toBeGreaterThan(0);
    expect([...rendered.lists.values()].find(({ dims }) => dims.ownership === "partner")).toMatchObject({
      compared: true,
      until: "2026-10-31",
    });
  });

  test("certificates: the small group has no number, and engineers go by a code", () => {
    const found = text("engineers");
    expect(found).toMatch(/证书有效 1.10 0.80 – 1.40 与应有无异 300 90.0% 95.0%/);
    expect(found).toMatch(/证书过期 — 样本不足 9 — —/);
    expect(found).toContain("1位在岗工程师的证书已过期，1位60天内到期");
    expect(found).toMatch(/工程师a1b2c3 sp-007 四川 2026-10-01 -30 已过期/);
    expect(text("en/engineers")).toContain("1 active engineers have a lapsed certificate");
  });
});

test("birthdays: what was done on the visits, and the notes that are only counted", () => {
  expect(text("due")).toContain("上门时80.0%送了贺卡，60.0%做了保养，20.0%问了意见");
  expect(text("due")).toContain("到期的200台里，6台带着安装时的备注");
  expect(text("due")).toMatch(/四川 2026-11-02 40 3 5 9 1 2/);
});

describe("changes of definitions", () => {
  test("each says since when, why, and the same month before and after", () => {
    expect(text("definitions/index")).toContain("1项定义改过");
    expect(text("definitions/index")).toMatch(
      /一次修好率 2026-08 91.0% n = 1,210 86.0% n = 1,200 −5.0点 2026-08-15 没修好的不算 2/,
    );
    expect(rendered.files.get("data/definition-changes.csv")).toContain("first_time_fix_rate,2026-08,0.91,0.86,");
    expect(text("en/definitions/index")).toContain("One definition has changed");
  });

  test("the metric's own page has its version and what it was in SQL", () => {
    const found = text("definitions/first_time_fix_rate");
    expect(found).toContain("现行第2版");
    expect(found).toContain("第1版的口径（SQL） SELECT was &lt; 1");
    expect(text("definitions/nps")).not.toContain("现行第");
  });
});
