import type { Engine } from "../engines/engine.ts";

/** What signals.json says: what was watched, and every signal with where it is and what people decided. */
export async function readSignals(engine: Engine): Promise<{ runs: object[]; signals: object[] }> {
  return {
    runs: await engine.query("SELECT * FROM mart_fault_signal_runs ORDER BY subject_kind"),
    signals: await engine.query(
      "SELECT * FROM mart_fault_signals ORDER BY is_open DESC, priority DESC NULLS LAST, signal_id",
    ),
  };
}
