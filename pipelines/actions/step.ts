import { type Effect, measureEffect } from "../../transforms/signals/effect.ts";
import type { Cell, Engine } from "../engines/engine.ts";
import { type Action, readActions } from "../signals/actions.ts";
import { Use, type Weeks, weeksUntil } from "../signals/use.ts";
import type { Step, StepContext } from "../step.ts";
import { type ActionReason, type ActionVerdict, actionOutputs } from "./outputs.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { readCohorts, readSides, type Sides } from "./weekly.ts";

const day = 86_400_000;
/** Weeks before an action that count, where the fault did not begin later; and those it takes at least. */
const weeksBefore = 52;
const fewestBefore = 4;

/** Measures what people did about recurring faults. */
export const actionsStep: Step = {
  name: "actions",
  description:
    "Reads the register of actions and measures what each did: reports before and after against those of peer models, other regions or service points in the same weeks.",
  inputs: [
    "mart_fault_signals",
    "int_signal_counts",
    "int_signal_exposure",
    "int_signal_ages",
    "int_signal_reports",
    "int_batch_months",
    "fct_tickets",
  ],
  outputs: actionOutputs,
  run: runActions,
};

interface Measured {
  action: Action;
  verdict: ActionVerdict;
  /** Why there is no number. */
  reason: ActionReason | null;
  models: readonly string[];
  scope: Scope | null;
  sides: Sides | null;
  effect: Effect | null;
  span: Span | null;
}

/** Days: the first that counts before, the first that counts after, and the last. */
interface Span {
  beforeFrom: string;
  afterFrom: string;
  until: string;
}

async function runActions({ engine, workspace }: StepContext): Promise<void> {
  const actions = await readActions(workspace);
  if (actions.length === 0) return;
  const [known] = await engine.query<{ first: string | null; last: string }>(
    "SELECT CAST(min(week_start) AS VARCHAR) AS first, CAST(local_date(as_of()) AS VARCHAR) AS last FROM int_signal_counts",
  );
  const weeks = known?.first == null ? null : weeksUntil(known.first, known.last);
  const use = weeks && (await Use.read(engine, weeks));
  const rows: Measured[] = [];
  for (const action of actions) rows.push(await measure(engine, action, weeks, use));
  await fill(engine, rows);
}

async function measure(engine: Engine, action: Action, weeks: Weeks | null, use: Use | null): Promise<Measured> {
  const none = (verdict: ActionVerdict, reason: ActionReason): Measured => ({
    action,
    verdict,
    reason,
    models: action.affects?.models ?? [],
    scope: null,
    sides: null,
    effect: null,
    span: null,
  });
  if (action.status !== "done" || action.done_on === undefined) return none("pending", "not_done");
  if (weeks === null || use === null) return none("unmeasured", "no_reports");
  const scope = await scopeOf(engine, action);
  if (typeof scope === "string") return none("unmeasured", scope);
  const found = { action, models: scope.models, scope };
  const index = (date: string) => (Date.parse(date) - Date.parse(weeks.starts[0] as string)) / (7 * day);
  const ill = scope.illSince === null ? 0 : Math.max(0, Math.floor(index(scope.illSince)));
  if (scope.comparison === "cut_in") {
    const sides = await readCohorts(engine, scope, weeks, use, ill);
    const { length } = weeks.starts;
    const effect = measureEffect({ ...sides, before: length, after: length }, action.expected_ratio);
    const span = { beforeFrom: weeks.starts[ill] as string, afterFrom: scope.madeFrom as string, until: weeks.lastDay };
    return { ...found, sides, effect, span, verdict: effect.verdict, reason: null };
  }
  const sides = await readSides(engine, scope, weeks, use);
  const done = Math.floor(index(action.done_on));
  const after = Math.ceil(index(action.done_on) + action.washout_days / 7);
  const from = Math.max(ill, done - weeksBefore);
  if (after >= weeks.starts.length) return { ...none("pending", "too_soon"), ...found };
  if (done - from < fewestBefore) return { ...none("few", "short_before"), ...found, verdict: "few" };
  const cut = (side: Sides["treated"]) => ({
    reports: Array.from(side.reports).slice(from),
    exposure: Array.from(side.exposure).slice(from),
  });
  const effect = measureEffect(
    { treated: cut(sides.treated), control: cut(sides.control), before: done - from, after: after - from },
    action.expected_ratio,
  );
  const span = {
    beforeFrom: weeks.starts[from] as string,
    afterFrom: weeks.starts[after] as string,
    until: weeks.lastDay,
  };
  return { ...found, sides, effect, span, verdict: effect.verdict, reason: null };
}

async function fill(engine: Engine, rows: readonly Measured[]): Promise<void> {
  const column = (cell: (row: Measured) => Cell): Cell[] => rows.map(cell);
  const list = (values: readonly string[] | undefined) => JSON.stringify(values ?? []);
  await engine.execute(
    "CREATE OR REPLACE TEMP TABLE _actions AS SELECT * REPLACE ('' AS signals, '' AS themes, '' AS models) FROM mart_actions LIMIT 0",
  );
  await engine.append("_actions", [
    column(({ action }) => action.id),
    column(({ action }) => action.title ?? null),
    column(({ action }) => action.type),
    column(({ action }) => action.owner),
    column(({ action }) => action.status),
    column(({ action }) => action.planned_on ?? null),
    column(({ action }) => action.done_on ?? null),
    column(({ action }) => list(action.signals)),
    column(({ action }) => list(action.themes)),
    column(({ action }) => action.ticket ?? null),
    column(({ action }) => action.note ?? null),
    column(({ models }) => list(models)),
    column(({ scope }) => scope?.comparison ?? null),
    column(({ sides }) => sides?.exposureKind ?? null),
    column(({ sides }) => sides?.controls ?? null),
    column(({ span }) => span?.beforeFrom ?? null),
    column(({ span }) => span?.afterFrom ?? null),
    column(({ span }) => span?.until ?? null),
    column(({ effect }) => effect?.before ?? null),
    column(({ effect }) => effect?.after ?? null),
    column(({ effect }) => effect?.expected ?? null),
    column(({ effect }) => effect?.ratio ?? null),
    column(({ effect }) => effect?.lo ?? null),
    column(({ effect }) => effect?.hi ?? null),
    column(({ effect }) => effect?.needed ?? null),
    column(({ effect }) => effect?.dispersion ?? null),
    column(({ action }) => action.expected_ratio ?? null),
    column(({ verdict }) => verdict),
    column(({ reason }) => reason),
  ]);
  await engine.execute(
    `INSERT INTO mart_actions SELECT * REPLACE (from_json(signals, '["VARCHAR"]') AS signals, from_json(themes, '["VARCHAR"]') AS themes,
       from_json(models, '["VARCHAR"]') AS models) FROM _actions ORDER BY action_id`,
  );
}
