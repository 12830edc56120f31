import { beforeAll, describe, expect, test } from "vitest";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";

const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
const text = (path: string) =>
  (rendered.files.get(`${path}.md`) ?? "")
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

beforeAll(async () => {
  const published = publishedFixture();
  for (const lang of ["zh", "en"] as const) {
    renderPages(published, await readPages(published, lang), { lang, languages: ["zh", "en"] }, rendered, () => true);
  }
});

describe("service points and engineers", () => {
  test("one set apart is named with n, expected, adjusted value and interval, band and reason", () => {
    const page = text("service-points");
    expect(page).toContain("1个差于单子应有的水平");
    expect(page).toContain(
      "云岭县站&lt;b&gt; 没做到71单，应有22.3单；在99.8%界外；属于最差五分之一的概率96%；申诉剔除2单",
    );
    expect(page).toContain("80.0 – 95.0");
    expect(page).toContain("明显差于应有");
    expect(text("en/service-points")).toContain("far worse than expected");
  });

  test("its cases are a list of their own, named for the comparison", () => {
    const request = [...rendered.lists.values()].find(
      ({ compared, dims }) => compared && dims.service_point_id === "sp-7",
    );
    expect(request).toMatchObject({ metric_id: "arrival_on_time_rate", until: "2026-10-31", which: "all" });
    expect([...rendered.lists.keys()]).toContain(
      "arrival_on_time_rate-compared-2026-08-02-service_point_id.sp.2d7-all",
    );
  });

  test("no place in an order is printed, and those outside the page's table stand in the file", () => {
    expect(text("service-points")).not.toMatch(/第\d+名|排名第|Top ?\d/);
    const csv = rendered.files.get("data/compared-service_point-arrival_on_time_rate.csv") ?? "";
    expect(csv.split("\r\n").filter(Boolean)).toHaveLength(121);
  });

  test("an appeal is listed with its reason and role", () => {
    expect(text("service-points")).toContain("1张工单因申诉不计入比较");
    expect(text("service-points")).toMatch(/T000000042 .*道路塌方 质量经理/);
  });

  test("an engineer appears under the first digits of a code, and the small one not at all", () => {
    const page = text("engineers");
    expect(page).toContain("工程师a1b2c3");
    expect(page).not.toContain("0f0f0f");
    expect(page).toContain("1位工程师里，1位差于单子应有的水平");
  });

  test("regions are compared as service points are, on tiles that only colour who is set apart", () => {
    expect(text("regions")).toContain("5个地区里，1个差于单子应有的水平");
    const markup = rendered.files.get("regions.md") ?? "";
    expect(markup).toMatch(/<span class="tile worse"[^>]*><span>广东<\/span>82\.9<\/span>/);
    expect(markup).toMatch(/<span class="tile alike"[^>]*><span>江苏<\/span>90\.7<\/span>/);
    expect(markup).toMatch(/<span class="tile "[^>]*><span>西藏<\/span><\/span>/);
  });
});

describe("products", () => {
  test("failure and dissatisfaction stand side by side, with the finding", () => {
    const page = text("products");
    expect(page).toContain("3个型号里，1个故障高于同类，1个不满高于同类");
    expect(page).toMatch(
      /WM-7&lt;b&gt; 洗衣机 120 40,000 3\.00 2\.40 – 3\.75 1\.80 80 20\.0% 12\.0% – 31\.0% 1\.10 坏得多/,
    );
    expect(page).toMatch(/WM-8 .* 不坏而不满/);
  });

  test("a model with enough faults has a page, a rare one none", () => {
    expect([...rendered.files.keys()].filter((path) => path.startsWith("models/"))).toEqual([
      "models/WM-7.3cb.3e.md",
      "models/WM-8.md",
    ]);
  });

  test("its page says rate, components, batches and the matrix of production month and months in service", () => {
    const page = text("models/WM-7.3cb.3e");
    expect(page).toContain("WM-7&lt;b&gt;每千台月故障3.00次，高于同类");
    expect(page).toContain("三角架坏得最多，70次");
    expect(page).toMatch(/B2307 80 .* 1\.72 1\.31 – 2\.20 高于同类/);
    const markup = rendered.files.get("models/WM-7.3cb.3e.md") ?? "";
    expect(markup).toContain('<td class="num heat-3">31</td>');
    expect(markup).toContain('<td class="num heat-0 partial">1</td>');
    expect(page).toContain("报修后7天确认95%，6周确认100%");
  });

  test("when in their life its units fail stands beside its peers: cumulated, with intervals and the number of faults", () => {
    const page = text("models/WM-7.3cb.3e");
    expect(page).toContain("用满14个月，每千台累计坏140.0次，同类70.0次：高于同类");
    expect(page).toMatch(/满3个月 30 30\.0 24\.0 – 37\.5 15\.0 13\.5 – 16\.5 2\.00 1\.50 – 2\.70/);
    expect(page).toMatch(/满14个月 140 140\.0 .* 2\.00 1\.50 – 2\.70/);
    const markup = rendered.files.get("models/WM-7.3cb.3e.md") ?? "";
    const section = /id="by-age"[\s\S]*?<\/section>/.exec(markup)?.[0] ?? "";
    expect(section).toContain("definitions/fault_rate");
    const [, spec = ""] = /data-chart="rates"[^>]*data-spec="([^"]*)"/.exec(markup) ?? [];
    const { points, peers } = JSON.parse(spec.replaceAll("&quot;", '"'));
    // A month with few unit-months is not drawn.
    expect(points).toHaveLength(14);
    expect(points.at(-1)).toMatchObject({ x: 14, v: 140, lo: 112, hi: 175 });
    expect(peers.at(-1)).toEqual({ x: 14, v: 70 });
  });

  test("under ten faults nothing is said of months in service, and nothing compared where there are no peers", () => {
    const page = text("models/WM-8");
    expect(page).toContain("用满4个月只有8次故障，太少，不作判断");
    expect(page).toMatch(/满3个月 6 — /);
  });

  test("a month within six weeks of the as-of is not mature", () => {
    const spec = JSON.parse(
      /data-chart="interval"[^>]*data-spec="([^"]*)"/
        .exec(rendered.files.get("models/WM-7.3cb.3e.md") ?? "")?.[1]
        ?.replaceAll("&quot;", '"') ?? "{}",
    );
    expect(spec.points.filter((p: { mature: boolean }) => !p.mature).map((p: { t: string }) => p.t)).toEqual([
      "2026-10",
    ]);
  });
});
