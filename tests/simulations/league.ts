import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";
import { scorecards } from "../../pipelines/metrics/scorecards.ts";
import firstTimeFix from "../../transforms/metrics/first-time-fix-rate.ts";
import { openPrelude } from "../pipelines/facts.ts";
import { seeded } from "../transforms/warehouse.ts";

const points = 500;
/** Share of repairs that fail, by category: some outlets have the hard ones. */
const failing = { tv: 0.06, refrigerator: 0.1, washer: 0.16, air_conditioner: 0.26 } as const;
const categories = Object.keys(failing) as (keyof typeof failing)[];
/** Of the logarithm of what an outlet's failures are multiplied by, and of the logarithm of its tickets around their median. */
const skill = 0.27;
const spread = 1.1;
const median = 54;

export interface League {
  /** Share of the twenty with the highest failure rate that truly belong to the worst fifth. */
  raw: number;
  /** The same for the twenty with the highest posterior. */
  shrunken: number;
  /** Outlets in the product's band "far worse", and how many of them truly belong to the worst fifth. */
  flagged: number;
  truly: number;
  medianOfRaw: number;
  medianOfShrunken: number;
  /** Mean distance from the true factor. */
  errorOfRaw: number;
  errorOfShrunken: number;
}

/** 500 outlets of unequal size and unequal work, compared by the product's own scorecards. One seed gives one league. */
export async function playLeague(seed: number): Promise<League> {
  const engine = await openPrelude("2026-10-01T00:00:00Z");
  try {
    const factors = await fill(engine, seed);
    await scorecards(engine, [firstTimeFix]);
    const rows = await engine.query<{
      unit_id: string;
      n: number;
      x: number;
      posterior: number;
      band: string;
      ratio: number;
    }>(
      `SELECT c.unit_id, c.n, r.x, COALESCE(c.posterior, 1) AS posterior, c.band, COALESCE(c.effect, 1) AS ratio
       FROM mart_scorecards AS c
       JOIN (SELECT service_point_id, CAST(SUM(x) AS INTEGER) AS x FROM fct_outcomes GROUP BY service_point_id) AS r ON r.service_point_id = c.unit_id
       WHERE c.unit_kind = 'service_point'`,
    );
    const truth = (id: string) => factors.get(id) ?? 1;
    const worstFifth = new Set(
      [...rows]
        .sort((a, b) => truth(b.unit_id) - truth(a.unit_id))
        .slice(0, points / 5)
        .map(({ unit_id }) => unit_id),
    );
    const top = (value: (row: (typeof rows)[number]) => number) =>
      [...rows].sort((a, b) => value(b) - value(a)).slice(0, 20);
    const share = (some: typeof rows) => some.filter(({ unit_id }) => worstFifth.has(unit_id)).length / some.length;
    const middle = (some: typeof rows) => some.map(({ n }) => n).sort((a, b) => a - b)[10] ?? 0;
    const error = (value: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + Math.abs(value(row) - truth(row.unit_id)), 0) / rows.length;
    const raw = top(({ x, n }) => x / n);
    const shrunken = top(({ posterior }) => posterior);
    const flagged = rows.filter(({ band }) => band === "far_worse");
    return {
      raw: share(raw),
      shrunken: share(shrunken),
      flagged: flagged.length,
      truly: flagged.filter(({ unit_id }) => worstFifth.has(unit_id)).length,
      medianOfRaw: middle(raw),
      medianOfShrunken: middle(shrunken),
      errorOfRaw: error(({ ratio }) => ratio),
      errorOfShrunken: error(({ posterior }) => posterior),
    };
  } finally {
    await engine.close();
  }
}

/** Repairs of the last 90 matured days; returns the true factor of each outlet. */
async function fill(engine: DuckdbEngine, seed: number): Promise<Map<string, number>> {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const factors = new Map<string, number>();
  const cases: [string[], string[], string[], boolean[]] = [[], [], [], []];
  for (let i = 0; i < points; i++) {
    const id = `S${String(i).padStart(3, "0")}`;
    const factor = Math.exp(skill * normal() - skill ** 2 / 2);
    const size = Math.max(5, Math.round(median * Math.exp(spread * normal())));
    const usual = categories[Math.floor(random() * categories.length)] as (typeof categories)[number];
    factors.set(id, factor);
    for (let k = 0; k < size; k++) {
      const other = categories[Math.floor(random() * categories.length)] as (typeof categories)[number];
      const category = random() < 0.5 ? usual : other;
      cases[0].push(`T${cases[0].length}`);
      cases[1].push(id);
      cases[2].push(category);
      cases[3].push(random() >= Math.min(0.95, failing[category] * factor));
    }
  }
  await engine.execute(
    "CREATE TABLE cases (ticket_id VARCHAR, service_point_id VARCHAR, category VARCHAR, is_first_time_fix BOOLEAN)",
  );
  await engine.append("cases", cases);
  const none = ["model", "region", "region_tier", "warranty"]
    .map((name) => `CAST(NULL AS VARCHAR) AS ${name}`)
    .join(", ");
  await engine.execute(
    `CREATE TABLE fct_tickets AS SELECT *, ${none}, 'on_site' AS mode, TRUE AS is_fix_eligible, TRUE AS is_matured,
       add_days(as_of(), -60) AS closed_at FROM cases`,
  );
  await engine.execute(
    `CREATE VIEW int_case_mix AS SELECT ticket_id, service_point_id, CAST(NULL AS VARCHAR) AS engineer_id, CAST(NULL AS VARCHAR) AS engineer_key,
       'leak' AS symptom_group, 'unknown' AS age_band, CAST(NULL AS VARCHAR) AS appeal_reason, CAST(NULL AS VARCHAR) AS appeal_by_role,
       CAST(NULL AS VARCHAR) AS certificate FROM cases`,
  );
  await engine.execute(
    "CREATE TABLE int_comparison_units (unit_kind VARCHAR, unit_id VARCHAR, service_point_id VARCHAR, began_at TIMESTAMP, ownership VARCHAR)",
  );
  return factors;
}
