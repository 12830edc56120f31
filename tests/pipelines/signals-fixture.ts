import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { materialise } from "../../pipelines/models.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { signalsStep } from "../../pipelines/signals/step.ts";
import { createOutputs, isModel, runStep } from "../../pipelines/step.ts";
import { themesStep } from "../../pipelines/themes/step.ts";
import { loadOrderedModels, transformsRoot } from "../../pipelines/transform.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { Draws } from "../../transforms/statistics/random.ts";

const models = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8"];
const components = ["门封圈", "电机", "轴承", "显示屏"];
const batches = ["B1", "B2", "B3", "B4"];
const regions = ["四川", "北京"];
const day = 86_400_000;
/** A Monday, at noon in Shanghai. */
const first = Date.parse("2024-06-03T04:00:00Z");
export const weekOf = (week: number): string => new Date(first + week * 7 * day).toISOString().slice(0, 10);
export const weeks = 112;

/** From this week on motors of M3's batch B2 fail five times as often. */
export const fault = { model: "M3", component: "电机", batch: "B2", week: 90, ratio: 5 };

/** A warehouse of repairs of one category, and the signals step on it. */
export class SignalsFixture {
  readonly warned: string[] = [];
  readonly workspace: Workspace;
  readonly engine: DuckdbEngine;

  private constructor(workspace: Workspace, engine: DuckdbEngine) {
    this.workspace = workspace;
    this.engine = engine;
  }

  static async open({ hasUnits }: { hasUnits: boolean }): Promise<SignalsFixture> {
    const workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "signals-")));
    const fixture = new SignalsFixture(workspace, await openDuckdb({ memoryLimit: "1GB", threads: 1 }));
    await fixture.fill(hasUnits);
    return fixture;
  }

  /** Makes the signals as known at the end of a week. */
  async run(week: number): Promise<void> {
    const { engine, workspace, warned } = this;
    const asOf = new Date(first + week * 7 * day + 6.4 * day);
    await loadPrelude(engine, transformsRoot, { asOf, zone: "Asia/Shanghai" });
    for (const model of (await loadOrderedModels(engine)).filter(isModel)) {
      if (model.name.startsWith("int_signal_")) await materialise(engine, model);
    }
    await runStep(signalsStep, {
      engine,
      workspace,
      logger: { info() {}, warn: (line) => warned.push(line), error() {} },
      asOf,
      zone: "Asia/Shanghai",
      upTo: undefined,
      hashKey: "",
      themes: undefined,
    });
  }

  async close(): Promise<void> {
    await this.engine.close();
    await rm(this.workspace.dir, { recursive: true });
  }

  private async fill(hasUnits: boolean): Promise<void> {
    const { engine } = this;
    for (const table of [
      "fct_tickets (ticket_id VARCHAR, type VARCHAR, category VARCHAR, model VARCHAR, batch VARCHAR, region VARCHAR, component VARCHAR, created_at TIMESTAMP, is_cancelled BOOLEAN, is_repeat BOOLEAN, customer_key VARCHAR, serial VARCHAR)",
      "fct_exposure (model VARCHAR, batch VARCHAR, region VARCHAR, month DATE, month_at TIMESTAMP, category VARCHAR, unit_months DOUBLE)",
      "int_cohort_months (model VARCHAR, batch VARCHAR, region VARCHAR, month DATE, months_in_service INTEGER, unit_months DOUBLE)",
      "int_batch_months (model VARCHAR, batch VARCHAR, production_month DATE)",
      "fct_faults (category VARCHAR, component VARCHAR, months_in_service INTEGER, model VARCHAR, batch VARCHAR, region VARCHAR, month DATE, reported_at TIMESTAMP, confirmed_at TIMESTAMP, is_component_episode BOOLEAN, is_episode BOOLEAN)",
      "int_texts (text_id VARCHAR, ticket_id VARCHAR, feedback_id VARCHAR, rating_id VARCHAR, known_keys VARCHAR)",
    ]) {
      await engine.execute(`CREATE TABLE ${table}`);
    }
    await createOutputs(engine, themesStep);
    const draws = new Draws(4);
    const rows: string[][] = [];
    const units = (week: number, m: number) => 2000 + 10 * week * (m % 3);
    for (let week = 0; week < weeks; week++) {
      for (const [m, model] of models.entries()) {
        for (const component of components) {
          for (const batch of batches) {
            for (const region of regions) {
              const isBad =
                week >= fault.week && model === fault.model && component === fault.component && batch === fault.batch;
              const mean = (units(week, m) / 8) * 5e-4 * (0.8 + 0.05 * m) * (isBad ? fault.ratio : 1);
              for (let n = draws.poisson(mean); n > 0; n--) {
                const at = new Date(first + week * 7 * day + Math.floor(draws.next() * 6) * day);
                const id = `K${rows.length + 1}`;
                rows.push([
                  id,
                  "repair",
                  "washer",
                  model,
                  batch,
                  region,
                  component,
                  at.toISOString().slice(0, 19),
                  `C${id}`,
                ]);
              }
            }
          }
        }
      }
    }
    await engine.execute(
      "CREATE TEMP TABLE given (a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR, f VARCHAR, g VARCHAR, h VARCHAR, i VARCHAR)",
    );
    await engine.append(
      "given",
      Array.from({ length: 9 }, (_, column) => rows.map((row) => row[column] as string)),
    );
    await engine.execute(
      "INSERT INTO fct_tickets SELECT a, b, c, d, e, f, g, CAST(h AS TIMESTAMP), FALSE, NULL, i, NULL FROM given",
    );
    await engine.execute(
      "INSERT INTO int_batch_months SELECT m, b, CAST(p AS DATE) FROM (VALUES ('B1', '2024-01-01'), ('B2', '2024-02-01'), ('B3', '2024-03-01'), ('B4', '2024-04-01')) AS made(b, p), (SELECT DISTINCT model AS m FROM fct_tickets)",
    );
    if (!hasUnits) return;
    await engine.execute(
      `INSERT INTO fct_exposure
       SELECT model, batch, region, CAST(month AS DATE), month, 'washer',
         (2000 + 10 * date_diff('week', TIMESTAMP '2024-06-03', month) * ((CAST(substr(model, 2) AS INTEGER) - 1) % 3)) / 8.0
       FROM (SELECT DISTINCT model, batch, region FROM fct_tickets), generate_series(TIMESTAMP '2024-06-01', TIMESTAMP '2026-08-01', INTERVAL 1 MONTH) AS months(month)`,
    );
  }
}
