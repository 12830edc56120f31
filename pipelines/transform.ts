import { fileURLToPath } from "node:url";
import type { Embedder } from "../transforms/themes/vectoriser.ts";
import { findFaults, loadChecks } from "./checks.ts";
import { codeVersion } from "./code-version.ts";
import type { DuckdbEngine } from "./engines/duckdb.ts";
import { type Engine, identifier } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import { nameEngineers, readHashKey } from "./hash-key.ts";
import { inputRelations, loadInputs } from "./inputs.ts";
import { registerLanding } from "./landing.ts";
import type { Logger } from "./logger.ts";
import { driversAll } from "./metrics/drivers.ts";
import { faultRates } from "./metrics/fault-rates.ts";
import { isWorthKeeping, takeKnown } from "./metrics/renew.ts";
import { computeMetrics, registry } from "./metrics.ts";
import { knownModels, type Model, materialise, orderModels } from "./models.ts";
import { loadPrelude, offsetMinutes, parseAsOf } from "./prelude.ts";
import { readTargets, targetOn } from "./published/targets.ts";
import { landingRelations, relationKinds } from "./relations.ts";
import { isStep, runStep, type Step } from "./step.ts";
import { steps } from "./steps.ts";
import type { TextSettings } from "./text/settings.ts";
import type { Workspace } from "./workspace.ts";

/** Where the models, metrics, preludes and shipped calendars are. */
export const transformsRoot = fileURLToPath(new URL("../transforms", import.meta.url));

export interface TransformOptions {
  engine: DuckdbEngine;
  workspace: Workspace;
  /** Folder of the tables that are files; the workspace's own when absent. */
  tables?: string;
  logger: Logger;
  zone: string;
  /** A moment, or as the user wrote it; without one the newest event time in the data. */
  asOf?: Date | string | undefined;
  /** The newest load that counts, by its sequence; all when absent. */
  upTo?: number | undefined;
  /** Stands in for the workspace's hash.key. */
  hashKey?: string | undefined;
  /** The state of the themes to go by, and no other; null for none. */
  themes?: string | null | undefined;
  /** How texts are read. */
  text?: TextSettings | undefined;
  /** Stands in for the space that themes are found in. */
  embedder?: Embedder | undefined;
}

export interface Transformed {
  asOf: Date;
  /** The newest event among the rows that count, before or after the as-of; null where none has a time. */
  newestEvent: Date | null;
  /** Rows of the tables made, by name. */
  rows: Record<string, number>;
  /** The state of the themes that clauses got theirs by; null where no text says anything. */
  themes: string | null;
}

/** Makes every model, the metric values and the findings from what has landed. */
export async function transform({
  engine,
  workspace,
  tables = workspace.tables,
  logger,
  zone,
  asOf: wanted,
  upTo,
  hashKey: givenKey,
  themes: state,
  text,
  embedder,
}: TransformOptions): Promise<Transformed> {
  const parts = await loadOrderedModels(engine);
  const metrics = await registry();
  const version = await codeVersion();
  // Before anything of the last run is replaced.
  const known = await takeKnown(engine, metrics, version);
  for (const [entity, count] of await registerLanding(engine, workspace, upTo)) {
    logger.info(`  ${entity}: ${count.toLocaleString("en")} rows superseded by rows of other files`);
  }
  const newest = await newestEvent(engine);
  const asOf =
    wanted === undefined ? endOfDay(newest, zone) : typeof wanted === "string" ? parseAsOf(wanted, zone) : wanted;
  if (asOf === null) {
    throw new UserError("Nothing that happened was found in the input: no ticket, event, visit, rating or text.", {
      hint: "huiyin doctor --input DIR explains what was found in the folder.",
    });
  }
  await loadPrelude(engine, transformsRoot, { asOf, zone });
  await loadInputs(engine, transformsRoot, workspace);
  const hashKey = await readHashKey(workspace, givenKey);
  await nameEngineers(engine, hashKey);
  const checks = await loadChecks(engine, transformsRoot);
  const rows: Record<string, number> = {};
  const made = (name: string, count: number) => {
    rows[name] = count;
    logger.info(`  ${name.padEnd(28)}${count.toLocaleString("en")} rows`);
  };
  const standing = await relationKinds(engine);
  for (const part of parts) {
    if (isStep(part)) {
      await runStep(part, {
        engine,
        workspace,
        logger,
        asOf,
        zone,
        upTo,
        hashKey,
        themes: state,
        text,
        embedder,
        version,
      });
      for (const { name } of part.outputs) made(name, await countRows(engine, name));
    } else {
      const count = await materialise(engine, part, { folder: tables, standing });
      if (count !== undefined) made(part.name, count);
    }
  }
  const written = await readTargets(workspace, metrics);
  const targets = new Map(metrics.map(({ id }) => [id, targetOn(written, id, asOf.toISOString().slice(0, 10))]));
  const run = { isFirst: !standing.has("mart_metric_values"), tickets: rows.fct_tickets ?? 0 };
  Object.assign(
    rows,
    await computeMetrics({ engine, metrics, targets, ...(isWorthKeeping(run) ? { version } : {}), known }),
    { mart_drivers: await driversAll(engine) },
    await faultRates(engine),
  );
  await findFaults(engine, parts, checks, tables);
  const [themes] = await engine.query<{ state: string | null }>("SELECT state FROM mart_theme_runs");
  return { asOf, newestEvent: newest, rows, themes: themes?.state ?? null };
}

/** Models and steps, each after what it reads. */
export async function loadOrderedModels(engine: Engine): Promise<(Model | Step)[]> {
  const models = await knownModels(engine, transformsRoot);
  return orderModels<Model | Step>([...models, ...steps], new Set([...landingRelations, ...inputRelations]));
}

async function countRows(engine: Engine, relation: string): Promise<number> {
  const [row] = await engine.query<{ n: number }>(`SELECT count(*) AS n FROM ${identifier(relation)}`);
  return row?.n ?? 0;
}

/** A moment at midnight is a day without a clock, as it is for `--as-of`: the whole of it has passed. */
function endOfDay(at: Date | null, zone: string): Date | null {
  if (at === null) return null;
  const wall = new Date(at.getTime() + offsetMinutes(zone, at) * 60_000).toISOString();
  return wall.endsWith("T00:00:00.000Z") ? parseAsOf(wall.slice(0, 10), zone) : at;
}

/** The times that say something happened; windows and due dates lie ahead and do not count. */
const eventTimes: Record<string, readonly string[]> = {
  landing_tickets: ["created_at", "closed_at"],
  landing_ticket_events: ["at"],
  landing_visits: ["arrived_at", "left_at"],
  landing_ratings: ["invited_at", "answered_at"],
  landing_feedback: ["created_at"],
};

async function newestEvent(engine: Engine): Promise<Date | null> {
  const parts = Object.entries(eventTimes).flatMap(([relation, columns]) =>
    columns.map((column) => `SELECT max(${identifier(column)}) AS newest FROM ${relation}`),
  );
  const [row] = await engine.query<{ newest: string | null }>(
    `SELECT max(newest) AS newest FROM (${parts.join(" UNION ALL ")})`,
  );
  return row?.newest ? new Date(row.newest) : null;
}
