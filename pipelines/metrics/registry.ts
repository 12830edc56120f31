import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nearest } from "../../sources/nearest.ts";
import { type Metric, type Series, seriesOf } from "../../transforms/metrics/metric.ts";
import { UserError } from "../errors.ts";

const folder = fileURLToPath(new URL("../../transforms/metrics", import.meta.url));

/** Every metric of transforms/metrics, one a file, sorted by id. */
export async function registry(root = folder): Promise<Metric[]> {
  const files = (await readdir(root)).filter((file) => file.endsWith(".ts") && file !== "metric.ts");
  const metrics: Metric[] = [];
  for (const file of files) {
    const module = (await import(pathToFileURL(join(root, file)).href)) as { default?: Metric };
    const metric = module.default;
    if (metric === undefined) throw new UserError(`transforms/metrics/${file} has no default export; wanted a metric.`);
    const wanted = `${metric.id.replaceAll("_", "-")}.ts`;
    if (basename(file) !== wanted) {
      throw new UserError(`transforms/metrics/${file} defines "${metric.id}"; wanted the file name ${wanted}.`);
    }
    metrics.push(metric);
  }
  return metrics.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The series called `id`; a metric of several series is known by its own id too and gives the first. */
export function findSeries(metrics: readonly Metric[], id: string): Series {
  const all = metrics.flatMap(seriesOf);
  const found = all.find((series) => series.id === id) ?? all.find((series) => series.metric.id === id);
  if (found) return found;
  const near = nearest(
    id,
    [...all, ...metrics].map((item) => item.id),
  );
  throw new UserError(`There is no metric "${id}"${near ? `; did you mean ${near}?` : "."}`, {
    hint: "docs/metrics.md lists them.",
  });
}
