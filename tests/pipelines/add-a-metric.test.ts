import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { computeMetrics, findSeries, registry } from "../../pipelines/metrics.ts";
import { traceSql } from "../../pipelines/trace.ts";
import { openFacts, presentAll } from "./facts.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("docs/add-a-metric.md: the file alone gives values and ticket lists", async () => {
  const page = await readFile(join(root, "docs/add-a-metric.md"), "utf8");
  const [, file = ""] = /`transforms\/metrics\/([a-z-]+\.ts)`/.exec(page) ?? [];
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "huiyin-metric-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "metrics"));
  await copyFile(join(root, "transforms/metrics/metric.ts"), join(folder, "metrics/metric.ts"));
  await writeFile(join(folder, "metrics", file), code);

  const metrics = await registry(join(folder, "metrics"));
  expect(metrics.map(({ id }) => id)).toEqual(["urgent_fix_rate"]);
  const engine = await openFacts({ tickets: 400, seed: 3 });
  onTestFinished(() => engine.close());
  await presentAll(
    engine,
    metrics.flatMap((metric) => metric.requires.flat()),
  );
  await computeMetrics({ engine, metrics });
  const [total] = await engine.query<{ n: number; x: number; lo: number; hi: number }>(
    "SELECT n, x, lo, hi FROM mart_metric_values WHERE metric_id = 'urgent_fix_rate' AND grain = 'all' AND dims = '{}'",
  );
  const [counted] = await engine.query<{ n: number; x: number }>(
    `SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE time_to_restore_minutes <= 1440) AS x FROM fct_tickets
     WHERE closed_at IS NOT NULL AND type = 'repair' AND NOT is_cancelled`,
  );
  expect(total).toMatchObject(counted ?? {});
  expect(total?.n).toBeGreaterThan(100);
  const cell = { grain: "all", period_start: "1970-01-01", dims: {} } as const;
  expect(await engine.query(traceSql(findSeries(metrics, "urgent_fix_rate"), cell))).toHaveLength(total?.n ?? 0);
});
