import { type Grain, grainsOf, type Metric, type Population, seriesOf } from "../../transforms/metrics/metric.ts";
import { registry } from "../metrics/registry.ts";
import { code, generated, page, table } from "./markdown.ts";

const intervals: Record<Metric["interval"], string> = {
  wilson: "Wilson, 95 %",
  adjusted_wald: "adjusted Wald on the two shares, 95 %",
  effective_wald: "adjusted Wald on the weighted shares and the effective sample, 95 %",
  log_ratio: "log-normal with half a row added to each side, 95 %",
  byar: "Byar, 95 %",
  order_statistic: "order statistics, 95 %",
  greenwood: "Greenwood, 95 %",
  linearised: "linearised ratio of sums, 95 %",
  none: "none",
};

const units: Record<Metric["unit"], string> = {
  percent: "%",
  minutes: "minutes",
  days: "days",
  points: "points",
  count: "count",
  per_thousand: "per 1,000",
  per_hundred: "per 100",
  ratio: "to 1",
  per_hundred_tickets: "per 100 tickets",
  per_thousand_unit_months: "per 1,000 unit-months",
};

/** Every metric of the registry: what it counts, by which SQL, how sure, at which grains and slices. */
export async function metricsPage(): Promise<string> {
  const metrics = (await registry()).sort((a, b) => byCode(a.code, b.code) || (a.id < b.id ? -1 : 1));
  return page(
    generated,
    "# Metrics",
    `${metrics.length} metrics, one file each in \`transforms/metrics/\`. The definition below is the one that runs: values, ticket lists (\`npx huiyin trace METRIC\`), pages and this list read the same file. What each means to its reader, with a worked example, stands in [definitions](definitions.md).`,
    table(
      ["metric", "", "", "unit", "better"],
      metrics.map((metric) => [
        metric.code,
        `[${code(metric.id)}](#${metric.id})`,
        `${metric.label.zh} · ${metric.label.en}`,
        units[metric.unit],
        metric.better,
      ]),
    ),
    ...metrics.map(section),
  );
}

function section(metric: Metric): string {
  const ids = seriesOf(metric).map((series) => series.id);
  const facts: [string, string][] = [
    ["series", ids.length === 1 && ids[0] === metric.id ? "" : ids.map(code).join(" ")],
    ["numerator", `${metric.numerator.en} ${metric.numerator.zh}`],
    ["denominator", `${metric.denominator.en} ${metric.denominator.zh}`],
    ["counts", population(metric.population)],
    ["measure", measure(metric)],
    ["interval", intervals[metric.interval]],
    ["maturity", `${metric.maturity.en}; ${metric.maturity.zh}`],
    ["needs", metric.requires.map((need) => [need].flat().map(code).join(" or ")).join(", ")],
    ["total by", metric.grains.join(", ")],
    ["slices by", slices(metric)],
    ["example", metric.worked_example?.en ?? ""],
    ["changed", metric.changes.map(({ on, why }) => `${on}: ${why.en} ${why.zh}`).join("; ")],
  ];
  return [
    `## ${metric.id}`,
    `**${metric.label.zh}** · ${metric.label.en} (${metric.code}). ${metric.description.en}`,
    metric.description.zh,
    table(
      ["", ""],
      facts.filter(([, value]) => value !== ""),
    ),
  ].join("\n\n");
}

const population = ({ from, id, at, where }: Population): string =>
  `${code(id)} of ${code(from)} where ${code(where)}, filed by ${code(at)}`;

function measure({ measure: m }: Metric): string {
  switch (m.kind) {
    case "proportion":
      return `share for which ${code(m.hit)}`;
    case "percentile": {
      const running = m.observed === undefined ? "" : `, still running ones by Kaplan-Meier on ${code(m.observed)}`;
      return `P${m.at.join(", P")} of ${code(m.of)} by nearest rank${running}`;
    }
    case "nps":
      return `promoters (9-10) less detractors (0-6) of ${code(m.score)}, in points`;
    case "weighted_nps":
      return `promoters (9-10) less detractors (0-6) of ${code(m.score)}, weighted by ${code(m.weight)}, in points`;
    case "log_ratio":
      return `rows for which ${code(m.hit)} to the others, half a row added to each`;
    case "rate":
      return "sum" in m
        ? `${m.per} times the sum of ${code(m.sum)}`
        : `${m.per} times: ${population(m.events)}${m.exposure ? `, over the sum of ${code(m.exposure)}` : ""}`;
    case "ratio":
      return `sum of ${code(m.of)} over the sum of ${code(m.over)}`;
    case "stock":
      return `open at the end of the period, until ${code(m.until)}`;
    case "stock_age":
      return `age since ${code(m.since)} of those open at the end of the period, split at ${m.buckets.join(", ")} days`;
    case "kaplan_meier":
      return `share with ${code(m.event)} by ${m.times.map((time) => time.at).join(", ")}, watched for ${code(m.watched)} (Kaplan-Meier)`;
  }
}

/** Dimensions by the grains they are given at, each set of grains once. */
function slices(metric: Metric): string {
  const byGrains = new Map<string, string[]>();
  for (const dimension of metric.dimensions) {
    const grains: readonly Grain[] = grainsOf(metric, dimension);
    const key = grains.join(", ");
    byGrains.set(key, [...(byGrains.get(key) ?? []), code(dimension)]);
  }
  return [...byGrains].map(([grains, names]) => `${names.join(" ")} (${grains})`).join("; ");
}

/** c-8 before c-8b before c-10. */
function byCode(a: string, b: string): number {
  const parts = (text: string): [number, string] => {
    const [, number = "0", rest = ""] = /(\d+)(.*)$/.exec(text) ?? [];
    return [Number(number), rest];
  };
  const [numberA, restA] = parts(a);
  const [numberB, restB] = parts(b);
  return numberA - numberB || restA.localeCompare(restB);
}
