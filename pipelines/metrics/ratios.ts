import { z95 } from "../../transforms/statistics.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { exact } from "./exact-sum.ts";
import {
  baseGrain,
  bySlice,
  counted,
  dimensionGroups,
  isKept,
  isWanted,
  perGrain,
  type Renewed,
} from "./population.ts";

/** Ratios of two sums into _metric_rows; those over one population and one denominator are summed in one pass. */
export async function ratiosAll(engine: Engine, metrics: readonly Renewed[]): Promise<void> {
  const groups = new Map<string, Renewed[]>();
  for (const metric of metrics) {
    if (metric.measure.kind !== "ratio") continue;
    const { population, measure, grains, dimensions } = metric;
    const key = JSON.stringify([population, measure.over, grains, dimensions]);
    groups.set(key, [...(groups.get(key) ?? []), metric]);
  }
  for (const group of groups.values()) await sumGroup(engine, group);
}

async function sumGroup(engine: Engine, group: readonly Renewed[]): Promise<void> {
  const [first] = group;
  if (first?.measure.kind !== "ratio") return;
  const { population, measure } = first;
  const parts = group.flatMap(({ id, measure: own }) => (own.kind === "ratio" ? [{ id, of: own.of }] : []));
  const sum = (term: string) => `SUM(CAST(${term} AS ${exact}))`;
  const sums: Record<string, string> = { n: "COUNT(*)", y: sum("y"), yy: sum("y * y") };
  for (const i of parts.keys()) {
    Object.assign(sums, { [`x${i}`]: sum(`x${i}`), [`xx${i}`]: sum(`x${i} * x${i}`), [`xy${i}`]: sum(`x${i} * y`) });
  }
  const again = Object.keys(sums)
    .map((name) => `CAST(SUM(${name}) AS DOUBLE) AS ${name}`)
    .join(", ");
  for (const { dims, wanted } of dimensionGroups(first)) {
    const base = baseGrain(wanted);
    const columns = dims.filter((dim) => dim !== "").map((dim) => `, ${identifier(dim)}`);
    const terms = parts.map(({ of }, i) => `, CAST(COALESCE(${of}, 0) AS DOUBLE) AS x${i}`);
    const rows = `SELECT period_start('${base}', local_date(${population.at})) AS period_start,
        CAST(${measure.over} AS DOUBLE) AS y${terms.join("")}${columns.join("")}
      FROM ${population.from} WHERE ${counted(first, base)}`;
    await engine.execute(
      `CREATE OR REPLACE TEMP TABLE _metric_sums AS ${bySlice(dims, ["period_start"], sums, rows, "period_start", exact)}`,
    );
    const cells = perGrain(
      wanted,
      (grain) => `SELECT '${grain}' AS grain, period_start('${grain}', period_start) AS period_start, dim, v, ${again}
        FROM _metric_sums WHERE ${isWanted(first, grain, `period_start('${grain}', period_start)`)}
        GROUP BY period_start('${grain}', period_start), dim, v`,
    );
    const selects = parts.map(({ id }, i) => {
      const ratio = `(x${i} / y)`;
      const error = `(SQRT(GREATEST(0, xx${i} - 2 * ${ratio} * xy${i} + ${ratio} * ${ratio} * yy) * n / (n - 1)) / y)`;
      const limits = [`GREATEST(0, ${ratio} - ${z95} * ${error})`, `${ratio} + ${z95} * ${error}`];
      const [lo, hi] = limits.map((limit) => `CASE WHEN n > 1 THEN ${limit} END`);
      return `SELECT ${literal(id)}, grain, period_start, dim, v, CAST(n AS BIGINT), x${i}, NULL, ${ratio}, ${lo}, ${hi}
        FROM cells WHERE y > 0 AND ${isKept("")}`;
    });
    await engine.execute(`INSERT INTO _metric_rows WITH cells AS (${cells}) ${selects.join("\nUNION ALL ")}`);
    await engine.execute("DROP TABLE _metric_sums");
  }
}
