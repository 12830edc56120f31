import { beforeAll, describe, expect, test } from "vitest";
import type { ListRequest } from "../../dashboards/page.ts";
import type { MetricValue } from "../../dashboards/published.ts";
import type { Theme } from "../../dashboards/themes.ts";
import { readPages } from "../../pipelines/site/pages.ts";
import { listId, type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { publishedFixture } from "./fixture.ts";
import { plain, render } from "./render.ts";

let rendered: Rendered;
const page = (path: string) => rendered.files.get(`${path}.md`) ?? "";
const text = (path: string) => plain(page(path));

beforeAll(async () => {
  rendered = await render(publishedFixture());
});

describe("overview", () => {
  test("its title says what the tests found, the worse first", () => {
    expect(text("index")).toContain("一次修好率恶化，比上年低1.6点；准时到达率好转，比上年高2.0点");
    expect(text("en/index")).toContain(
      "first time fix rate worsened, 1.6 pts below last year; arrival on time rate improved",
    );
  });

  test("a card carries value, interval, n, month, change, target and its tickets", () => {
    const card = /<article class="kpi" aria-label="随叫随到">.*?<\/article>/.exec(page("index"))?.[0] ?? "";
    const value = publishedFixture()
      .values.filter((row) => row.metric_id === "arrival_on_time_rate")
      .at(-1);
    const percent = (v: number | null | undefined) => (100 * (v ?? 0)).toFixed(1);
    expect(card).toContain(`<div class="big">${percent(value?.value)}<small>%</small></div>`);
    expect(card).toContain(`95%区间 ${percent(value?.lo)} – ${percent(value?.hi)}，n = 12,000`);
    expect(card).toContain("准时到达率，2026年10月");
    expect(card).toContain("+2.0点");
    expect(card).toContain("目标92%");
    expect(card).toContain("definitions/arrival_on_time_rate.html");
    expect(card).toContain('href="./tickets.html?list=arrival_on_time_rate-month-2026-10-01-all">12,000张工单</a>');
    expect(card).toMatch(/data-chart="interval"/);
  });

  test("a slice has its own target, or that of the total", () => {
    const nps = page("nps");
    const cards = (target: string) =>
      new Set(nps.match(new RegExp(`aria-label="[^"]*"(?=>(?:(?!</article>).)*目标${target})`, "g")));
    expect([...cards("37\\.5")]).toEqual(['aria-label="短信"']);
    expect(cards("50")).toContain('aria-label="电话"');
  });

  test("the headline of an unmatured metric is its newest mature month", () => {
    const card = /<article class="kpi" aria-label="到了就好">.*?<\/article>/.exec(page("index"))?.[0] ?? "";
    expect(card).toContain("2026年8月");
    const spec = JSON.parse(/data-spec="([^"]*)"/.exec(card)?.[1]?.replaceAll("&quot;", '"') ?? "{}");
    expect(spec.points.filter((p: { mature: boolean }) => !p.mature).map((p: { t: string }) => p.t)).toEqual([
      "2026-09",
      "2026-10",
    ]);
    expect(spec.months).toHaveLength(15);
  });

  test("what visits alone hide is told of the same month", () => {
    const { values } = publishedFixture();
    const august = (id: string) =>
      values.find((row) => row.metric_id === id && row.grain === "month" && row.period_start === "2026-08-01")?.value;
    const gap = 100 * ((august("first_time_fix_by_visit_rate") ?? 0) - (august("first_time_fix_rate") ?? 0));
    expect(text("index")).toContain(`多出的${gap.toFixed(1)}点是关单后又坏的`);
    expect(text("first-fix")).toContain(`只数上门次数会多算${gap.toFixed(1)}点`);
  });

  test("of the response it shows the slow tenth, whose median may be 0", () => {
    const value = publishedFixture()
      .values.filter((row) => row.metric_id === "first_response_time_p90")
      .at(-1)?.value;
    expect(text("index")).toMatch(new RegExp(`首次响应时间P90 .* ${((value ?? 0) / 60).toFixed(1)}小时`));
    expect(text("index")).not.toContain("首次响应时间P50");
  });

  test("a metric without input names the field and shows a dash, never a zero", () => {
    const card = /<article class="kpi" aria-label="信息增值">.*?<\/article>/.exec(page("index"))?.[0] ?? "";
    expect(card).toContain("无来源");
    expect(card).toContain("visits.info_items");
    expect(card).toContain('<div class="big grey">—</div>');
    expect(card).not.toContain("data-chart");
  });
});

describe("small samples", () => {
  test("n under 30 is grey and not judged", () => {
    const row = /<li class="grey"><div class="name"><b><a [^>]*>满意度<\/a>.*?<\/li>/.exec(page("index"))?.[0] ?? "";
    expect(row).toContain("n = 24");
    expect(row).toContain("样本不足");
  });

  test("n under 10 shows no value, on the page or in its CSV", () => {
    const card = /<article class="kpi" aria-label="邮件">.*?<\/article>/.exec(page("nps"))?.[0] ?? "";
    expect(card).toContain("n = 9，少于10");
    expect(card).not.toContain("data-chart");
    const csv = rendered.files.get("data/arrival_on_time_rate-region_tier.csv") ?? "";
    const county = csv.split("\r\n").find((line) => line.startsWith("county"));
    expect(county).toBe("county,,,,6");
    expect(csv.split("\r\n").find((line) => line.startsWith("urban"))).toMatch(/^urban,0\.\d+,0\.\d+,0\.\d+,4000$/);
  });
});

test("text of the input is never markup", () => {
  expect(page("service-points")).toContain("云岭县站&lt;b&gt;");
  for (const [path, content] of rendered.files) {
    if (path.endsWith(".md")) expect(content, path).not.toContain("云岭县站<b>");
  }
});

test("Markdown leaves every page alone: one line, nothing that Framework would run", () => {
  for (const [path, content] of rendered.files) {
    if (!path.endsWith(".md")) continue;
    const body = content.split("\n---\n\n")[1] ?? "";
    expect(body.trim().split("\n"), path).toHaveLength(1);
    expect(body, path).not.toContain("${");
  }
  expect(page("definitions/nps")).toContain("&#36;{x}");
});

test("the monthly pack has exactly its four sections, fault types with the year before", () => {
  const content = page("monthly");
  const sections = [...content.matchAll(/<section[^>]*aria-labelledby="([^"]*)"/g)].map(([, id]) => id);
  expect(sections).toEqual(["faults", "response", "satisfaction", "engineers"]);
  const rows = [...content.matchAll(/<tr><th scope="row">(压缩机|其余|未记录)<\/th>(.*?)<\/tr>/g)].map(
    ([, name, cells = ""]) => [
      name,
      ...cells
        .replaceAll(/<[^>]*>/g, " ")
        .trim()
        .split(/\s+/),
    ],
  );
  expect(rows).toEqual([
    ["压缩机", "60", "100", "60.0%", "50.0", "–", "69.0", "50.0%"],
    ["其余", "35", "100", "35.0%", "26.0", "–", "45.0", "50.0%"],
    ["未记录", "5", "100", "5.0%", "2.0", "–", "11.0", "0.0%"],
  ]);
});

test("what changed since the run before stands by month with its reasons, months that were over first", () => {
  const content = page("changes");
  const [past = "", running = ""] = content.split('id="running"');
  expect(past).toMatch(
    /first_time_fix_rate.*86\.1%.*n=1,204.*85\.8%.*n=1,210.*迟到6行，到期或仍在走4行，改政策（sla_policy.csv, coverage_plan.csv）/s,
  );
  expect(past).not.toContain("48.2");
  expect(running).toMatch(/48\.2.*47\.1.*改口径/s);
  expect(past).toContain("sla_policy.csv");
});

test("themes that changed stand with what people decided first, and each row adds up", () => {
  const [, section = ""] = page("changes").split('id="themes"');
  const rows = [...section.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row = ""]) =>
    row
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
  expect(section.replaceAll("<wbr>", "")).toContain("3个主题变了，其中2个经过人工整理");
  expect(rows).toEqual([
    "异响 T0001 1,200 1,190 — 24 撤回移动（pinned），新到文本14条，引擎重新归类4条，人工整理20条",
    "漏电 C-shock ，上次没有 — 3 3 — 指定（shock），人工整理3条",
    "迟到 T0002 90 350 — — 新到文本260条",
  ]);
});

test("texts worded alike make no themes, and the page says so instead of that there are none", async () => {
  const published = publishedFixture();
  const texts = { ...published.themes.texts, all: 40 };
  const { files } = await render({ ...published, themes: { ...published.themes, texts } });
  expect(plain(files.get("themes.md"))).toContain("近13周有40条文本，措辞几乎都一样，分不出主题");
  expect(plain(files.get("index.md"))).toContain("近13周有40条文本，措辞几乎都一样，分不出主题");
  expect(plain(files.get("en/themes.md"))).toContain("40 texts in thirteen weeks, worded almost alike");
  expect(plain((await render(published)).files.get("themes.md"))).toContain("本次运行没有给出主题的表");
});

test("themes stand under their parents, and under none where one parent holds them all", async () => {
  const published = publishedFixture();
  const theme = (theme_id: string, parent_theme_id: string | null): Theme => ({
    theme_id,
    label_zh: theme_id,
    label_en: null,
    keywords: [],
    parent_theme_id,
    is_parent: theme_id.startsWith("P"),
    kind: "fault",
    status: "active",
    merged_into: null,
    is_curated: false,
    first_seen_on: null,
    last_seen_on: null,
    total: 40,
    share: { x: 40, n: 100, lo: 0.3, hi: 0.5 },
    dangers: 0,
    weeks: [],
    verdict: null,
  });
  const groupsOf = async (...list: Theme[]) => {
    const texts = { ...published.themes.texts, all: 100 };
    const days = { since: "2026-08-02", until: "2026-10-31", fileSince: "2025-11-01" };
    const { files } = await render({ ...published, themes: { ...published.themes, ...days, texts, list } });
    const shown = files.get("themes.md") ?? "";
    expect(shown).toContain('data-theme="T1"');
    expect(shown).toContain('data-theme="T2"');
    return [...shown.matchAll(/data-parent="(\w*)"><summary>/g)].map(([, id]) => id);
  };
  const [all, one, other] = [theme("P1", null), theme("T1", "P1"), theme("P2", null)];
  expect(await groupsOf(all, one, other, theme("T2", "P2"))).toEqual(["P1", "P2"]);
  expect(await groupsOf(all, one, theme("T2", "P1"))).toEqual([]);
});

test("who still waits is told at the as-of, not of the last month in which somebody did", async () => {
  const published = publishedFixture();
  const [like] = published.values.filter((row) => row.metric_id === "backlog");
  const waiting = async (period_start: string) => {
    const row = (metric_id: string, value: number) => ({
      ...(like as MetricValue),
      metric_id,
      period_start,
      n: value,
      value,
    });
    const values = [
      ...published.values.filter((value) => value.metric_id !== "backlog"),
      row("backlog", 7),
      row("backlog_age_over_30d", 3),
    ];
    const own: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
    const given = { ...published, values };
    renderPages(given, await readPages(given, "zh"), { lang: "zh", languages: ["zh"] }, own, () => true);
    return (own.files.get("response.md") ?? "").replaceAll("<wbr>", "").replace(/<[^>]*>/g, "");
  };
  for (const period of ["2026-10-01", "2026-11-01"]) {
    expect(await waiting(period), period).toContain("7张未关闭，其中3张超过30天");
  }
  expect(await waiting("2026-09-01")).toContain("没有未关闭的工单");
});

test("every page carries as-of, run, rows and gate", () => {
  for (const [path, frame] of rendered.frames) {
    const zh = !path.startsWith("en/");
    expect(frame.header, path).toContain("2026-10-31 24:00");
    expect(frame.header, path).toContain("2026-10-31-a3f1c2");
    expect(frame.header, path).toContain("486,213");
    expect(frame.header, path).toContain("4,273");
    expect(frame.header, path).toContain(zh ? "1项告警" : "1 warning");
    expect(frame.language).toBe(zh ? "zh-CN" : "en");
  }
});

test("a rule that put rows aside says what it is, with its name below", () => {
  const zh = rendered.files.get("about.md");
  expect(zh).toContain('回访评分：超出取值范围<code class="under">nps.range</code>');
  expect(zh).toContain("用到6批数据，其中最新的事件在2026-10-31 23:59");
  expect(zh).toContain("按事件时间和按到达时间是同一回事");
  expect(rendered.files.get("en/about.md")).toContain('Outside the range allowed<code class="under">nps.range</code>');
});

test("every figure has a sentence that says what it shows", () => {
  for (const [path, content] of rendered.files) {
    for (const [, alt = ""] of content.matchAll(/data-chart="\w+" data-alt="([^"]*)"/g))
      expect(alt.length, path).toBeGreaterThan(8);
  }
});

test("the navigation names the page it is on, and no page is missing", () => {
  expect(rendered.frames.get("nps.html")?.header).toContain('href="./nps.html" aria-current="page">NPS</a>');
  expect(rendered.frames.get("nps.html")?.header).toContain('href="./first-fix.html" aria-current="true">质量</a>');
  expect(rendered.frames.get("nps.html")?.header).toContain('href="./about.html">数据</a>');
  expect(rendered.frames.get("nps.html")?.header).not.toContain("./definitions/index.html");
  expect(rendered.frames.get("definitions/nps.html")?.header).toContain('href="../about.html" aria-current="true"');
  expect(rendered.frames.get("definitions/nps.html")?.header).toContain('href="../en/definitions/nps.html" lang="en"');
  expect(rendered.frames.get("en/nps.html")?.header).toContain('href="../nps.html" lang="zh-CN"');
  for (const [path, content] of rendered.files) {
    if (!path.endsWith(".md")) continue;
    const frame = rendered.frames.get(path.replace(/md$/, "html"));
    for (const [, href = ""] of `${content}${frame?.header}${frame?.footer}`.matchAll(/href="([^"#?]+\.html)/g)) {
      const target = new URL(href, `http://site/${path}`).pathname.slice(1);
      expect(rendered.frames.has(target), `${path} links to ${target}`).toBe(true);
    }
  }
});

test("lists have names that are safe in addresses and files", () => {
  const request: ListRequest = {
    metric_id: "nps",
    grain: "month",
    period_start: "2026-10-01",
    dims: { region: "四川/../x" },
    which: "all",
  };
  expect(listId(request)).toMatch(/^[\w.-]+$/);
  expect(listId(request)).not.toBe(listId({ ...request, dims: { region: "四川" } }));
  for (const id of rendered.lists.keys()) expect(id).toMatch(/^[\w.-]+$/);
});

test("no page prints what is no number", () => {
  for (const [path, content] of rendered.files) {
    expect(content, path).not.toMatch(/\b(NaN|undefined|Infinity|null%|\[object)\b/);
  }
});
