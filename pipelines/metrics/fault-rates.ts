import { byar, gammaPosterior, gammaShape, type Posterior } from "../../transforms/statistics.ts";
import type { Cell, Engine } from "../engines/engine.ts";
import { exactSum } from "./exact-sum.ts";
import { products } from "./products.ts";

/** Months a model, a component and a batch are judged over, and months of a model's line. */
const judgedMonths = 12;
const shownMonths = 25;
/** Days in which a fault that was reported may not be confirmed yet. */
export const reportingDays = 42;
const per = 1000;
/** Months in service as the cells of the matrix group them: 0-2, 3-5, … 21-24. */
const groupedAge = "CAST(FLOOR(LEAST(months_in_service, 23) / 3.0) * 3 AS INTEGER)";
const groupOf = (months: number | null): number => Math.floor(Math.min(months ?? 0, 23) / 3) * 3;

const slices = ["model", "month", "component", "batch", "age", "production", "cell"] as const;
type Slice = (typeof slices)[number];

/** One count of faults over an exposure; what it is of depends on the slice. */
export interface FaultCell {
  slice: Slice;
  category: string | null;
  model: string;
  component: string | null;
  batch: string | null;
  /** YYYY-MM-DD, as months_in_service where the slice is by age. */
  production_month: string | null;
  month: string | null;
  months_in_service: number | null;
  faults: number;
  unit_months: number;
  /** Share of the exposure that lies in the last six weeks. */
  recent_share: number;
}

const columns = {
  slice: "VARCHAR",
  category: "VARCHAR",
  model: "VARCHAR",
  component: "VARCHAR",
  batch: "VARCHAR",
  production_month: "DATE",
  month: "DATE",
  months_in_service: "INTEGER",
  faults: "BIGINT",
  unit_months: "DOUBLE",
  rate: "DOUBLE",
  lo: "DOUBLE",
  hi: "DOUBLE",
  expected: "DOUBLE",
  ratio: "DOUBLE",
  ratio_lo: "DOUBLE",
  ratio_hi: "DOUBLE",
  p_above: "DOUBLE",
  recent_share: "DOUBLE",
} as const;

/**
 * Creates mart_fault_rates (confirmed faults per thousand unit-months by model, and within a model by month, component, batch, months
 * in service and production month), mart_report_delays and mart_products. Returns the rows of each.
 */
export async function faultRates(engine: Engine): Promise<Record<string, number>> {
  for (const table of ["mart_fault_rates", "mart_report_delays"]) await engine.execute(`DROP TABLE IF EXISTS ${table}`);
  const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await engine.execute(`CREATE TABLE mart_fault_rates (${types.join(", ")})`);
  await engine.execute(delaysSql);
  const rows = judgeFaults(await engine.query<FaultCell>(cellsSql()));
  const names = Object.keys(columns) as (keyof typeof columns)[];
  await engine.append(
    "mart_fault_rates",
    names.map((name) => rows.map((row) => row[name])),
  );
  return { mart_fault_rates: rows.length, mart_products: await products(engine) };
}

function cellsSql(): string {
  const since = (months: number) =>
    `month >= add_months(period_start('month', local_date(as_of())), -${months - 1}) AND month <= local_date(as_of())`;
  const recent = exactSum(
    `CASE WHEN add_months(month, 1) > add_days(local_date(as_of()), -${reportingDays}) THEN unit_months ELSE 0 END`,
  );
  const none = {
    component: "CAST(NULL AS VARCHAR)",
    batch: "CAST(NULL AS VARCHAR)",
    production_month: "CAST(NULL AS DATE)",
    month: "CAST(NULL AS DATE)",
    months_in_service: "CAST(NULL AS INTEGER)",
  };
  /** Faults over exposure, joined on the model and `keys`. */
  const over = (
    slice: Slice,
    keys: (keyof typeof none)[],
    faults: string,
    exposure: string,
    age = "months_in_service",
  ) => {
    const on = ["model", ...keys].map((key) => `f.${key} = e.${key}`).join(" AND ");
    const named = (Object.keys(none) as (keyof typeof none)[]).map((key) =>
      keys.includes(key) ? `e.${key}` : `${none[key]} AS ${key}`,
    );
    const columnOf = (key: string) => (key === "months_in_service" ? `${age} AS ${key}` : key);
    const list = ["model", ...keys].map(columnOf).join(", ");
    const by = ["model", ...keys.map((key) => (key === "months_in_service" ? age : key))].join(", ");
    return `SELECT '${slice}' AS slice, e.model, ${named.join(", ")}, COALESCE(f.faults, 0) AS faults, e.unit_months, e.recent
      FROM (SELECT ${list}, ${exactSum("unit_months")} AS unit_months, ${exposure} GROUP BY ${by}) AS e
      LEFT JOIN (SELECT ${list}, COUNT(*) AS faults FROM fct_faults WHERE ${faults} GROUP BY ${by}) AS f ON ${on}`;
  };
  const used = (months: number) => `${recent} AS recent FROM fct_exposure WHERE ${since(months)}`;
  const aged = `${exactSum("recent_unit_months")} AS recent FROM int_exposure_by_age WHERE TRUE`;
  const made = `${aged} AND production_month IS NOT NULL`;
  const inAge = "is_episode AND months_in_service BETWEEN 0 AND 24";
  const year = since(judgedMonths);
  const parts = [
    over("model", [], `is_episode AND ${year}`, used(judgedMonths)),
    over("month", ["month"], `is_episode AND ${since(shownMonths)}`, used(shownMonths)),
    over("batch", ["batch"], `is_episode AND ${year}`, `${used(judgedMonths)} AND batch IS NOT NULL`),
    over("age", ["months_in_service"], inAge, aged),
    over("production", ["production_month"], inAge, made),
    over("cell", ["production_month", "months_in_service"], inAge, made, groupedAge),
    `SELECT 'component', e.model, f.component, ${none.batch}, ${none.production_month}, ${none.month}, ${none.months_in_service},
       f.faults, e.unit_months, e.recent
     FROM (SELECT model, ${exactSum("unit_months")} AS unit_months, ${used(judgedMonths)} GROUP BY model) AS e
     JOIN (SELECT model, component, COUNT(*) AS faults FROM fct_faults
           WHERE is_component_episode AND component IS NOT NULL AND ${year} GROUP BY model, component) AS f ON f.model = e.model`,
  ];
  return `WITH named AS (
      SELECT model, MIN(category) AS category FROM (
        SELECT model, category FROM fct_exposure UNION ALL SELECT model, category FROM fct_faults) AS seen GROUP BY model)
    SELECT c.slice, n.category, c.model, c.component, c.batch, c.production_month, c.month, c.months_in_service, c.faults, c.unit_months,
      c.recent / c.unit_months AS recent_share
    FROM (${parts.join("\n    UNION ALL ")}) AS c LEFT JOIN named AS n ON n.model = c.model
    WHERE c.unit_months > 0
    ORDER BY c.slice, c.model, c.component, c.batch, c.production_month, c.month, c.months_in_service`;
}

/** Share of the faults of the year before the last 90 days that were confirmed within so many days of the request. */
const delaysSql = `CREATE TABLE mart_report_delays AS
  WITH past AS (
    SELECT days_between(local_date(reported_at), local_date(confirmed_at)) AS days FROM fct_faults
    WHERE reported_at >= add_days(as_of(), -455) AND reported_at < add_days(as_of(), -90)),
  counted AS (SELECT LEAST(GREATEST(days, 0), ${reportingDays + 1}) AS days, COUNT(*) AS n FROM past GROUP BY 1),
  steps AS (SELECT DISTINCT days_between(date, local_date(as_of())) AS days FROM int_calendar_days
            WHERE date <= local_date(as_of()) AND date >= add_days(local_date(as_of()), -${reportingDays}))
  SELECT s.days, CAST(SUM(CASE WHEN c.days <= s.days THEN c.n ELSE 0 END) AS DOUBLE) / SUM(c.n) AS known_share, CAST(SUM(c.n) AS BIGINT) AS n
  FROM steps AS s CROSS JOIN counted AS c GROUP BY s.days ORDER BY s.days`;

export type FaultRow = FaultCell &
  Record<Exclude<keyof typeof columns, keyof FaultCell>, number | null> &
  Record<string, Cell>;

/**
 * Rates with Byar's interval, and of models, components, batches, production months and cells the ratio to what was expected, shrunk
 * by a gamma prior over all of the same slice. Expected: of a model and its component the rate of the category's other models; of a
 * batch that of the model's other batches; of a production month and its cells the category's rate at the same months in service,
 * times the model's own ratio to it.
 */
export function judgeFaults(cells: readonly FaultCell[]): FaultRow[] {
  const expected = expectations(cells);
  const shapes = new Map(
    slices.map((slice) => {
      const counts = cells.flatMap((cell, i) => {
        const e = expected[i];
        return cell.slice === slice && e != null && e > 0 ? [{ x: cell.faults, expected: e }] : [];
      });
      // A cell of a matrix holds a few faults: a prior firmer than four of them would leave every cell pale.
      return [slice, slice === "cell" ? Math.min(4, gammaShape(counts)) : gammaShape(counts)] as const;
    }),
  );
  return cells.map((cell, i) => {
    const e = expected[i] ?? null;
    const limits = byar({ x: cell.faults, exposure: cell.unit_months });
    const posterior: Posterior | null =
      e === null || e <= 0
        ? null
        : gammaPosterior({ x: cell.faults, expected: e }, shapes.get(cell.slice) ?? Number.POSITIVE_INFINITY);
    // Of a cell the colour is printed and no interval: there are tens of thousands.
    const isWhole = cell.slice !== "cell";
    return {
      ...cell,
      rate: (per * cell.faults) / cell.unit_months,
      lo: limits === null ? null : per * limits.lo,
      hi: limits === null ? null : per * limits.hi,
      expected: e,
      ratio: posterior?.mean ?? null,
      ratio_lo: isWhole ? (posterior?.interval.lo ?? null) : null,
      ratio_hi: isWhole ? (posterior?.interval.hi ?? null) : null,
      p_above: isWhole ? (posterior?.above(1) ?? null) : null,
    };
  });
}

interface Sum {
  faults: number;
  unit_months: number;
}

/** What each cell was to expect, in the order of the cells; null where there is nothing to compare with. */
function expectations(cells: readonly FaultCell[]): (number | null)[] {
  const sums = new Map<string, Sum>();
  const key = (...parts: (string | number | null)[]) => JSON.stringify(parts);
  const add = (name: string, { faults, unit_months }: Sum) => {
    const sum = sums.get(name) ?? { faults: 0, unit_months: 0 };
    sums.set(name, { faults: sum.faults + faults, unit_months: sum.unit_months + unit_months });
  };
  for (const cell of cells) {
    if (cell.slice === "model") add(key("category", cell.category), cell);
    if (cell.slice === "component") {
      add(key("component", cell.category, cell.component), { faults: cell.faults, unit_months: 0 });
    }
    if (cell.slice === "batch") add(key("batches", cell.model), cell);
    if (cell.slice === "age") add(key("age", cell.category, groupOf(cell.months_in_service)), cell);
  }
  const get = (name: string): Sum => sums.get(name) ?? { faults: 0, unit_months: 0 };
  const others = (cell: Sum, all: Sum): number | null => {
    const rest = all.unit_months - cell.unit_months;
    return rest > 1e-9 && all.faults > cell.faults ? (cell.unit_months * (all.faults - cell.faults)) / rest : null;
  };
  const first = cells.map((cell): number | null => {
    switch (cell.slice) {
      case "model":
        return others(cell, get(key("category", cell.category)));
      case "component": {
        const { faults } = get(key("component", cell.category, cell.component));
        return others(cell, { faults, unit_months: get(key("category", cell.category)).unit_months });
      }
      case "batch":
        return others(cell, get(key("batches", cell.model)));
      case "cell": {
        const peers = get(key("age", cell.category, cell.months_in_service));
        return peers.unit_months > 0 ? (cell.unit_months * peers.faults) / peers.unit_months : null;
      }
      default:
        return null;
    }
  });
  const own = new Map<string, { faults: number; expected: number }>();
  cells.forEach((cell, i) => {
    if (cell.slice !== "cell") return;
    const sum = own.get(cell.model) ?? { faults: 0, expected: 0 };
    own.set(cell.model, { faults: sum.faults + cell.faults, expected: sum.expected + (first[i] ?? 0) });
  });
  const made = new Map<string, number>();
  const second = first.map((e, i) => {
    const cell = cells[i] as FaultCell;
    if (cell.slice !== "cell" || e === null) return e;
    const sum = own.get(cell.model);
    const mine = sum && sum.expected > 0 ? (e * sum.faults) / sum.expected : null;
    const name = key(cell.model, cell.production_month);
    made.set(name, (made.get(name) ?? 0) + (mine ?? 0));
    return mine;
  });
  return second.map((e, i) => {
    const cell = cells[i] as FaultCell;
    return cell.slice === "production" ? (made.get(key(cell.model, cell.production_month)) ?? null) : e;
  });
}
