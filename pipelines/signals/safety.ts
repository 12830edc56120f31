import type { Engine } from "../engines/engine.ts";
import type { Found } from "./find.ts";

/** Days without a report of danger after which a model's signal is over. */
const calmDays = 56;

/** Reports of danger (漏电, 起火 and the like) by model: one is a signal, and those within eight weeks of each other are one signal. */
export async function findDangers(engine: Engine): Promise<Found[]> {
  const read = await engine.columns<{
    model: string[];
    category: (string | null)[];
    from: string[];
    until: string[];
    seen: string[];
    closed: (string | null)[];
    observed: number[];
  }>(
    `WITH reports AS (
       SELECT model, category, local_date(created_at) AS on_day,
         lag(local_date(created_at)) OVER (PARTITION BY model ORDER BY created_at NULLS FIRST, report_id NULLS FIRST) AS before_day
       FROM int_signal_reports WHERE subject_kind = 'safety' AND created_at <= as_of()
     ),
     chains AS (
       SELECT *, count(CASE WHEN before_day IS NULL OR days_between(before_day, on_day) > ${calmDays} THEN 1 END)
         OVER (PARTITION BY model ORDER BY on_day NULLS FIRST ROWS UNBOUNDED PRECEDING) AS chain
       FROM reports
     )
     SELECT model, min(category) AS category, CAST(period_start('week', min(on_day)) AS VARCHAR) AS "from",
       CAST(period_start('week', max(on_day)) AS VARCHAR) AS "until", CAST(min(on_day) AS VARCHAR) AS seen,
       CASE WHEN days_between(max(on_day), local_date(as_of())) > ${calmDays}
         THEN CAST(CAST(add_days(max(on_day), ${calmDays}) AS DATE) AS VARCHAR) END AS closed,
       count(*) AS observed
     FROM chains GROUP BY model, chain ORDER BY model, "from"`,
  );
  return read.model.map((model, i) => ({
    kind: "safety",
    category: read.category[i] ?? null,
    model,
    symptom: "safety",
    batches: null,
    region: null,
    from: read.from[i] as string,
    until: read.until[i] as string,
    seen: read.seen[i] as string,
    raised: read.seen[i] as string,
    closed: read.closed[i] ?? null,
    observed: read.observed[i] as number,
    method: "safety_words",
    measured: null,
  }));
}
