import { type Grain, type Metric, seriesOf } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { exactSum } from "./exact-sum.ts";
import { logLog, wilson } from "./intervals.ts";
import {
  baseGrain,
  bySlice,
  counted,
  dimensionGroups,
  isWanted,
  midnight,
  perGrain,
  type Renewed,
} from "./population.ts";

/** Kaplan-Meier shares of every survival metric into _metric_rows, one pass a metric and dimension. */
export async function survivalAll(engine: Engine, metrics: readonly Renewed[]): Promise<void> {
  for (const metric of metrics) {
    if (metric.measure.kind !== "kaplan_meier") continue;
    const since = await firstRunning(engine, metric);
    if (since === null) continue;
    for (const group of dimensionGroups(metric)) await survivalOf(engine, metric, group, since);
  }
}

/** SQL timestamp from which rows are read: where only periods with running rows are wanted, the start of the first of those. */
async function firstRunning(engine: Engine, metric: Metric): Promise<string | null> {
  const { measure, population } = metric;
  if (measure.kind !== "kaplan_meier" || measure.running === undefined) return "TIMESTAMP '0001-01-01'";
  const [row] = await engine.query<{ day: string | null }>(
    `SELECT MIN(local_date(${population.at})) AS day FROM ${population.from}
     WHERE ${counted(metric, "day")} AND ${measure.running}`,
  );
  if (!row?.day) return null;
  const day = `DATE ${literal(row.day)}`;
  return midnight(`LEAST(${day}, ${metric.grains.map((grain) => `period_start('${grain}', ${day})`).join(", ")})`);
}

async function survivalOf(
  engine: Engine,
  metric: Renewed,
  { dims, wanted }: { dims: string[]; wanted: readonly Grain[] },
  since: string,
): Promise<void> {
  const { measure, population } = metric;
  if (measure.kind !== "kaplan_meier") return;
  const base = baseGrain(wanted);
  const cell = "grain, period_start, dim, v";
  const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
  const steps = `SELECT period_start('${base}', local_date(${population.at})) AS period_start, CAST(${measure.watched} AS INTEGER) AS t,
      ${measure.event} AS is_event, ${measure.running ?? "TRUE"} AS is_running ${columns.join("")}
    FROM (SELECT * FROM ${population.from} WHERE ${population.at} >= ${since}) AS recent WHERE ${counted(metric, base)}`;
  const counts = {
    d: "COUNT(*) FILTER (WHERE is_event)",
    rows_at: "COUNT(*)",
    running: "COUNT(*) FILTER (WHERE is_running)",
  };
  const times = perGrain(wanted, (grain) =>
    grain === base
      ? `SELECT '${grain}' AS grain, period_start, dim, v, t, d, rows_at, running FROM base
         WHERE ${isWanted(metric, grain, "period_start")}`
      : `SELECT '${grain}' AS grain, period_start('${grain}', period_start) AS period_start, dim, v, t,
           SUM(d) AS d, SUM(rows_at) AS rows_at, SUM(running) AS running
         FROM base WHERE ${isWanted(metric, grain, `period_start('${grain}', period_start)`)}
         GROUP BY period_start('${grain}', period_start), dim, v, t`,
  );
  const none = wilson("0.0", "CAST(n AS DOUBLE)");
  const limits = logLog("left_over", "greenwood");
  const rows = seriesOf(metric).map(({ id, part }) => {
    const time = part && "time" in part ? part.time : 0;
    const upto = `t <= ${time} AND d > 0`;
    const [x, value, lo, hi] = measure.kept
      ? ["n - events", "left_over", "left_lo", "left_hi"]
      : ["events", "1 - left_over", "1 - left_hi", "1 - left_lo"];
    // At the ends, where Greenwood's error is nought, Wilson's limit of none of n stands in.
    return `SELECT ${literal(id)}, ${cell}, n, ${x}, NULL, ${value}, ${lo}, ${hi}
      FROM (
        SELECT *, CASE WHEN left_over >= 1 THEN 1 - ${none.hi} WHEN left_over <= 0 THEN 0 ELSE ${limits.lo} END AS left_lo,
          CASE WHEN left_over >= 1 THEN 1 WHEN left_over <= 0 THEN ${none.hi} ELSE ${limits.hi} END AS left_hi
        FROM (
          SELECT ${cell}, SUM(rows_at) AS n, SUM(CASE WHEN ${upto} THEN d ELSE 0 END) AS events,
            CASE WHEN MAX(CASE WHEN ${upto} AND d >= at_risk THEN 1 ELSE 0 END) = 1 THEN 0
              ELSE EXP(${exactSum(`CASE WHEN ${upto} AND d < at_risk THEN LN(1 - d / at_risk) ELSE 0 END`)}) END AS left_over,
            ${exactSum(`CASE WHEN ${upto} AND d < at_risk THEN d / (at_risk * (at_risk - d)) ELSE 0 END`)} AS greenwood
          FROM risked GROUP BY ${cell}
          HAVING SUM(running) > 0
            AND (MAX(t) >= ${time} OR MAX(CASE WHEN ${upto} AND d >= at_risk THEN 1 ELSE 0 END) = 1)) AS left_${time}) AS limited_${time}`;
  });
  await engine.execute(
    `INSERT INTO _metric_rows
     WITH base AS (${bySlice(dims, ["period_start", "t"], counts, steps)}), times AS (${times}),
     risked AS (
       SELECT *, CAST(SUM(rows_at) OVER (PARTITION BY ${cell} ORDER BY t DESC NULLS LAST ROWS UNBOUNDED PRECEDING) AS DOUBLE) AS at_risk
       FROM times)
     ${rows.join("\nUNION ALL ")}`,
  );
}
