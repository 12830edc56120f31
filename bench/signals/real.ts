import type { Engine } from "../../pipelines/engines/engine.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { ageFactors } from "../../pipelines/signals/ages.ts";
import { readPanel } from "../../pipelines/signals/read.ts";
import { Use, weeksUntil } from "../../pipelines/signals/use.ts";
import { type Background, panelOf } from "./cells.ts";

interface Counted {
  model: string;
  symptom: string;
  week: number;
  n: number;
}

/** Repairs of OpenRepair since 2019 by provider, kind of product and week: what a repair café sees, with no units known. */
export async function openRepair(engine: Engine, path: string): Promise<Background> {
  const rows = await engine.query<Counted>(
    `WITH dated AS (
       SELECT data_provider AS model, product_category AS symptom, TRY_CAST(event_date AS DATE) AS on_day
       FROM read_parquet(${literal(path)}) WHERE event_date BETWEEN '2021-06-07' AND '2025-06-01')
     SELECT model, symptom, CAST(date_diff('day', DATE '2021-06-07', on_day) / 7 AS INTEGER) AS week, count(*) AS n
     FROM dated WHERE on_day IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  );
  const weeks = 1 + rows.reduce((most, { week }) => Math.max(most, week), 0);
  return {
    name: "OpenRepair",
    panel: panelOf(
      rows.map((row) => ({ ...row, category: "repair" })),
      weeks,
    ),
  };
}

/** Weekly counts of infections with the weeks of known outbreaks left at the usual count; each series is a model of its own. */
export async function infections(engine: Engine, path: string): Promise<Background> {
  const rows = await engine.query<Counted>(
    `WITH calm AS (SELECT series, quantile_disc("count", .5) AS usual FROM read_csv(${literal(path)}) WHERE outbreak = 0 GROUP BY series)
     SELECT s.series AS model, 'infection' AS symptom, s.idx - 1 AS week, CASE WHEN outbreak = 1 THEN usual ELSE "count" END AS n
     FROM read_csv(${literal(path)}) AS s JOIN calm USING (series) ORDER BY ALL`,
  );
  const weeks = 1 + rows.reduce((most, { week }) => Math.max(most, week), 0);
  return {
    name: "infections",
    panel: panelOf(
      rows.map((row) => ({ ...row, category: row.model })),
      weeks,
    ),
  };
}

/** The components of a workspace's models, with its units in use, without the families where a fault was planted. */
export async function workspaceComponents(
  engine: Engine,
  planted: readonly { model: string; component: string }[],
): Promise<Background> {
  const [span] = await engine.query<{ first: string; last: string }>(
    "SELECT min(week_start) AS first, max(week_start) AS last FROM int_signal_counts",
  );
  const weeks = weeksUntil(span?.first ?? "", span?.last ?? "");
  const reading = await readPanel(engine, "component", {
    weeks,
    use: await Use.read(engine, weeks),
    factors: await ageFactors(engine),
  });
  if (reading === null) throw new Error("The workspace has no repairs.");
  const { panel, families } = reading;
  const kept = families.flatMap(({ model, symptom }, f) =>
    planted.some((one) => one.model === model && one.component === symptom) ? [] : [f],
  );
  const pick = (values: Float64Array) => {
    const picked = new Float64Array(kept.length * panel.weeks);
    kept.forEach((f, i) => {
      picked.set(values.subarray(f * panel.weeks, (f + 1) * panel.weeks), i * panel.weeks);
    });
    return picked;
  };
  return {
    name: "sample",
    panel: {
      ...panel,
      modelOf: Int32Array.from(kept, (f) => panel.modelOf[f] as number),
      symptomOf: Int32Array.from(kept, (f) => panel.symptomOf[f] as number),
      counts: pick(panel.counts),
      aged: pick(panel.aged),
    },
  };
}
