import { expect, test } from "vitest";
import { plantedFound } from "../../simulations/planted-faults.ts";
import { planted } from "../sample-folder.ts";
import type { SampleSite } from "../sample-site.ts";

/** Recurring faults of a sample in which each planted one adds a handful of repairs. */
export function signals(site: () => SampleSite): void {
  const rows = <Row extends object>(sql: string) => site().query<Row>(sql);

  test("signals: every repair that names a component is watched, once", async () => {
    const [watched] = await rows<{ n: number; by_hand: number }>(
      `SELECT (SELECT reports FROM mart_fault_signal_runs WHERE subject_kind = 'component') AS n,
         (SELECT count(*) FROM fct_tickets WHERE type = 'repair' AND NOT is_cancelled AND component IS NOT NULL AND model IS NOT NULL
            AND NOT coalesce(is_repeat, FALSE) AND created_at <= (SELECT as_of FROM _current_run)) AS by_hand`,
    );
    expect(watched?.n).toBe(watched?.by_hand);
  });

  test("signals: what a signal counts are the reports it lists, and nothing is on the list that is not of its model", async () => {
    const wrong = await rows(
      `SELECT signal_id FROM mart_fault_signals WHERE observed <> len(evidence) OR customers > observed
         OR (subject_kind <> 'safety' AND customers < 3)`,
    );
    expect(wrong).toEqual([]);
    const strangers = await rows(
      `SELECT s.signal_id, t.ticket_id FROM (SELECT signal_id, model, component, unnest(evidence) AS ticket_id FROM mart_fault_signals
         WHERE subject_kind = 'component') AS s JOIN fct_tickets AS t ON s.ticket_id = t.ticket_id
       WHERE t.model <> s.model OR t.component <> s.component`,
    );
    expect(strangers).toEqual([]);
  });

  test("signals: where a few repairs make a fault, calm models stay calm", async () => {
    const { others } = await plantedFound(site().warehouse, planted(site().input).faults);
    expect(others.open).toBeLessThanOrEqual(2);
  });

  test("signals: one report of danger is one signal of its model", async () => {
    const models = await rows(
      `SELECT DISTINCT model FROM mart_theme_assignments WHERE is_safety AND model IS NOT NULL
         AND model NOT IN (SELECT model FROM mart_fault_signals WHERE subject_kind = 'safety')`,
    );
    expect(models).toEqual([]);
  });
}
