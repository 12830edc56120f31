import type {
  Theme,
  ThemeDetail,
  ThemeEvent,
  ThemeMonth,
  ThemeNps,
  ThemePart,
  ThemeQuote,
  ThemeShare,
  ThemeSlice,
} from "../../dashboards/themes.ts";
import { byar, wilson } from "../../transforms/statistics.ts";
import type { Engine } from "../engines/engine.ts";
import { readLexicon } from "../text/lexicon.ts";

/** Rows of a slice a page shows; the rest is one row of its own only in the CSV of the members. */
const mostSlices = 8;
const sliceDays = 365;

/** What a theme's own page reads beyond its row, by theme id. Needs the views of `loadThemes`. */
export async function loadThemeDetails(
  engine: Engine,
  names: ReadonlySet<string>,
  list: readonly Theme[],
  until: string,
): Promise<ReadonlyMap<string, ThemeDetail>> {
  const rows = async <Row extends object>(table: string, sql: string) =>
    byTheme(names.has(table) ? await engine.query<Row & { theme_id: string }>(sql) : []);
  const assignments = "mart_theme_assignments";
  const months = await rows<{ month: string; x: number; n: number; is_complete: boolean }>(
    assignments,
    monthsSql(until),
  );
  const slices = await rows<Omit<ThemeSlice, "ratio" | "lo" | "hi">>(assignments, slicesSql);
  const quotes = await rows<Omit<ThemeQuote, "evidence"> & { evidence: string | null }>("mart_theme_quotes", quotesSql);
  const terms = await rows<{ term: string; weight: number }>(
    "mart_theme_terms",
    "SELECT theme_id, term, weight FROM mart_theme_terms ORDER BY theme_id, position",
  );
  const lexicon = new Map((await readLexicon()).components.map((entry) => [entry.id, entry]));
  const nameOf = (id: string) => ({ zh: lexicon.get(id)?.zh ?? id, en: lexicon.get(id)?.en ?? id });
  const parts = await rows<Omit<ThemePart, "name"> & { name: string }>(assignments, partsSql(names.has("fct_tickets")));
  const overlaps = await rows<{ other_id: string; texts: number }>(
    "mart_theme_overlaps",
    "SELECT theme_id, other_id, texts FROM mart_theme_overlaps ORDER BY theme_id, texts DESC, other_id",
  );
  const events = await rows<ThemeEvent>(
    "mart_theme_events",
    `SELECT theme_id, CAST("at" AS VARCHAR) AS at, kind, what, operation_id, author, reason
     FROM mart_theme_events ORDER BY theme_id, "at" DESC, kind, operation_id`,
  );
  const nps = await rows<ThemeNps>("mart_theme_nps", "SELECT theme_id, n, nps, lo, hi FROM mart_theme_nps");
  return new Map(
    list.map(({ theme_id: id }): [string, ThemeDetail] => [
      id,
      {
        months: (months.get(id) ?? []).map(
          ({ month, x, n, is_complete }): ThemeMonth => ({ month, is_complete, ...share(Number(x), Number(n)) }),
        ),
        slices: largest(slices.get(id) ?? []).map(withRatio),
        quotes: (quotes.get(id) ?? []).map(({ evidence, ...quote }) => ({
          ...quote,
          evidence: evidence ? evidence.split("\t") : [],
        })),
        terms: terms.get(id) ?? [],
        parts: (parts.get(id) ?? []).map((part) => ({ ...part, name: nameOf(part.name) })),
        overlaps: (overlaps.get(id) ?? []).slice(0, 6),
        events: events.get(id) ?? [],
        nps: nps.get(id)?.[0] ?? null,
      },
    ]),
  );
}

export function share(x: number, n: number): ThemeShare {
  const { lo, hi } = wilson({ x, n }) ?? { lo: 0, hi: 0 };
  return { x, n, lo, hi };
}

function byTheme<Row extends { theme_id: string }>(rows: readonly Row[]): Map<string, Omit<Row, "theme_id">[]> {
  const groups = new Map<string, Omit<Row, "theme_id">[]>();
  for (const { theme_id, ...row } of rows) {
    const group = groups.get(theme_id);
    if (group) group.push(row);
    else groups.set(theme_id, [row]);
  }
  return groups;
}

type Counted = Omit<ThemeSlice, "ratio" | "lo" | "hi">;

/** The largest groups of each dimension. */
const largest = (rows: readonly Counted[]): Counted[] =>
  ["model", "region"].flatMap((dimension) => rows.filter((row) => row.dimension === dimension).slice(0, mostSlices));

function withRatio(row: Counted): ThemeSlice {
  const n = Number(row.n);
  const interval = row.expected > 0 ? byar({ x: n, exposure: row.expected }) : null;
  return { ...row, n, ratio: interval ? n / row.expected : null, lo: interval?.lo ?? null, hi: interval?.hi ?? null };
}

/** Texts of a theme by month, with all texts of the month: the current month and 24 before it. */
const monthsSql = (until: string): string => `WITH months AS (
    SELECT period_start('month', day) AS month, count(*) AS n FROM theme_texts GROUP BY 1),
  own AS (SELECT theme_id, period_start('month', day) AS month, count(*) AS x FROM theme_days GROUP BY 1, 2)
  SELECT d.theme_id, CAST(m.month AS VARCHAR) AS month, COALESCE(o.x, 0) AS x, m.n,
    add_months(m.month, 1) <= add_days(DATE '${until}', 1) AS is_complete
  FROM dim_themes AS d CROSS JOIN months AS m LEFT JOIN own AS o ON o.theme_id = d.theme_id AND o.month = m.month
  WHERE m.month >= add_months(period_start('month', DATE '${until}'), -24) ORDER BY d.theme_id, m.month`;

/**
 * Observed texts of the last twelve months and what is expected of them. A model is expected to have the share that the other
 * models of its category have; a region the national share of each category.
 */
const slicesSql = `WITH texts AS (SELECT model, region, COALESCE(category, '') AS kind FROM theme_texts WHERE age < ${sliceDays}),
  members AS (SELECT theme_id, model, region, COALESCE(category, '') AS kind FROM theme_members WHERE age < ${sliceDays}),
  kinds AS (SELECT kind, count(*) AS n FROM texts GROUP BY kind),
  theme_kinds AS (SELECT theme_id, kind, count(*) AS x FROM members GROUP BY theme_id, kind),
  models AS (SELECT kind, model, count(*) AS n FROM texts WHERE model IS NOT NULL GROUP BY kind, model),
  theme_models AS (SELECT theme_id, kind, model, count(*) AS x FROM members WHERE model IS NOT NULL GROUP BY theme_id, kind, model),
  regions AS (SELECT kind, region, count(*) AS n FROM texts WHERE region IS NOT NULL GROUP BY kind, region),
  theme_regions AS (SELECT theme_id, region, count(*) AS x FROM members WHERE region IS NOT NULL GROUP BY theme_id, region)
  SELECT t.theme_id, 'model' AS dimension, t.model AS key, sum(t.x) AS n,
    sum(CASE WHEN k.n > m.n THEN CAST(m.n AS DOUBLE) * (tk.x - t.x) / (k.n - m.n) ELSE 0 END) AS expected
  FROM theme_models AS t JOIN models AS m ON m.kind = t.kind AND m.model = t.model JOIN kinds AS k ON k.kind = t.kind
  JOIN theme_kinds AS tk ON tk.theme_id = t.theme_id AND tk.kind = t.kind GROUP BY t.theme_id, t.model
  UNION ALL
  SELECT t.theme_id, 'region', t.region, min(t.x), sum(CAST(r.n AS DOUBLE) * COALESCE(tk.x, 0) / k.n)
  FROM theme_regions AS t JOIN regions AS r ON r.region = t.region JOIN kinds AS k ON k.kind = r.kind
  LEFT JOIN theme_kinds AS tk ON tk.theme_id = t.theme_id AND tk.kind = r.kind GROUP BY t.theme_id, t.region
  ORDER BY 1, 2, n DESC, key`;

const quotesSql = `SELECT q.theme_id, q.text_id, min(a.ticket_id) AS ticket_id, min(a.feedback_id) AS feedback_id,
    CAST(min(local_date(a.created_at)) AS VARCHAR) AS created_on, min(a.model) AS model, min(a.channel) AS channel, min(q.clause) AS clause,
    min(array_to_string(q.evidence, chr(9))) AS evidence, min(a.score) AS score, min(a.margin) AS margin, min(a.reason) AS reason,
    min(a.runner_up_id) AS runner_up_id, max(CAST(a.is_safety AS INTEGER)) = 1 AS is_safety
  FROM mart_theme_quotes AS q
  LEFT JOIN mart_theme_assignments AS a ON a.text_id = q.text_id AND a.clause_index = q.clause_index AND a.theme_id = q.theme_id
  GROUP BY q.theme_id, q.position, q.text_id ORDER BY q.theme_id, q.position`;

/** Parts that the texts name, and components that their tickets record; over twelve months, the most frequent of each. */
const partsSql = (hasTickets: boolean): string => {
  const named = `SELECT theme_id, text_id, unnest(component_ids) AS name, 'text' AS source FROM theme_clauses
    WHERE theme_id IS NOT NULL AND age < ${sliceDays}`;
  const recorded = `SELECT m.theme_id, m.text_id, k.component, 'ticket' FROM theme_members AS m
    JOIN fct_tickets AS k ON k.ticket_id = m.ticket_id WHERE k.component IS NOT NULL AND m.age < ${sliceDays}`;
  return `WITH parts AS (${named}${hasTickets ? ` UNION ALL ${recorded}` : ""}),
    sizes AS (SELECT theme_id, source, count(DISTINCT text_id) AS "of" FROM parts GROUP BY theme_id, source),
    counted AS (SELECT theme_id, source, name, count(DISTINCT text_id) AS texts FROM parts GROUP BY theme_id, source, name),
    placed AS (SELECT *, row_number() OVER (PARTITION BY theme_id, source ORDER BY texts DESC NULLS LAST, name NULLS LAST) AS place FROM counted)
    SELECT p.theme_id, p.name, CAST(p.texts AS INTEGER) AS texts, CAST(CASE p.source WHEN 'text' THEN
        (SELECT count(*) FROM theme_members AS m WHERE m.theme_id = p.theme_id AND m.age < ${sliceDays}) ELSE s."of" END AS INTEGER) AS "of", p.source
    FROM placed AS p JOIN sizes AS s ON s.theme_id = p.theme_id AND s.source = p.source
    WHERE place <= 6 ORDER BY 1, p.source, p.texts DESC, p.name`;
};
