// All marts from landed tickets, over SQL written by hand for the same tables and numbers; and the whole way from CSV.
//   npm run bench:marts -- --rows 1000000 [--pairs 3] [--memory 2GB] [--threads 1] [--whole]
// Each measurement is a process of its own and peers take turns; CPU is user + system, peak is the resident set.
// The data: tickets, 15 columns, 26 months, carry-in repairs and remote inquiries, no text. --whole adds the way from a CSV
// file through pull, quarantine, models, metrics, findings and publication, against 150 CPU-s and 2 GiB at 10 M rows.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { type DuckdbEngine, openDuckdb } from "../pipelines/engines/duckdb.ts";
import { literal } from "../pipelines/engines/engine.ts";
import { loadInputs } from "../pipelines/inputs.ts";
import { silentLogger } from "../pipelines/logger.ts";
import { computeMetrics, registry } from "../pipelines/metrics.ts";
import { materialise } from "../pipelines/models.ts";
import { loadPrelude } from "../pipelines/prelude.ts";
import { landingColumns, loadRelations } from "../pipelines/relations.ts";
import { run } from "../pipelines/run.ts";
import { createOutputs, isStep } from "../pipelines/step.ts";
import { loadOrderedModels, transformsRoot } from "../pipelines/transform.ts";
import { entityNames } from "../sources/contracts/index.ts";
import { factsByHand, valuesByHand } from "./marts-by-hand.ts";
import { ticketsSql } from "./tickets.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    pairs: { type: "string", default: "3" },
    memory: { type: "string", default: "2GB" },
    /** Of the whole way: one takes least processor time in all. */
    threads: { type: "string", default: "1" },
    whole: { type: "boolean", default: false },
    job: { type: "string" },
    folder: { type: "string" },
  },
});

/** Metrics a table of tickets alone can feed, and that the hand-written SQL computes too. */
const compared =
  `first_response_sla restore_sla first_time_fix_rate first_time_fix_rate_without_nff first_time_fix_by_visit_rate
  repeat_repair_rate chronic_unit_rate reopen_rate no_fault_found_rate`.split(/\s+/);
const asOf = new Date("2026-03-01T00:00:00Z");
const zone = "Asia/Shanghai";

async function open(folder: string): Promise<DuckdbEngine> {
  const engine = await openDuckdb({
    path: join(folder, `${values.job}-${process.pid}.duckdb`),
    memoryLimit: values.memory,
    tempDirectory: join(folder, "spill"),
    ordered: false,
  });
  for (const entity of entityNames) {
    const columns = landingColumns(entity).map(({ name, type }) => `"${name}" ${type}`);
    await engine.execute(`CREATE TABLE landing_${entity} (${columns.join(", ")})`);
  }
  const given = new Set([
    "ticket_id",
    "created_at",
    "type",
    "channel",
    "mode",
    "status",
    "closed_at",
    "category",
    "model",
  ]);
  for (const name of "serial customer_key region region_tier service_point_id first_response_at".split(" "))
    given.add(name);
  const columns = landingColumns("tickets").map(({ name, type }) =>
    given.has(name)
      ? `"${name}"`
      : name === "_order"
        ? "file_row_number AS _order"
        : `CAST(NULL AS ${type}) AS "${name}"`,
  );
  await engine.execute("DROP TABLE landing_tickets");
  await engine.execute(
    `CREATE VIEW landing_tickets AS SELECT ${columns.join(", ")}
     FROM read_parquet(${literal(join(folder, "tickets.parquet"))}, file_row_number = true)`,
  );
  for (const [name, list] of Object.entries(loadRelations)) await engine.execute(`CREATE TABLE ${name} (${list})`);
  for (const name of given) {
    await engine.execute(`INSERT INTO input_presence VALUES ('tickets', '${name}', ${values.rows}, ${values.rows})`);
  }
  await engine.execute(
    "INSERT INTO input_presence VALUES ('visits', 'outcome', 1, 1), ('ticket_events', 'kind', 1, 1)",
  );
  await loadPrelude(engine, transformsRoot, { asOf, zone });
  await loadInputs(engine, transformsRoot, undefined);
  return engine;
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

interface Cost {
  facts: number;
  values: number;
  peak: number;
  /** Sums that must be the same on both ways. */
  sums: unknown;
}

const sums = `SELECT count(*) AS tickets, sum(first_response_minutes) AS response, sum(first_response_business_minutes) AS business,
  count(*) FILTER (WHERE is_first_time_fix AND is_matured) AS fixed, count(*) FILTER (WHERE is_matured AND is_fix_eligible) AS judged,
  count(*) FILTER (WHERE is_sla_first_response_met) AS met, count(*) FILTER (WHERE is_sla_restore_met) AS restored FROM fct_tickets`;
const valueSums = `SELECT count(*) AS cells, sum(n) AS n, sum(x) AS x, round(sum(lo), 3) AS lo, round(sum(hi), 3) AS hi
  FROM mart_metric_values WHERE n >= 10 OR dims = '{}'`;

async function job(folder: string): Promise<Cost> {
  const engine = await open(folder);
  const start = cpu();
  if (values.job === "hand") for (const sql of factsByHand) await engine.execute(sql);
  else {
    for (const part of await loadOrderedModels(engine)) {
      await (isStep(part)
        ? createOutputs(engine, part)
        : materialise(engine, part, { folder: join(folder, `${values.job}-${process.pid}`) }));
    }
  }
  const facts = cpu() - start;
  const metrics = (await registry()).filter((metric) => compared.includes(metric.id));
  const middle = cpu();
  if (values.job === "hand") for (const sql of valuesByHand(metrics, asOf)) await engine.execute(sql);
  else await computeMetrics({ engine, metrics });
  const spent = cpu() - middle;
  const checked = [...(await engine.query(sums)), ...(await engine.query(valueSums))];
  await engine.close();
  return { facts, values: spent, peak: process.resourceUsage().maxRSS / 1024, sums: checked };
}

async function whole(folder: string): Promise<Cost> {
  const start = cpu();
  const code = await run({
    workspace: join(folder, `workspace-${process.pid}`),
    input: join(folder, "input"),
    steps: ["pull", "transform", "publish"],
    env: {
      logger: silentLogger,
      now: () => new Date(),
      write: () => {},
      variables: { ...process.env, HUIYIN_MEMORY: values.memory, HUIYIN_THREADS: values.threads },
    },
  });
  return { facts: cpu() - start, values: 0, peak: process.resourceUsage().maxRSS / 1024, sums: { exit: code } };
}

const execute = promisify(execFile);

async function child(name: string, folder: string): Promise<Cost> {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--job", name, "--folder", folder];
  const more = ["--rows", values.rows, "--memory", values.memory, "--threads", values.threads];
  const { stdout } = await execute(process.execPath, [...args, ...more], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Cost;
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function printRatios(ours: readonly Cost[], hand: readonly Cost[]): void {
  for (const part of ["facts", "values"] as const) {
    const a = median(ours.map((cost) => cost[part]));
    const b = median(hand.map((cost) => cost[part]));
    const label = part === "facts" ? "fact tables" : `values of ${compared.length} metrics, every grain and slice`;
    console.log(`${label}: models ${a.toFixed(1)} CPU-s, by hand ${b.toFixed(1)} CPU-s, ratio ${(a / b).toFixed(2)}`);
  }
  const total = (costs: readonly Cost[]) => median(costs.map((cost) => cost.facts + cost.values));
  console.log(`marts: ratio ${(total(ours) / total(hand)).toFixed(2)} (bar 1.2)`);
  console.log(
    `peak: models ${median(ours.map((c) => c.peak)).toFixed(0)} MiB, by hand ${median(hand.map((c) => c.peak)).toFixed(0)} MiB`,
  );
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-bench-"));
  try {
    const rows = Number(values.rows);
    const maker = await openDuckdb({ memoryLimit: values.memory, tempDirectory: join(folder, "spill") });
    await maker.execute(`COPY (${ticketsSql(rows)}) TO ${literal(join(folder, "tickets.parquet"))} (FORMAT parquet)`);
    if (values.whole) {
      await mkdir(join(folder, "input"));
      await maker.execute(
        `COPY (SELECT * FROM ${literal(join(folder, "tickets.parquet"))}) TO ${literal(join(folder, "input", "tickets.csv"))} (HEADER)`,
      );
    }
    await maker.close();
    console.log(`tickets: ${rows.toLocaleString("en")} rows x 15 columns, memory limit ${values.memory}`);
    const ours: Cost[] = [];
    const hand: Cost[] = [];
    for (let pair = 0; pair < Number(values.pairs); pair++) {
      ours.push(await child("models", folder));
      hand.push(await child("hand", folder));
      if (JSON.stringify(ours[pair]?.sums) !== JSON.stringify(hand[pair]?.sums)) {
        console.log("The two ways do not agree:", ours[pair]?.sums, hand[pair]?.sums);
        process.exitCode = 1;
      }
    }
    if (ours.length > 0) printRatios(ours, hand);
    if (values.whole) {
      const { size } = await stat(join(folder, "input", "tickets.csv"));
      const cost = await child("whole", folder);
      console.log(
        `whole way from a CSV of ${(size / 1e6).toFixed(0)} MB: ${cost.facts.toFixed(1)} CPU-s, peak ${cost.peak.toFixed(0)} MiB, ${JSON.stringify(cost.sums)} (bar 150 CPU-s and 2,048 MiB at 10 M)`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.job !== undefined && values.folder !== undefined) {
  const cost = values.job === "whole" ? await whole(values.folder) : await job(values.folder);
  console.log(JSON.stringify(cost));
} else await main();
