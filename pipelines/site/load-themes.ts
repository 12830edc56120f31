import {
  noThemes,
  type Theme,
  type ThemeDetail,
  type ThemeKind,
  type ThemeStatus,
  type Themes,
} from "../../dashboards/themes.ts";
import { holm, proportionChange } from "../../transforms/statistics.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { loadThemeDetails, share } from "./theme-details.ts";

/** Days of the window, of the explorer's file, and clauses it may hold. */
const windowDays = 91;
const fileDays = 396;
const mostClauses = 200_000;
/** Days between a window and that of the year before: whole weeks, so that both hold the same weekdays. */
const yearDays = 364;
/** Texts a side needs before it is compared. */
const least = 30;

interface Row {
  theme_id: string;
  label_zh: string;
  label_en: string | null;
  keywords: string | null;
  parent_theme_id: string | null;
  is_parent: boolean;
  kind: ThemeKind | null;
  status: ThemeStatus;
  merged_into: string | null;
  is_curated: boolean;
  first_seen_on: string | null;
  last_seen_on: string | null;
  total: number;
  x: number;
  before: number;
  dangers: number;
}

/** Everything the pages of themes read; leaves views behind that the explorer's file and the lists are made of. */
export async function loadThemes(engine: Engine, names: ReadonlySet<string>): Promise<Themes> {
  if (!names.has("dim_themes") || !names.has("mart_theme_assignments")) return noThemes;
  const until = await prepare(engine);
  const [reach] = await engine.query<{ oldest: number | null }>(
    `SELECT max(age) AS oldest FROM (
       SELECT age, sum(count(*)) OVER (ORDER BY age) AS clauses FROM theme_clauses WHERE age < ${fileDays} GROUP BY age) AS days
     WHERE clauses <= ${mostClauses}`,
  );
  const oldest = reach?.oldest ?? 0;
  const days = Math.min(windowDays, Number(oldest) + 1);
  const inWindow = (from: number) => `age >= ${from} AND age < ${from + days}`;
  const [all] = await engine.query<Record<"now" | "before" | "assigned" | "emerging", number>>(
    `SELECT count(CASE WHEN ${inWindow(0)} THEN 1 END) AS now, count(CASE WHEN ${inWindow(yearDays)} THEN 1 END) AS before,
       count(CASE WHEN ${inWindow(0)} AND place = 'assigned' THEN 1 END) AS assigned,
       count(CASE WHEN ${inWindow(0)} AND place = 'emerging' THEN 1 END) AS emerging
     FROM theme_texts`,
  );
  const now = Number(all?.now ?? 0);
  const before = Number(all?.before ?? 0);
  const rows = await engine.query<Row>(
    `SELECT d.theme_id, d.label_zh, d.label_en, array_to_string(d.keywords, chr(9)) AS keywords, d.parent_theme_id,
       COALESCE(d.is_parent, FALSE) AS is_parent, d.kind, d.status, d.merged_into, COALESCE(d.is_curated, FALSE) AS is_curated,
       CAST(local_date(d.first_seen_at) AS VARCHAR) AS first_seen_on, CAST(local_date(d.last_seen_at) AS VARCHAR) AS last_seen_on,
       COALESCE(d.n, 0) AS total, COALESCE(m.x, 0) AS x, COALESCE(m.before, 0) AS before,
       COALESCE(s.dangers, 0) AS dangers
     FROM dim_themes AS d LEFT JOIN (
       SELECT theme_id, count(CASE WHEN ${inWindow(0)} THEN 1 END) AS x, count(CASE WHEN ${inWindow(yearDays)} THEN 1 END) AS before
       FROM theme_days GROUP BY theme_id) AS m ON m.theme_id = d.theme_id
     LEFT JOIN (SELECT theme_id, count(DISTINCT text_id) AS dangers FROM theme_clauses WHERE is_safety AND ${inWindow(0)} GROUP BY theme_id) AS s
       ON s.theme_id = d.theme_id
     ORDER BY x DESC, d.theme_id`,
  );
  const verdicts = judge(rows, now, before);
  const weeks = await weekCounts(engine);
  const list = rows.map(
    ({ x, keywords, total, dangers, before: _, kind, ...row }): Theme => ({
      ...row,
      dangers: Number(dangers),
      kind: kind ?? "other",
      keywords: keywords ? keywords.split("\t") : [],
      total: Number(total),
      share: share(Number(x), now),
      weeks: weeks.get(row.theme_id) ?? new Array<number>(13).fill(0),
      verdict: verdicts.get(row.theme_id) ?? null,
    }),
  );
  const assigned = Number(all?.assigned ?? 0);
  const emerging = Number(all?.emerging ?? 0);
  const details: ReadonlyMap<string, ThemeDetail> = await loadThemeDetails(engine, names, list, until);
  return {
    since: dayBefore(until, days - 1),
    until,
    fileSince: dayBefore(until, Number(oldest)),
    texts: {
      all: now,
      assigned: share(assigned, now),
      emerging: share(emerging, now),
      unassigned: share(now - assigned - emerging, now),
    },
    list,
    details,
  };
}

const dayBefore = (date: string, days: number): string =>
  date === "" ? "" : new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

/**
 * Views over the assignments: clauses with their day and age in days; texts, one row each; texts in each theme; days of texts in
 * themes and parents, each text once. Returns the last day.
 */
async function prepare(engine: Engine): Promise<string> {
  const [last] = await engine.query<{ until: string }>(
    "SELECT CAST(local_date(add_seconds(as_of(), -1)) AS VARCHAR) AS until",
  );
  const until = last?.until ?? "";
  const view = (name: string, sql: string) => engine.execute(`CREATE OR REPLACE TEMP VIEW ${name} AS ${sql}`);
  const table = (name: string, sql: string) => engine.execute(`CREATE OR REPLACE TEMP TABLE ${name} AS ${sql}`);
  await view(
    "theme_clauses",
    `SELECT *, local_date(created_at) AS day, days_between(local_date(created_at), DATE ${literal(until)}) AS age
     FROM mart_theme_assignments`,
  );
  await view("theme_members", "SELECT * FROM theme_clauses WHERE is_counted AND theme_id IS NOT NULL");
  const young = "(SELECT theme_id FROM dim_themes WHERE status = 'emerging')";
  // Texts of emerging themes only; few, so that everything else is found by looking into this small set.
  await table("theme_young", `SELECT DISTINCT text_id FROM theme_members WHERE theme_id IN ${young}`);
  await engine.execute(
    `DELETE FROM theme_young WHERE text_id IN (
       SELECT m.text_id FROM theme_members AS m JOIN theme_young AS y ON y.text_id = m.text_id WHERE m.theme_id NOT IN ${young})`,
  );
  await view(
    "theme_texts",
    `SELECT a.*, CASE WHEN a.theme_id IS NULL THEN 'unassigned' WHEN y.text_id IS NULL THEN 'assigned' ELSE 'emerging' END AS place
     FROM theme_clauses AS a LEFT JOIN theme_young AS y ON y.text_id = a.text_id
     WHERE a.is_primary OR a.theme_id IS NULL AND a.is_counted`,
  );
  await table(
    "theme_parents",
    `SELECT theme_id, day, age FROM (
       SELECT d.parent_theme_id AS theme_id, hash(m.text_id) AS text, min(m.day) AS day, min(m.age) AS age FROM theme_members AS m
       JOIN dim_themes AS d ON d.theme_id = m.theme_id WHERE d.parent_theme_id IS NOT NULL GROUP BY 1, 2) AS once`,
  );
  await view(
    "theme_days",
    "SELECT theme_id, day, age FROM theme_members UNION ALL SELECT theme_id, day, age FROM theme_parents",
  );
  return until;
}

/** Share now against the same weeks of the year before: pooled z, Holm over all themes that can be compared. */
function judge(rows: readonly Row[], now: number, before: number): Map<string, NonNullable<Theme["verdict"]>> {
  const tested = rows.flatMap((row) => {
    const isLarge = Math.max(Number(row.x), Number(row.before)) >= least && Math.min(now, before) >= least;
    const isJudged = row.status === "active" && row.kind !== null && row.kind !== "other";
    const change =
      isLarge && isJudged ? proportionChange({ x: Number(row.x), n: now }, { x: Number(row.before), n: before }) : null;
    return change === null ? [] : [{ id: row.theme_id, kind: row.kind, change, isFew: Number(row.x) < least }];
  });
  const adjusted = holm(tested.map(({ change }) => change.p));
  return new Map(
    tested.flatMap(({ id, kind, change, isFew }, i): [string, NonNullable<Theme["verdict"]>][] => {
      const isUp = change.difference > 0;
      const verdict = (adjusted[i] ?? 1) >= 0.05 ? "flat" : isUp === (kind === "praise") ? "better" : "worse";
      // Few texts and no change is not yet "unchanged".
      return isFew && verdict === "flat" ? [] : [[id, verdict]];
    }),
  );
}

/** Texts by theme and week of the newest thirteen, oldest first; "" is of those without a theme. */
async function weekCounts(engine: Engine): Promise<Map<string, number[]>> {
  const weeks = new Map<string, number[]>();
  const rows = await engine.query<{ theme_id: string; week: number; texts: number }>(
    `SELECT theme_id, CAST(floor(age / 7) AS INTEGER) AS week, count(*) AS texts FROM theme_days
     WHERE age >= 0 AND age < 91 GROUP BY 1, 2
     UNION ALL SELECT '', CAST(floor(age / 7) AS INTEGER), count(*) FROM theme_texts
     WHERE age >= 0 AND age < 91 AND place = 'unassigned' GROUP BY 2`,
  );
  for (const { theme_id, week, texts } of rows) {
    const own = weeks.get(theme_id) ?? new Array<number>(13).fill(0);
    own[12 - Number(week)] = Number(texts);
    weeks.set(theme_id, own);
  }
  return weeks;
}
