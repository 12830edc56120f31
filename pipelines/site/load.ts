import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  Definition,
  DefinitionEffect,
  Dims,
  Manifest,
  MetricChange,
  MetricStatus,
  MetricValue,
  Published,
  Quality,
  RunDifference,
  Share,
  Target,
} from "../../dashboards/published.ts";
import { codeVersion } from "../code-version.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { UserError } from "../errors.ts";
import { loadPrelude } from "../prelude.ts";
import { transformsRoot } from "../transform.ts";
import { loadActions } from "./load-actions.ts";
import { loadFaults } from "./load-faults.ts";
import { loadFlows } from "./load-flows.ts";
import { loadOutcomes } from "./load-outcomes.ts";
import { loadProducts } from "./load-products.ts";
import { loadScorecards } from "./load-scorecards.ts";
import { loadServices } from "./load-services.ts";
import { loadSignals } from "./load-signals.ts";
import { loadThemes } from "./load-themes.ts";
import { loadVoices } from "./load-voices.ts";

async function readJson<T>(folder: string, file: string): Promise<T> {
  const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new UserError(`${join(folder, file)} is not there.`, { hint: "Run huiyin publish first, or huiyin run." });
  }
  return JSON.parse(text) as T;
}

/** Registers every published table as a view under its own name, with the prelude of the run. */
export async function openPublished(engine: Engine, folder: string, manifest: Manifest): Promise<Set<string>> {
  await loadPrelude(engine, transformsRoot, { asOf: new Date(manifest.as_of), zone: manifest.zone });
  const names = new Set<string>();
  for (const { path } of manifest.files) {
    if (!path.endsWith(".parquet")) continue;
    const name = path.slice(0, -".parquet".length);
    await engine.execute(
      `CREATE OR REPLACE VIEW ${identifier(name)} AS SELECT * FROM read_parquet(${literal(join(folder, path))})`,
    );
    names.add(name);
  }
  return names;
}

export const readManifest = (folder: string): Promise<Manifest> => readJson<Manifest>(folder, "manifest.json");

/** Pages and reports are made of what the same program published. */
export async function refuseOther(folder: string): Promise<void> {
  const { code_version: made } = await readManifest(folder);
  const own = await codeVersion();
  if (made === own) return;
  throw new UserError(`${folder} was written by version ${made}; this is ${own}.`, {
    hint: "Run huiyin transform and huiyin publish first, or huiyin run.",
  });
}

/** Everything pages read, from the published files alone. */
export async function loadPublished(
  engine: Engine,
  folder: string,
  difference: RunDifference | null = null,
): Promise<Published> {
  const manifest = await readManifest(folder);
  const names = await openPublished(engine, folder, manifest);
  const metrics = await readJson<{ definitions: Definition[]; targets: Target[]; values: Omit<MetricValue, "dims">[] }>(
    folder,
    "metrics.json",
  );
  const query = async <Row extends object>(table: string, sql: string): Promise<Row[]> =>
    names.has(table) ? engine.query<Row>(sql) : [];
  const withDims = <Row extends { dims: unknown }>(rows: Row[]) =>
    rows.map((row) => ({ ...row, dims: JSON.parse(String(row.dims)) as Dims }));
  const slices = await query<MetricValue>(
    "mart_metric_values",
    `SELECT metric_id, grain, period_start, dims, n, x, value, lo, hi, method, maturity FROM mart_metric_values
     WHERE dims <> '{}' AND dims NOT LIKE '{"service_point_id"%' AND value IS NOT NULL
       AND (grain = 'quarter' AND period_start >= CAST(as_of - INTERVAL 9 MONTH AS DATE)
         OR grain = 'month' AND dims NOT LIKE '{"model"%' AND period_start >= CAST(as_of - INTERVAL 5 MONTH AS DATE)
         OR grain = 'month' AND dims LIKE '{"survey_mode"%' AND period_start >= CAST(as_of - INTERVAL 16 MONTH AS DATE))
     ORDER BY metric_id, grain, period_start, dims`,
  );
  const changes = await query<MetricChange>(
    "mart_metric_changes",
    `SELECT metric_id, grain, period_start, baseline_start, baseline_kind, dims, n, baseline_n, difference, lo, hi, p_adjusted, verdict
     FROM mart_metric_changes WHERE grain = 'month' AND baseline_kind = 'year'
       AND (dims = '{}' OR dims LIKE '{"survey_mode"%') ORDER BY metric_id, period_start, dims`,
  );
  return {
    manifest,
    faults: await loadFaults(query),
    flows: await loadFlows(query),
    outcomes: await loadOutcomes(query),
    services: await loadServices(query),
    signals: await loadSignals(query),
    actions: await loadActions(query),
    difference,
    quality: await readJson<Quality>(folder, "quality.json"),
    definitions: metrics.definitions,
    targets: metrics.targets,
    values: metrics.values.map((row) => ({ ...row, dims: {} })),
    slices: withDims(slices),
    changes: withDims(changes),
    status: await query<MetricStatus>(
      "mart_metric_status",
      "SELECT metric_id, status, missing FROM mart_metric_status ORDER BY metric_id",
    ),
    effects: await query<DefinitionEffect>(
      "mart_definition_effects",
      `SELECT metric_id, definition_id, version, period_start, n_before, value_before, n, value
       FROM mart_definition_effects ORDER BY definition_id, version, metric_id`,
    ),
    products: await loadProducts(engine, names),
    ...(await loadScorecards(engine, names)),
    fixReasons: await query<Share & { month: string }>(
      "fct_tickets",
      sharesSql(
        "closed_at",
        "first_time_fix_reason",
        "fct_tickets",
        "is_fix_eligible AND is_matured AND NOT is_first_time_fix",
      ),
    ),
    npsScores: await query<Share & { month: string }>(
      "fct_ratings",
      sharesSql(
        "answered_at",
        "CAST(nps AS INTEGER)",
        "fct_ratings",
        "is_valid AND is_latest_in_month AND nps IS NOT NULL",
      ),
    ),
    voices: await loadVoices(engine, names),
    themes: await loadThemes(engine, names),
  };
}

/** Rows by month and key, with the month's total. */
const sharesSql = (at: string, key: string, from: string, where: string): string =>
  `SELECT CAST(month AS VARCHAR) AS month, CAST(key AS VARCHAR) AS key, rows, CAST(sum(rows) OVER (PARTITION BY month) AS BIGINT) AS "of"
   FROM (SELECT period_start('month', local_date(${at})) AS month, COALESCE(CAST(${key} AS VARCHAR), 'other') AS key, count(*) AS rows
         FROM ${from} WHERE ${where} GROUP BY 1, 2) AS counted ORDER BY 1, 2`;
