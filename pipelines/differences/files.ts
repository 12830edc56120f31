import type { DifferenceReason } from "../../dashboards/published.ts";
import type { Metric } from "../../transforms/metrics/metric.ts";
import type { Model } from "../models.ts";

/** A reason that may hold for rows nobody touched, with the files people wrote that it stands for. */
export interface WholeReason {
  reason: DifferenceReason;
  files?: readonly string[];
}

/** What models read of each file people write, and what it is called when numbers of months differ by it. */
const feeds: readonly { file: string; relation: string; reason: "policy" | "calendar" }[] = [
  { file: "sla_policy.csv", relation: "input_sla_policy", reason: "policy" },
  { file: "coverage_plan.csv", relation: "input_coverage_plan", reason: "policy" },
  { file: "warranty_policy.yaml", relation: "input_warranty_policy", reason: "policy" },
  { file: "appeals.yaml", relation: "input_appeals", reason: "policy" },
  { file: "calendar.csv", relation: "input_calendar", reason: "calendar" },
  { file: "coverage.yaml", relation: "input_calendar_coverage", reason: "calendar" },
];

/** Of the files that differ, those that the tables a metric counts are made from, by reason. */
export function reasonsOfFiles(
  models: readonly Pick<Model, "name" | "inputs">[],
  { population, measure }: Pick<Metric, "population" | "measure">,
  files: readonly string[],
): WholeReason[] {
  const inputs = new Map(models.map((model) => [model.name, model.inputs]));
  const read = new Set<string>();
  const visit = (name: string): void => {
    if (read.has(name)) return;
    read.add(name);
    for (const input of inputs.get(name) ?? []) visit(input);
  };
  visit(population.from);
  if ("events" in measure) visit(measure.events.from);
  return (["policy", "calendar"] as const).flatMap((reason) => {
    const own = feeds.filter((feed) => feed.reason === reason && files.includes(feed.file) && read.has(feed.relation));
    return own.length === 0 ? [] : [{ reason, files: own.map(({ file }) => file) }];
  });
}
