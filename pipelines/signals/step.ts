import { identify } from "../../transforms/signals/identity.ts";
import { type Decision, stageOn } from "../../transforms/signals/lifecycle.ts";
import { fewestReports, usualSettings, type Watched, watch } from "../../transforms/signals/watch.ts";
import type { Engine } from "../engines/engine.ts";
import { loadHistory } from "../landing.ts";
import type { Step, StepContext } from "../step.ts";
import { type Action, readActions } from "./actions.ts";
import { ageFactors } from "./ages.ts";
import { type Found, findSignals } from "./find.ts";
import { fillModelAges } from "./model-ages.ts";
import { signalOutputs } from "./outputs.ts";
import { type Reading, readPanel } from "./read.ts";
import { findDangers } from "./safety.ts";
import { fillServiceMonths } from "./service-months.ts";
import { readKnown, writeKnown } from "./state.ts";
import { collectEvidence, fillSignals } from "./tables.ts";
import { keepTails, readTails } from "./tails.ts";
import { Use, weeksUntil } from "./use.ts";

/** Finds recurring faults. */
export const signalsStep: Step = {
  name: "signals",
  description:
    "Watches every component and fault theme of every model week by week for more reports than its peers and its own habit lead to expect, and keeps the ids of what it finds.",
  inputs: [
    "int_signal_reports",
    "int_signal_counts",
    "int_signal_exposure",
    "int_signal_ages",
    "int_cohort_months",
    "int_batch_months",
    "int_texts",
    "fct_exposure",
    "fct_faults",
    "fct_tickets",
  ],
  outputs: signalOutputs,
  run: runSignals,
};

async function runSignals(context: StepContext): Promise<void> {
  const { engine, workspace, logger, asOf, upTo, version } = context;
  const actions = await readActions(workspace);
  await readTails(engine, version);
  const found = await findAll(engine);
  await keepTails(engine, version);
  const evidence = await collectEvidence(engine, found);
  // A danger is a signal at its first report; anything else wants several customers.
  const kept = found.flatMap((one, i) => {
    const { customers } = evidence[i] ?? { customers: 0 };
    return one.kind === "safety" || customers >= fewestReports ? [{ one, i }] : [];
  });
  const moment = { sequence: (await loadHistory(workspace, upTo)).at(-1)?.sequence ?? 0, as_of: asOf.toISOString() };
  const known = await readKnown(workspace, moment);
  const identified = identify(
    kept.map(({ one }) => ({
      kind: one.kind,
      symptom: one.symptom,
      model: one.model,
      from: one.from,
      until: one.until,
      seen: one.seen,
    })),
    known,
  );
  if (kept.length > 0) await writeKnown(workspace, moment, identified.known);
  const decisions = decisionsOf(actions);
  const seen = new Map(identified.known.map((one) => [one.id, one.seen]));
  for (const id of decisions.keys())
    if (!seen.has(id)) logger.warn(`actions: the signal ${id} is not known; it is left out`);
  const today = (await engine.query<{ today: string }>("SELECT local_date(as_of()) AS today"))[0]?.today ?? "";
  const signals = kept.map(({ one, i }, at) => {
    const id = identified.ids[at] as string;
    const status = stageOn(today, decisions.get(id) ?? [], one.raised);
    const found = { ...one, seen: seen.get(id) ?? one.seen };
    return { id, found, evidence: evidence[i] ?? { customers: 0, isSafety: false }, status };
  });
  await fillSignals(
    engine,
    signals,
    kept.map(({ i }) => i),
  );
  await fillServiceMonths(engine, new Map(kept.map(({ i }, at) => [i, signals[at]?.id as string])));
  await fillModelAges(engine);
  await engine.execute(
    `UPDATE mart_fault_signal_runs AS run SET open_signals =
       (SELECT count(*) FROM mart_fault_signals AS s WHERE s.subject_kind = run.subject_kind AND s.is_open)`,
  );
}

/** What every kind of symptom shows, and the reports of danger. */
async function findAll(engine: Engine): Promise<Found[]> {
  const [span] = await engine.query<{ first: string | null; last: string }>(
    "SELECT min(week_start) AS first, local_date(as_of()) AS last FROM int_signal_counts",
  );
  if (span === undefined || span.first === null) return [];
  const weeks = weeksUntil(span.first, span.last);
  const use = await Use.read(engine, weeks);
  const factors = await ageFactors(engine);
  const found: Found[] = [];
  for (const kind of ["component", "theme"] as const) {
    const reading = await readPanel(engine, kind, { weeks, use, factors });
    if (reading === null) continue;
    const watched = watch(reading.panel, reading.parts);
    found.push(...(await findSignals(engine, reading, watched, use)));
    await recordRun(engine, reading, watched);
  }
  return [...found, ...(await findDangers(engine))];
}

async function recordRun(engine: Engine, { kind, panel, parts, methods }: Reading, watched: Watched): Promise<void> {
  await engine.append("mart_fault_signal_runs", [
    [kind],
    [panel.modelOf.length],
    [parts.familyOf.length],
    [panel.weeks],
    [panel.counts.reduce((sum, n) => sum + n, 0)],
    [usualSettings.level],
    [watched.threshold.at(-1) ?? null],
    [watched.sizes.toSorted()[Math.floor(watched.sizes.length / 2)] ?? null],
    [methods.filter((method) => method === "peer_share").length],
    [methods.length],
    [0],
  ]);
}

/** What people decided, by signal. */
function decisionsOf(actions: readonly Action[]): ReadonlyMap<string, Decision[]> {
  const decisions = new Map<string, Decision[]>();
  for (const { signals = [], decisions: own } of actions) {
    for (const id of signals) decisions.set(id, [...(decisions.get(id) ?? []), ...own]);
  }
  return decisions;
}
