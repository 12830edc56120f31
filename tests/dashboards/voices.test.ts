import { beforeAll, describe, expect, test } from "vitest";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";

const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
const published = publishedFixture();
const page = (path: string) => rendered.files.get(`${path}.md`) ?? "";
const text = (path: string) =>
  page(path)
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
const csv = (name: string) =>
  (rendered.files.get(`data/${name}.csv`) ?? "")
    .replace("\ufeff", "")
    .split("\r\n")
    .map((line) => line.split(","));

beforeAll(async () => {
  const languages = ["zh", "en"] as const;
  for (const lang of languages) {
    renderPages(published, await readPages(published, lang), { lang, languages }, rendered, () => true);
  }
});

describe("net promoter score", () => {
  test("stands weighted beside raw, with the effective sample, the response and the modes it pools", () => {
    const value = (id: string) =>
      published.values.find((row) => row.metric_id === id && row.period_start === "2026-10-01")?.value ?? Number.NaN;
    expect(text("nps")).toContain(
      `按受邀者加权为${value("nps_weighted").toFixed(1)}，未加权${value("nps").toFixed(1)}`,
    );
    const [header, newest] = csv("nps-weighted");
    expect(header).toEqual(["month", "raw", "weighted", "n", "effective_n", "response", "modes"]);
    expect(newest?.[0]).toBe("2026-10");
    expect(Number(newest?.[4])).toBe(value("nps_weighted_effective_n"));
    expect(newest?.[6]).toBe("3");
    expect(page("nps")).toContain('aria-label="净推荐值，3种方式合计"');
  });

  test("says how many answers it takes to be sure", () => {
    expect(text("nps")).toContain("误差要在±5点以内，需要842份；要看出5点的变化，每期需要3,438份");
    expect(text("en/nps")).toContain("±5 points need 842 answers");
  });
});

describe("survey health", () => {
  test("names the service points whose scores look begged, with their answers, and no engineer", () => {
    expect(text("survey-health")).toContain("1个网点的评分像是讨来的");
    expect(page("survey-health")).toMatch(
      /云岭县站.*两分钟内在平板上.*门店平板.*list=quick_answer_rate[^"]*">38<\/a>/s,
    );
    expect(csv("survey-suspects")[1]).toEqual([
      "sp-007",
      "quick_on_device",
      "store_tablet",
      "38",
      "39",
      "5",
      "2026-02-03",
      "2026-10-29",
    ]);
    const request = [...rendered.lists.values()].find(
      (list) => list.metric_id === "quick_answer_rate" && list.which === "hit",
    );
    expect(request).toMatchObject({ grain: "all", dims: { service_point_id: "sp-007" }, which: "hit" });
  });
});

describe("drivers", () => {
  test("the title names the one with most points at stake, as associated and not as a cause", () => {
    expect(text("drivers")).toContain("与NPS相关最大的是上门迟到：整体少1.0点");
    expect(text("drivers")).toContain("只说相关，不说因果");
    expect(text("drivers")).toContain("3件事里，1件与NPS有可靠的相关");
  });

  test("a row carries difference, interval, share, points at stake and the answers behind it", () => {
    const row = /<li><div class="name"><b>上门迟到<\/b>.*?<\/li>/.exec(page("drivers"))?.[0] ?? "";
    expect(row).toContain("−25.0");
    expect(row).toContain("−34.0 至 −16.0");
    expect(row).toContain("−1.00");
    expect(row).toMatch(/tickets\.html\?list=[^"]*">n = 300<\/a>，4\.0%/);
    const request = [...rendered.lists.values()].find((list) => list.dims.is_late === "true");
    expect(request).toMatchObject({ metric_id: "nps_weighted", period_start: "2025-11-01", until: "2026-11-01" });
  });

  test("fewer than 30 answers are grey, fewer than 10 hidden", () => {
    expect(page("drivers")).toMatch(/<li class="grey"><div class="name"><b>重开<\/b>/);
    expect(text("drivers")).not.toContain("到期没有上门");
  });
});

describe("complaints", () => {
  test("the board says how many are open and overdue, and lists the oldest without text or name", () => {
    expect(text("complaints")).toContain("42件还没办结，其中17件已过期");
    expect(csv("open-complaints")).toEqual([
      [
        "feedback_id",
        "ticket_id",
        "created_on",
        "age_days",
        "complaint_source",
        "category",
        "model",
        "region",
        "service_point_id",
        "is_acknowledged",
        "is_replied",
        "is_overdue",
      ],
      [
        "F000000007",
        "T000000001",
        "2026-08-01",
        "91",
        "regulator",
        "washer",
        "M1",
        "四川",
        "sp-007",
        "true",
        "false",
        "true",
      ],
      [""],
    ]);
    expect(text("complaints")).toContain("监管渠道");
    expect(text("complaints")).toContain("表中是最久的1件，共42件");
  });
});

describe("voice", () => {
  test("the five ones stand as claimed and as confirmed, with the gap and its interval", () => {
    expect(text("voice")).toContain("五个一：工程师报70.0%齐全，用户认45.0%");
    expect(text("voice")).toMatch(/鞋套 93\.0% 85\.0% \+8\.0 5\.0 – 11\.0/);
    expect(csv("five-ones")[1]).toEqual(["shoe_covers", "0.93", "0.85", "0.08", "0.05", "0.11", "400"]);
  });

  test("without touchpoints the page names the field that is missing", () => {
    expect(text("voice")).toContain("ratings.touchpoint");
  });
});
