import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { Definition } from "../../dashboards/published.ts";
import { type Metric, seriesOf, type Unit } from "../../transforms/metrics/metric.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";

const targets = z.array(
  z.object({
    metric: z.string(),
    slice: z.record(z.string(), z.string()).nullish(),
    target: z.number(),
    since: z.iso.date(),
  }),
);

/**
 * Targets people wrote in targets.yaml, by metric id: of those without a slice the newest that held on the day of the as-of.
 * @param day YYYY-MM-DD
 */
export async function readTargets(
  workspace: Workspace,
  metrics: readonly Metric[],
  day: string,
): Promise<Map<string, number>> {
  const text = await readFile(workspace.path("targets.yaml"), "utf8").catch(() => undefined);
  if (text === undefined) return new Map();
  const parsed = targets.safeParse(parse(text) ?? []);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`targets.yaml, ${issue?.path.join(".") || "top"}: ${issue?.message ?? "is not a list"}.`, {
      hint: "Wanted a list such as - {metric: first_time_fix_rate, target: 0.86, since: 2026-01-01}; 0.86 is 86 %.",
    });
  }
  const units = new Map<string, Unit>(
    metrics.flatMap((metric) => [metric, ...seriesOf(metric)].map(({ id, unit }): [string, Unit] => [id, unit])),
  );
  const found = new Map<string, number>();
  for (const { metric, slice, target, since } of parsed.data.sort((a, b) => a.since.localeCompare(b.since))) {
    const unit = units.get(metric);
    if (unit === undefined) throw new UserError(`targets.yaml names the metric "${metric}", which is not registered.`);
    if (unit === "percent" && (target < 0 || target > 1)) {
      throw new UserError(`targets.yaml sets ${metric} to ${target}, which is a share; wanted 0 to 1.`, {
        hint: `For ${target} % write ${target / 100}.`,
      });
    }
    if (since <= day && Object.keys(slice ?? {}).length === 0) found.set(metric, target);
  }
  return found;
}

/** What a metric counts, in SQL, for people to read. */
export function statementOf({ population, measure }: Metric): string {
  const from = `FROM ${population.from}\nWHERE ${population.where}\n-- id: ${population.id}, at: ${population.at}`;
  switch (measure.kind) {
    case "proportion":
      return `SELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.hit}) AS x\n${from}`;
    case "percentile":
      return `-- P${measure.at.join(", P")}, nearest rank${measure.observed ? `; running rows by Kaplan-Meier: ${measure.observed}` : ""}\nSELECT ${measure.of} AS minutes\n${from}`;
    case "nps":
      return `SELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.score} >= 9) - count(*) FILTER (WHERE ${measure.score} <= 6) AS x\n${from}`;
    case "weighted_nps":
      return `-- 100 * x / sum(w); effective sample: sum(w)^2 / sum(w^2)\nSELECT sum(${measure.weight}) AS w,\n  sum(CASE WHEN ${measure.score} >= 9 THEN ${measure.weight} WHEN ${measure.score} <= 6 THEN -${measure.weight} ELSE 0 END) AS x\n${from}`;
    case "log_ratio":
      return `-- (x + 0.5) / (n - x + 0.5)\nSELECT count(*) AS n,\n  count(*) FILTER (WHERE ${measure.hit}) AS x\n${from}`;
    case "rate":
      return "events" in measure
        ? `-- x / n * ${measure.per}\n-- x:\nSELECT count(*) FROM ${measure.events.from}\nWHERE ${measure.events.where}\n-- n:\nSELECT count(*)\n${from}`
        : `-- x / n * ${measure.per}\nSELECT count(*) AS n,\n  sum(${measure.sum}) AS x\n${from}`;
    case "ratio":
      return `SELECT count(*) AS n,\n  sum(${measure.of}) AS x,\n  sum(${measure.over}) AS of_all\n${from}`;
    case "stock":
      return `-- open at the end of the period: closed by ${measure.until}\nSELECT count(*)\n${from}`;
    case "stock_age":
      return `-- age at the end of the period since ${measure.since}, of rows open then (${measure.until})\nSELECT count(*)\n${from}`;
    case "kaplan_meier":
      return `-- Kaplan-Meier at ${measure.times.map(({ at }) => at).join(", ")}\nSELECT ${measure.watched} AS watched,\n  ${measure.event} AS event\n${from}`;
  }
}

/** One metric as metrics.json states it. */
export function definitionOf(metric: Metric, target: number | undefined): Definition {
  const {
    id,
    code,
    label,
    description,
    numerator,
    denominator,
    worked_example,
    unit,
    better,
    standard,
    interval,
    maturity,
  } = metric;
  return {
    id,
    code,
    label,
    description,
    numerator,
    denominator,
    ...(worked_example ? { worked_example } : {}),
    unit,
    better,
    ...(standard ? { standard } : {}),
    series: seriesOf(metric).map((series) => ({ id: series.id, label: series.label, unit: series.unit })),
    interval,
    maturity,
    requires: metric.requires.map((need) => (typeof need === "string" ? need : need.join(" | "))),
    ...(target === undefined ? {} : { target }),
    sql: statementOf(metric),
  };
}
