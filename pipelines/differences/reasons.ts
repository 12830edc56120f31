import type { DifferenceReason, DifferentNumber } from "../../dashboards/published.ts";
import { differenceReasons } from "../../dashboards/published.ts";
import type { Metric } from "../../transforms/metrics/metric.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { traceMonthsSql } from "../trace.ts";
import type { WholeReason } from "./files.ts";
import type { ChangedNumber } from "./numbers.ts";

interface Explained {
  numbers: readonly ChangedNumber[];
  /** Parquet of the rows that came in since. */
  touched: string;
  /** Reasons that may hold for rows of a metric that nobody touched. */
  whole(metric: Metric): readonly WholeReason[];
  /** Metrics whose definition is another. */
  changed: readonly string[];
  /** The as-of of the run before, UTC, ISO 8601. */
  asOf: string;
}

/** The reasons of each changed number, from the rows behind it in the schemas `before` and `after`. */
export async function explain(engine: Engine, given: Explained): Promise<DifferentNumber[]> {
  const asOf = `TIMESTAMP ${literal(given.asOf.slice(0, 23).replace("T", " "))}`;
  await engine.execute("USE main");
  await engine.execute(
    `CREATE TABLE touched AS SELECT entity, id, ticket_id, COALESCE(happened_at <= ${asOf}, FALSE) AS is_past
     FROM read_parquet(${literal(given.touched)})`,
  );
  const [{ rows: cameIn } = { rows: 0 }] = await engine.query<{ rows: number }>("SELECT count(*) AS rows FROM touched");
  const related: WholeReason[] = cameIn > 0 ? [{ reason: "related" }] : [];
  const byMetric = new Map<string, ChangedNumber[]>();
  for (const number of given.numbers) {
    const { id } = number.series.metric;
    byMetric.set(id, [...(byMetric.get(id) ?? []), number]);
  }
  const reasons = new Map<ChangedNumber, DifferentNumber["reasons"]>();
  for (const [id, numbers] of byMetric) {
    if (given.changed.includes(id)) {
      for (const number of numbers) reasons.set(number, [{ reason: "definition", rows: null }]);
      continue;
    }
    const months = [...new Set(numbers.map(({ period_start }) => period_start))];
    const { metric } = (numbers[0] as ChangedNumber).series;
    const counted = await countRows(engine, metric, months, asOf).catch(async (error: unknown) => {
      if (await isTraceable(engine, metric)) throw error;
      return undefined;
    });
    if (counted === undefined) {
      for (const number of numbers) reasons.set(number, [{ reason: "code", rows: null }]);
      continue;
    }
    const candidates = [...given.whole(metric), ...related];
    for (const number of numbers) reasons.set(number, named(counted.get(number.period_start), candidates));
  }
  return given.numbers.map((number) => {
    const { series: _, ...rest } = number;
    return { ...rest, reasons: reasons.get(number) ?? [] };
  });
}

type Counted = Partial<Record<"corrected" | "late" | "new" | "none", number>>;

function named(counted: Counted | undefined, candidates: readonly WholeReason[]): DifferentNumber["reasons"] {
  const found: DifferentNumber["reasons"][number][] = [];
  for (const [reason, rows] of Object.entries(counted ?? { none: 0 })) {
    if (reason !== "none") found.push({ reason: reason as DifferenceReason, rows });
    else {
      for (const one of candidates) found.push({ ...one, rows: candidates.length === 1 && rows > 0 ? rows : null });
    }
  }
  return found.sort((a, b) => differenceReasons.indexOf(a.reason) - differenceReasons.indexOf(b.reason));
}

/** Whether the run before has the tables and columns that the metric counts today. */
async function isTraceable(engine: Engine, metric: Metric): Promise<boolean> {
  await engine.execute("USE before");
  const list = traceMonthsSql(metric, ["1970-01-01"]);
  return engine.query(`SELECT * FROM (${list}) AS list LIMIT 0`).then(
    () => true,
    () => false,
  );
}

/** Which table of the run before knows a row of an entity by its key. */
const factOf = { tickets: "fct_tickets", visits: "fct_visits", ratings: "fct_ratings", feedback: "fct_feedback" };

/** The rows that came, went or changed in each month, counted by what touched them. */
async function countRows(
  engine: Engine,
  metric: Metric,
  months: readonly string[],
  asOf: string,
): Promise<Map<string, Counted>> {
  for (const schema of ["before", "after"]) {
    await engine.execute(`USE ${schema}`);
    await engine.execute(`CREATE OR REPLACE TABLE traced AS ${traceMonthsSql(metric, months)}`);
  }
  await engine.execute("USE main");
  const key = metric.population.id;
  const entity = Object.entries(factOf).find(([, fact]) => fact === metric.population.from)?.[0];
  const own = `t.entity = ${literal(entity ?? "")} AND t.id = c.id`;
  const isOfTicket = key === "ticket_id";
  const rows = await engine.query<{ period_start: string; reason: keyof Counted; rows: number }>(
    `WITH changed AS (
       SELECT COALESCE(a.period_start, b.period_start) AS period_start, COALESCE(a.id, b.id) AS id, b.id IS NOT NULL AS was,
         COALESCE(a.filed_at, b.filed_at) > ${asOf} AS is_new
       FROM before.traced AS b FULL JOIN after.traced AS a ON a.period_start = b.period_start AND a.id = b.id AND a.part = b.part
       WHERE a.id IS NULL OR b.id IS NULL OR a.hit IS DISTINCT FROM b.hit OR a.minutes IS DISTINCT FROM b.minutes),
     causes AS (
       SELECT c.period_start, c.id,
         MAX(CASE WHEN c.is_new THEN 1 WHEN t.entity IS NULL THEN 0 WHEN ${own} AND c.was THEN 3 WHEN t.is_past THEN 2 ELSE 1 END) AS cause
       FROM changed AS c LEFT JOIN touched AS t ON ${isOfTicket ? "t.ticket_id = c.id" : own}
       GROUP BY ALL)
     SELECT period_start, CASE cause WHEN 3 THEN 'corrected' WHEN 2 THEN 'late' WHEN 1 THEN 'new' ELSE 'none' END AS reason,
       count(*) AS rows
     FROM causes GROUP BY ALL`,
  );
  const counted = new Map<string, Counted>();
  for (const { period_start, reason, rows: count } of rows) {
    counted.set(period_start, { ...counted.get(period_start), [reason]: count });
  }
  return counted;
}
