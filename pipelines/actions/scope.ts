import { type Engine, literal } from "../engines/engine.ts";
import type { Action } from "../signals/actions.ts";
import type { ActionReason } from "./outputs.ts";

export type Comparison = "models" | "regions" | "service_points" | "cut_in";

/** What an action changes and what it is compared with. */
export interface Scope {
  subjects: readonly { kind: string; id: string }[];
  /** Models it changes, and the models of their categories. */
  models: readonly string[];
  family: readonly string[];
  comparison: Comparison;
  /** Batches, regions or service points it is confined to; empty where it is not. */
  parts: readonly string[];
  /** First day of the units it holds for, where it holds from units and not from a day on. */
  madeFrom: string | null;
  /** Since when its faults are known, YYYY-MM-DD; what came before was not yet ill. */
  illSince: string | null;
}

interface SignalRow {
  signal_id: string;
  kind: string;
  subject: string | null;
  model: string;
  window_start: string;
}

/** Values of an IN; of none, one that nothing equals. */
export const listed = (values: readonly string[]): string =>
  values.length === 0 ? "NULL" : values.map(literal).join(", ");

/** Reads what an action is about, or says why nothing can be measured of it: of dangers there is no count to compare, and no report says its unit's firmware. */
export async function scopeOf(engine: Engine, action: Action): Promise<Scope | ActionReason> {
  const wanted = new Set(action.signals ?? []);
  const all = await engine.query<SignalRow>(
    `SELECT signal_id, subject_kind AS kind, coalesce(component, theme_id) AS subject, model, CAST(window_start AS VARCHAR) AS window_start
     FROM mart_fault_signals ORDER BY signal_id`,
  );
  const signals = all.filter(({ signal_id }) => wanted.has(signal_id));
  const subjects = new Map<string, { kind: string; id: string }>();
  for (const { kind, subject } of signals) {
    if (subject !== null) subjects.set(`${kind} ${subject}`, { kind, id: subject });
  }
  for (const id of action.themes ?? []) subjects.set(`theme ${id}`, { kind: "theme", id });
  if (subjects.size === 0) return "no_subject";
  const affects = action.affects ?? {};
  const models = [...new Set(affects.models ?? signals.map(({ model }) => model))].sort();
  if (models.length === 0 && affects.service_points === undefined) return "no_model";
  const family = await engine.query<{ model: string }>(
    `SELECT DISTINCT model FROM int_signal_counts WHERE category IN (SELECT category FROM int_signal_counts WHERE model IN (${listed(models)}))
     ORDER BY model`,
  );
  const ill = signals.map(({ window_start }) => window_start).sort()[0] ?? null;
  const base = { subjects: [...subjects.values()], models, family: family.map(({ model }) => model), illSince: ill };
  const { cut_in: cutIn } = action;
  if (cutIn?.production_month) return { ...base, comparison: "cut_in", parts: [], madeFrom: cutIn.production_month };
  if (cutIn?.batch) {
    const [made] = await engine.query<{ month: string | null }>(
      `SELECT CAST(min(production_month) AS VARCHAR) AS month FROM int_batch_months
       WHERE batch = ${literal(cutIn.batch)} AND model IN (${listed(models)})`,
    );
    if (!made?.month) return "no_batch";
    return { ...base, comparison: "cut_in", parts: [], madeFrom: made.month };
  }
  if (cutIn?.firmware) return "no_firmware";
  const at = (comparison: Comparison, parts: readonly string[]): Scope => ({
    ...base,
    comparison,
    parts,
    madeFrom: null,
  });
  if (affects.service_points) return at("service_points", affects.service_points);
  if (affects.regions) return at("regions", affects.regions);
  return at("models", affects.batches ?? []);
}
