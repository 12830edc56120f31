import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Definition, RunDifference } from "../../dashboards/published.ts";
import { main } from "../../pipelines/cli.ts";
import { readDifference } from "../../pipelines/differences.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadPublished } from "../../pipelines/site/load.ts";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import type { Status } from "../../pipelines/status.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { known, pools } from "./themes-fixture.ts";

async function huiyin(now: string, ...argv: string[]): Promise<string> {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main(argv, {
    logger: { info: say, warn: say, error: say },
    now: () => new Date(now),
    write: say,
    variables: { HUIYIN_MEMORY: "500MB" },
  });
  expect(code, said.join("\n")).toBe(0);
  return said.join("\n");
}

const header = "ticket_id,created_at,type,mode,status,closed_at,first_response_at,serial,symptom_group,category";
const first = [
  header,
  "A,2026-01-05 09:00,repair,carry_in,closed,2026-01-06 09:00,2026-01-05 09:06,S1,noise,washer",
  "B,2026-01-20 09:00,repair,carry_in,open,,2026-01-20 10:31,S2,noise,washer",
];
/** B is corrected, C comes late, D belongs to the month after and repeats A, whose window of 30 days was running. */
const second = [
  header,
  "B,2026-01-20 09:00,repair,carry_in,closed,2026-01-21 09:00,2026-01-20 09:31,S2,noise,washer",
  "C,2026-01-08 09:00,repair,carry_in,closed,2026-01-09 09:00,2026-01-08 09:45,S3,noise,washer",
  "D,2026-02-03 09:00,repair,carry_in,closed,2026-02-09 09:00,2026-02-03 09:45,S1,noise,washer",
];
/** Texts of three words of one topic each, for themes to be found in. */
const texts = known
  .flatMap((topic) => {
    const words = pools[topic];
    return words.flatMap((a, i) => words.slice(i + 1).flatMap((b, j) => words.slice(i + j + 2).map((c) => a + b + c)));
  })
  .map((text, i) => `F${i},2026-01-${String(1 + (i % 28)).padStart(2, "0")} 08:00,${text}`);
/** A place that has its service point and one that has none. */
const points = "service_point_id,name,province,city,county\nP1,甲站,四川,成都,武侯\n";
const plan = "region,city,county,region_tier,due_on\n四川,成都,武侯,,2026-01-10\n四川,成都,青羊,,2026-01-10\n";
const policy =
  "policy_id,metric,region_tier,type,mode,customer_tier,priority,target_minutes,clock,valid_from,valid_to\nR,first_response,,,,,,30,calendar,2025-01-01,\n";

describe("what changed since the run before", () => {
  let folder: string;
  let workspace: string;
  const days = ["2026-02-01T02:00:00Z", "2026-02-10T02:00:00Z", "2026-02-11T02:00:00Z", "2026-02-12T02:00:00Z"];
  const found: (RunDifference | null)[] = [];
  let reader: DuckdbEngine;
  /** Published files of the run before the last one, and the themes that the last one keeps, merges into it, and renames. */
  let before: string;
  let [into, gone, named] = ["", "", ""];

  async function publishOn(day: string, ...transform: string[]) {
    await huiyin(day, "pull", "--input", join(folder, "input"), "--workspace", workspace);
    await huiyin(day, "transform", "--workspace", workspace, ...transform);
    await huiyin(day, "publish", "--workspace", workspace);
    found.push(await readDifference(await openWorkspace(workspace)));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "huiyin-differences-"));
    workspace = join(folder, "workspace");
    await mkdir(join(folder, "input"));
    await writeFile(join(folder, "input", "tickets-1.csv"), `${first.join("\n")}\n`);
    await writeFile(join(folder, "input", "feedback.csv"), `feedback_id,created_at,text\n${texts.join("\n")}\n`);
    await writeFile(join(folder, "input", "service_points.csv"), points);
    await publishOn(days[0] ?? "", "--as-of", "2026-01-31");
    await writeFile(join(folder, "input", "tickets-2.csv"), `${second.join("\n")}\n`);
    // As an earlier version would have left it: a table without a column that is counted today.
    const facts = join(workspace, "published", "fct_tickets.parquet");
    const engine = await openDuckdb({ memoryLimit: "500MB" });
    await engine.exportParquet(
      `SELECT * EXCLUDE (first_response_business_minutes) FROM read_parquet('${facts}')`,
      `${facts}.new`,
    );
    await engine.close();
    await rename(`${facts}.new`, facts);
    await publishOn(days[1] ?? "");
    await writeFile(join(workspace, "sla_policy.csv"), policy);
    await writeFile(join(workspace, "coverage_plan.csv"), plan);
    await publishOn(days[2] ?? "");
    const file = join(workspace, "published", "metrics.json");
    const metrics = JSON.parse(await readFile(file, "utf8")) as { definitions: Definition[] };
    for (const one of metrics.definitions) if (one.id === "repeat_repair_curve") one.sql = "SELECT 1";
    await writeFile(file, JSON.stringify(metrics));
    before = join(folder, "before");
    await cp(join(workspace, "published"), before, { recursive: true });
    reader = await openDuckdb({ memoryLimit: "500MB", threads: 1 });
    const largest = await reader.query<{ theme_id: string }>(
      `SELECT theme_id FROM '${before}/dim_themes.parquet' WHERE NOT is_parent AND n > 5 ORDER BY n DESC, theme_id`,
    );
    [into, gone, named] = largest.map(({ theme_id }) => theme_id) as [string, string, string];
    const head = (id: string) => `- {id: ${id}, author: quality, date: 2026-02-12, reason: agreed, `;
    await writeFile(
      join(workspace, "curation.yaml"),
      `${head("one-theme")}merge: {themes: [${gone}], into: ${into}}}\n${head("its-name")}rename: {theme: ${named}, zh: 大家的叫法}}\n`,
    );
    await publishOn(days[3] ?? "", "--as-of", "2026-03-31");
  });
  afterAll(async () => {
    await reader?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const number = (run: number, metric: string, month: string) =>
    found[run]?.numbers.find(({ metric_id, period_start }) => metric_id === metric && period_start === month);

  const pageOf = async (difference: RunDifference | null | undefined, lang: "zh" | "en") => {
    const published = await loadPublished(reader, join(workspace, "published"), difference ?? null);
    const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
    renderPages(published, await readPages(published, lang), { lang, languages: [lang] }, rendered, () => true);
    return rendered.files;
  };

  test("the first run has nothing to compare", () => {
    expect(found[0]).toBeNull();
  });

  test("late rows and corrections are told apart, ticket by ticket", () => {
    expect(number(1, "first_response_time_p50", "2026-01-01")).toEqual({
      metric_id: "first_response_time_p50",
      period_start: "2026-01-01",
      before: { n: 2, value: 6 },
      now: { n: 3, value: 31 },
      reasons: [
        { reason: "late", rows: 1 },
        { reason: "corrected", rows: 1 },
      ],
    });
    expect(number(1, "first_response_time_p50", "2026-02-01")).toMatchObject({
      before: null,
      now: { n: 1, value: 45 },
      reasons: [{ reason: "new", rows: 1 }],
    });
  });

  test("what the run before did not count yet is the program's doing", () => {
    expect(number(1, "first_response_business_time_p50", "2026-01-01")?.reasons).toEqual([
      { reason: "code", rows: null },
    ]);
  });

  test("a number that reads the same is not listed", () => {
    expect(number(1, "no_fault_found_rate", "2026-01-01")).toBeUndefined();
    for (const run of found) {
      for (const { before, now } of run?.numbers ?? []) expect(now).not.toEqual(before);
      for (const { reasons } of run?.numbers ?? []) expect(reasons.length).toBeGreaterThan(0);
    }
  });

  test("what fell due because time went on says so", () => {
    expect(number(3, "repeat_repair_rate", "2026-01-01")).toMatchObject({
      before: { n: 2, value: 1 / 2 },
      now: { n: 3, value: 1 / 3 },
      reasons: [{ reason: "time", rows: 1 }],
    });
    expect(found[3]?.files).toEqual(["curation.yaml"]);
  });

  test("another policy is the reason of what rests on it alone, and the file that differs is named", () => {
    expect(found[2]?.files).toEqual(["coverage_plan.csv", "sla_policy.csv"]);
    expect(found[2]?.before.loads).toBe(4);
    const changed = new Set(found[2]?.numbers.map(({ metric_id }) => metric_id));
    expect([...changed].filter((id) => !id.includes("_sla"))).toEqual(["coverage_rate"]);
    expect(number(2, "first_response_sla", "2026-01-01")?.reasons).toEqual([
      { reason: "policy", rows: 2, files: ["sla_policy.csv"] },
    ]);
    expect(number(2, "coverage_rate", "2026-01-01")).toMatchObject({
      before: null,
      now: { n: 2, value: 1 / 2 },
      reasons: [{ reason: "policy", rows: 2, files: ["coverage_plan.csv"] }],
    });
  });

  test("another definition is named, and is the reason of its numbers", () => {
    expect(found[3]?.metrics).toEqual({ changed: ["repeat_repair_curve"], added: [], removed: [] });
    expect(number(3, "repeat_repair_curve_60d", "2026-01-01")?.reasons).toEqual([{ reason: "definition", rows: null }]);
  });

  test("status shows the numbers that changed", async () => {
    const status = JSON.parse(await huiyin(days[3] ?? "", "status", "--workspace", workspace, "--json")) as Status;
    expect(status.changes).toContainEqual(
      expect.objectContaining({ kind: "number", metric_id: "repeat_repair_rate", period_start: "2026-01-01" }),
    );
    expect(await huiyin(days[3] ?? "", "status", "--workspace", workspace)).toContain(
      "repeat_repair_rate 2026-01: 0.5 (n 2) -> 0.3333 (n 3); 1 time",
    );
  });

  test("the page prints both values and both n as the files give them", async () => {
    const minutes = (files: string) => `SELECT date_diff('minute', created_at, first_response_at) AS minutes
      FROM (SELECT * FROM read_csv('${join(folder, "input", files)}', union_by_name = true, filename = true)
            QUALIFY row_number() OVER (PARTITION BY ticket_id ORDER BY filename DESC) = 1) WHERE month(created_at) = 1`;
    const median = async (files: string) => {
      const [row] = await reader.query<{ n: number; p50: number }>(
        `SELECT count(*) AS n, max(minutes) FILTER (WHERE place = ceil(0.5 * n)) AS p50
         FROM (SELECT minutes, row_number() OVER (ORDER BY minutes) AS place, count(*) OVER () AS n FROM (${minutes(files)}))`,
      );
      return `${row?.p50}分钟 n=${row?.n}`;
    };
    const content = (await pageOf(found[1], "zh")).get("changes.md") ?? "";
    const [row = ""] = content
      .split("<tr")
      .filter((one) => /definitions\/first_response_time\b.*P50/s.test(one) && one.includes("2026年1月"));
    expect(row.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ")).toContain(
      `${await median("tickets-1.csv")} ${await median("tickets-*.csv")} 迟到1行，更正1行`,
    );
    const wanted = (found[1]?.numbers ?? []).map(({ metric_id, period_start, before: was, now }) =>
      [metric_id, period_start.slice(0, 7), was?.value ?? "", was?.n ?? "", now?.value ?? "", now?.n ?? ""].join(),
    );
    const files = await pageOf(found[1], "zh");
    const listed = ["changed-past", "changed-running"].flatMap(
      (name) => files.get(`data/${name}.csv`)?.trim().split(/\r?\n/).slice(1) ?? [],
    );
    expect(listed.map((line) => line.split(",").slice(0, 6).join()).sort()).toEqual(wanted.sort());
  });

  describe("what people decided about themes", () => {
    /** Texts of the three themes before and now, counted from the clauses that the runs published. */
    const counted = async () => {
      const textsOf = async (published: string, theme: string) => {
        const [row] = await reader.query<{ n: number }>(
          `SELECT count(DISTINCT text_id) AS n FROM '${published}/mart_theme_assignments.parquet' WHERE theme_id = '${theme}'`,
        );
        return row?.n ?? 0;
      };
      const at = async (theme: string) => {
        const [row] = await reader.query<{ label: string }>(
          `SELECT label_zh AS label FROM '${before}/dim_themes.parquet' WHERE theme_id = '${theme}'`,
        );
        return {
          label: row?.label ?? "",
          was: await textsOf(before, theme),
          is: await textsOf(join(workspace, "published"), theme),
        };
      };
      return { into: await at(into), gone: await at(gone), named: await at(named) };
    };
    test("is kept by theme, with the texts it moved", async () => {
      const texts = await counted();
      expect(texts.gone.was).toBeGreaterThan(5);
      const of = (theme: string) => found[3]?.themes?.find(({ theme_id }) => theme_id === theme);
      expect(of(gone)).toEqual({
        theme_id: gone,
        before: { label: texts.gone.label, status: "active", n: texts.gone.was },
        now: { label: texts.gone.label, status: "merged", n: 0 },
        moved_in: 0,
        moved_out: texts.gone.was,
        operations: [{ operation_id: "one-theme", kind: "merge", change: "added" }],
        reasons: [{ reason: "curation", rows: texts.gone.was }],
      });
      const [either] = await reader.query<{ n: number }>(
        `SELECT count(DISTINCT text_id) AS n FROM '${before}/mart_theme_assignments.parquet' WHERE theme_id IN ('${into}', '${gone}')`,
      );
      expect(texts.into.is).toBe(either?.n);
      expect(of(into)).toMatchObject({
        before: { n: texts.into.was },
        now: { n: texts.into.is },
        moved_in: texts.into.is - texts.into.was,
        moved_out: 0,
      });
      expect(of(named)).toMatchObject({
        now: { label: "大家的叫法", n: texts.named.is },
        moved_in: 0,
        operations: [{ operation_id: "its-name", kind: "rename", change: "added" }],
      });
    });

    test("stands on the page with links, in numbers counted from the clauses, in both languages", async () => {
      const texts = await counted();
      const shown = async (lang: "zh" | "en") => {
        const files = await pageOf(found[3], lang);
        const [, section = ""] = (files.get("changes.md") ?? "").split('id="themes"');
        const plain = (html: string) =>
          html
            .replaceAll("<wbr>", "")
            .replaceAll(/<[^>]*>/g, " ")
            .replaceAll(/\s+/g, " ");
        const rows = section.split("<tr>").filter((row) => row.includes('scope="row"'));
        const row = (theme: string) => rows.find((one) => one.includes(`<code>${theme}</code>`)) ?? "";
        return {
          title: plain(section.split("</h2>")[0] ?? ""),
          row,
          text: (theme: string) => plain(row(theme)).trim(),
          csv: files.get("data/changed-themes.csv"),
        };
      };
      const zh = await shown("zh");
      expect(zh.title).toContain("个主题变了，其中3个经过人工整理");
      expect(zh.text(gone)).toMatch(
        new RegExp(
          `^${texts.gone.label} ${gone} ，已并入 ${into} ${texts.gone.was} 0 — ${texts.gone.was} 合并（one-theme）`,
        ),
      );
      expect(zh.row(gone)).toContain(`theme/${gone}`);
      expect(zh.text(into)).toMatch(
        new RegExp(
          `^${texts.into.label} ${into} ${texts.into.was} ${texts.into.is} ${texts.into.is - texts.into.was} — 合并（one-theme）`,
        ),
      );
      expect(zh.text(named)).toMatch(
        new RegExp(
          `^大家的叫法 ${named} ，原名 ${texts.named.label} ${texts.named.was} ${texts.named.is} — — 改名（its-name）`,
        ),
      );
      const en = await shown("en");
      expect(en.title).toContain("3 of them curated");
      expect(en.text(gone)).toContain(
        `${texts.gone.was} 0 — ${texts.gone.was} merge (one-theme), curated: ${texts.gone.was}`,
      );
      expect(zh.csv).toContain(
        `${gone},${texts.gone.label},${texts.gone.label},active,merged,${texts.gone.was},0,0,${texts.gone.was},added merge one-theme; curation ${texts.gone.was}`,
      );
    });

    test("stands in status", async () => {
      const texts = await counted();
      const status = await huiyin(days[3] ?? "", "status", "--workspace", workspace);
      expect(status).toMatch(/^ {2}themes: \d+ read otherwise, 3 of them curated$/m);
      expect(status).toContain(
        `    ${gone} ${texts.gone.label}: ${texts.gone.was} -> 0 texts; merged, 0 moved in, ${texts.gone.was} out, merge one-theme, ${texts.gone.was} curation\n`,
      );
      expect(status).toContain(
        `    ${named} 大家的叫法 (was ${texts.named.label}): ${texts.named.was} -> ${texts.named.is} texts; rename its-name\n`,
      );
    });

    test("a run that changed no theme says so, and one without themes has none to compare", async () => {
      expect(found[2]?.themes).toEqual([]);
      expect((await pageOf(found[2], "zh")).get("changes.md")).toContain("名称、去向和文本都没有变。");
    });
  });
});
