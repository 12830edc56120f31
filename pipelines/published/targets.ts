import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Target } from "../../dashboards/published.ts";
import { type Metric, type Series, seriesOf } from "../../transforms/metrics/metric.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";
import { readWritten } from "../written-yaml.ts";

const written = z.array(
  z.strictObject({
    metric: z.string(),
    slice: z.record(z.string(), z.string()).nullish(),
    target: z.number(),
    since: z.iso.date(),
  }),
);

/**
 * What people wrote in targets.yaml, oldest first; nothing without the file. A target is of a series (such as a P90) or of a
 * metric with one series, for the total or one slice. Throws UserError that names the entry and what is wrong.
 */
export async function readTargets(workspace: Workspace, metrics: readonly Metric[]): Promise<Target[]> {
  const text = await readFile(workspace.path("targets.yaml"), "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const parsed = written.safeParse(readWritten(text, "targets.yaml") ?? []);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`targets.yaml, ${issue?.path.join(".") || "top"}: ${issue?.message ?? "is not a list"}.`, {
      hint: "Wanted a list such as - {metric: first_time_fix_rate, target: 0.86, since: 2026-01-01}; 0.86 is 86 %.",
    });
  }
  const series = new Map(metrics.flatMap(seriesOf).map((one) => [one.id, one]));
  return parsed.data
    .map(({ slice, ...rest }) => ({ ...rest, slice: slice ?? {} }))
    .map((target) => checked(target, series.get(target.metric), metrics))
    .sort((a, b) => a.since.localeCompare(b.since));
}

function checked(target: Target, series: Series | undefined, metrics: readonly Metric[]): Target {
  const { metric, slice, target: value } = target;
  if (series === undefined) {
    const several = metrics.filter(({ id }) => id === metric).flatMap(seriesOf);
    throw new UserError(
      several.length > 0
        ? `targets.yaml names ${metric}, which has several numbers; wanted one of ${several.map(({ id }) => id).join(", ")}.`
        : `targets.yaml names the metric "${metric}", which is not registered.`,
    );
  }
  const dimensions = Object.keys(slice);
  const strange = dimensions.find((name) => !series.metric.dimensions.includes(name));
  if (strange !== undefined) throw new UserError(`targets.yaml slices ${metric} by "${strange}", which it is not.`);
  if (dimensions.length > 1) {
    throw new UserError(`targets.yaml slices ${metric} by ${dimensions.join(" and ")}; wanted one dimension.`);
  }
  if (series.unit === "percent" && (value < 0 || value > 1)) {
    throw new UserError(`targets.yaml sets ${metric} to ${value}, which is a share; wanted 0 to 1.`, {
      hint: `For ${value} % write ${value / 100}.`,
    });
  }
  return target;
}

/** The target of a metric's total on a day (YYYY-MM-DD). */
export const targetOn = (targets: readonly Target[], metric: string, day: string): number | undefined =>
  targets.findLast((one) => one.metric === metric && Object.keys(one.slice).length === 0 && one.since <= day)?.target;
