import { beforeAll, describe, expect, it } from "vitest";
import { type RealRun, rawRows, realFile, runReal } from "./real-folder.ts";

const file = realFile("jd_waterheater_midea_lowscore.csv");

interface Review {
  content: string;
  brand: string;
  model: string;
}

interface Theme {
  theme_id: string;
  label_zh: string;
  is_parent: boolean;
  n: number;
}

const mobile = /(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/;

describe.skipIf(file === undefined)("shop reviews as themes (skipped where ../shared/datasets is absent)", () => {
  let rows: Review[];
  let run: RealRun;
  let themes: Theme[];
  beforeAll(async () => {
    if (file === undefined) return;
    rows = await rawRows<Review>(file, "content, brand, model");
    run = await runReal(file, "shop-reviews");
    themes = await run.rows<Theme>(
      "SELECT theme_id, label_zh, is_parent, n FROM read_parquet('{published}/dim_themes.parquet') ORDER BY n DESC, theme_id",
    );
  });

  it("loads every review", () => {
    expect(run.code).toBe(0);
    expect(run.loads.map(({ entity, read, loaded }) => ({ entity, read, loaded }))).toEqual([
      { entity: "feedback", read: rows.length, loaded: rows.length },
    ]);
  });

  it("finds themes for most of the texts, each text once a theme and never added up", async () => {
    const assigned = await run.rows<{ theme_id: string; texts: number }>(
      `SELECT theme_id, count(DISTINCT text_id) AS texts FROM read_parquet('{published}/mart_theme_assignments.parquet')
       WHERE theme_id IS NOT NULL GROUP BY theme_id`,
    );
    const texts = new Map(assigned.map((one) => [one.theme_id, one.texts]));
    const leaves = themes.filter((theme) => !theme.is_parent);
    expect(leaves.length).toBeGreaterThanOrEqual(8);
    expect(leaves.map((theme) => [theme.theme_id, theme.n])).toEqual(
      leaves.map((theme) => [theme.theme_id, texts.get(theme.theme_id) ?? 0]),
    );
    const [share] = await run.rows<{ found: number; texts: number; themes: number }>(
      `SELECT avg(CAST(found AS INTEGER)) AS found, count(*) AS texts, sum(themes) AS themes
       FROM (SELECT count(theme_id) > 0 AS found, count(DISTINCT theme_id) AS themes
         FROM read_parquet('{published}/mart_theme_assignments.parquet') GROUP BY text_id) AS one`,
    );
    expect(share?.found).toBeGreaterThan(0.85);
    expect(share?.themes).toBeGreaterThan(share?.texts ?? 0);
  });

  it("names them apart, without brand or model", () => {
    const own = new Set(rows.flatMap(({ brand, model }) => [brand, model]).filter(Boolean));
    const labels = themes.filter((theme) => !theme.is_parent).map((theme) => theme.label_zh);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.filter((label) => [...own].some((word) => label.includes(word)))).toEqual([]);
  });

  it("gives each a page that bears its name", async () => {
    for (const { theme_id, label_zh } of themes.filter((theme) => !theme.is_parent).slice(0, 10))
      expect(await run.page(`theme/${theme_id}`)).toContain(label_zh);
  });

  it("shows nobody's telephone number, though reviews hold some", async () => {
    expect(rows.filter(({ content }) => mobile.test(content ?? "")).length).toBeGreaterThan(0);
    const clauses = await run.rows<{ clause: string }>(
      "SELECT clause FROM read_parquet('{published}/mart_theme_assignments.parquet')",
    );
    expect(clauses.filter(({ clause }) => mobile.test(clause))).toEqual([]);
  });
});
