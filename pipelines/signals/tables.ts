import type { Stage } from "../../transforms/signals/lifecycle.ts";
import { byar } from "../../transforms/statistics.ts";
import type { Cell, Engine } from "../engines/engine.ts";
import type { Found } from "./find.ts";

/** What the reports of a signal are: how many customers sent them, and whether one tells of a danger. */
export interface Evidence {
  customers: number;
  isSafety: boolean;
}

export interface Named {
  id: string;
  found: Found;
  evidence: Evidence;
  status: Stage;
}

const columnsOf = <Row>(rows: readonly Row[], cells: readonly ((row: Row) => Cell)[]): Cell[][] =>
  cells.map((cell) => rows.map(cell));

/**
 * Makes `_signal_reports`: the reports behind each of the signals found, by its place in the list. Returns what they are.
 */
export async function collectEvidence(engine: Engine, found: readonly Found[]): Promise<Evidence[]> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _signals_found (i INTEGER, kind VARCHAR, symptom VARCHAR, model VARCHAR, batches VARCHAR, region VARCHAR,
     from_week DATE, to_week DATE)`,
  );
  const rows = found.map((one, i) => ({ one, i }));
  await engine.append(
    "_signals_found",
    columnsOf(rows, [
      ({ i }) => i,
      ({ one }) => one.kind,
      ({ one }) => one.symptom,
      ({ one }) => one.model,
      ({ one }) => one.batches?.join("|") ?? null,
      ({ one }) => one.region,
      ({ one }) => one.from,
      ({ one }) => one.until,
    ]),
  );
  // A report of nobody known stands for one customer.
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _signal_reports AS
     WITH near AS (
       SELECT f.i, r.report_id
       FROM int_signal_reports AS r JOIN _signals_found AS f ON r.subject_kind = f.kind AND r.subject_id = f.symptom AND r.model = f.model
       WHERE r.created_at <= as_of() AND period_start('week', local_date(r.created_at)) BETWEEN f.from_week AND f.to_week
         AND (f.batches IS NULL OR list_contains(string_split(f.batches, '|'), r.batch)) AND (f.region IS NULL OR r.region = f.region)
     ),
     known AS (
       SELECT ticket_id AS report_id, coalesce(customer_key, serial) AS customer FROM fct_tickets
       WHERE ticket_id IN (SELECT report_id FROM near)
       UNION ALL
       SELECT coalesce(feedback_id, rating_id), nullif(split_part(known_keys, '|', 1), '') FROM int_texts
       WHERE ticket_id IS NULL AND coalesce(feedback_id, rating_id) IN (SELECT report_id FROM near)
     ),
     danger AS (SELECT DISTINCT report_id FROM int_signal_reports WHERE subject_kind = 'safety')
     SELECT near.i, near.report_id, coalesce(min(known.customer), near.report_id) AS customer,
       bool_or(danger.report_id IS NOT NULL) AS is_safety
     FROM near LEFT JOIN known ON near.report_id = known.report_id LEFT JOIN danger ON near.report_id = danger.report_id
     GROUP BY near.i, near.report_id`,
  );
  const read = await engine.columns<{ i: number[]; customers: number[]; is_safety: boolean[] }>(
    "SELECT i, count(DISTINCT customer) AS customers, bool_or(is_safety) AS is_safety FROM _signal_reports GROUP BY i ORDER BY i",
  );
  const evidence = found.map((): Evidence => ({ customers: 0, isSafety: false }));
  read.i.forEach((i, at) => {
    evidence[i] = { customers: read.customers[at] as number, isSafety: read.is_safety[at] as boolean };
  });
  return evidence;
}

/** Reports beyond expectation, or a lower limit of the ratio, that make a signal major. */
const majorExcess = 20;
const majorRatio = 2;

function severityOf({ found: { kind, observed, measured }, evidence }: Named): string {
  if (kind === "safety" || evidence.isSafety) return "critical";
  if (measured === null) return "minor";
  const isMajor = (measured.lo ?? 0) >= majorRatio || observed - measured.expected >= majorExcess;
  return isMajor ? "major" : "minor";
}

/** Severity times evidence, for the order of a list: lower limit of the ratio x unit-months (or reports) x 10 where there is danger. */
function priorityOf({ found: { observed, measured }, evidence }: Named): number {
  const size = measured === null ? observed : (measured.lo ?? 1) * (measured.exposure ?? observed);
  return size * (evidence.isSafety ? 10 : 1);
}

/** One batch, or the first and last of neighbours. */
const batchText = (batches: readonly string[] | null): string | null =>
  batches === null ? null : batches.length > 1 ? `${batches[0]}–${batches.at(-1)}` : (batches[0] ?? null);

/** Fills the tables of signals. `_signal_reports` must hold their reports, by their place in `order`. */
export async function fillSignals(engine: Engine, signals: readonly Named[], order: readonly number[]): Promise<void> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _signals AS SELECT * EXCLUDE (evidence), CAST(NULL AS INTEGER) AS i FROM mart_fault_signals LIMIT 0`,
  );
  const rows = signals.map((named, at) => ({ named, ...named, m: named.found.measured, i: order[at] as number }));
  await engine.append(
    "_signals",
    columnsOf(rows, [
      ({ id }) => id,
      ({ found }) => found.kind,
      ({ found }) => found.category,
      ({ found }) => found.model,
      ({ found }) => (found.kind === "theme" ? found.symptom : null),
      ({ found }) => (found.kind === "component" ? found.symptom : null),
      ({ found }) => batchText(found.batches),
      ({ found }) => found.region,
      ({ found }) => found.from,
      ({ found }) => found.until,
      ({ found }) => found.observed,
      ({ evidence }) => evidence.customers,
      ({ m }) => m?.expected ?? null,
      ({ m }) => m?.exposure ?? null,
      ({ m }) => m?.ratio ?? null,
      ({ m }) => m?.lo ?? null,
      ({ m }) => m?.hi ?? null,
      ({ m }) => m?.p ?? null,
      ({ m }) => m?.q ?? null,
      ({ m }) => m?.shrunk.ebgm ?? null,
      ({ m }) => m?.shrunk.eb05 ?? null,
      ({ m }) => m?.prr?.ratio ?? null,
      ({ m }) => m?.prr?.lo ?? null,
      ({ m }) => m?.prr?.hi ?? null,
      ({ m }) => m?.ror?.ratio ?? null,
      ({ m }) => m?.ror?.lo ?? null,
      ({ m }) => m?.ror?.hi ?? null,
      ({ m }) => m?.shareOfModel ?? null,
      ({ m }) => m?.clusterP ?? null,
      ({ evidence, found }) => evidence.isSafety || found.kind === "safety",
      ({ named }) => severityOf(named),
      ({ named }) => priorityOf(named),
      ({ status }) => status,
      ({ found }) => found.closed === null,
      ({ found }) => found.seen,
      ({ found }) => found.closed,
      ({ found }) => found.method,
      ({ i }) => i,
    ]),
  );
  await engine.execute(
    `INSERT INTO mart_fault_signals BY NAME
     SELECT s.* EXCLUDE (i), coalesce(r.evidence, []) AS evidence FROM _signals AS s
     LEFT JOIN (SELECT i, list(report_id ORDER BY report_id) AS evidence FROM _signal_reports GROUP BY i) AS r ON s.i = r.i`,
  );
  const weeks = rows.flatMap(({ id, m }) => m?.weeks.map((week) => ({ id, ...week })) ?? []);
  await engine.append(
    "mart_fault_signal_weeks",
    columnsOf(weeks, [
      ({ id }) => id,
      ({ week }) => week,
      ({ observed }) => observed,
      ({ expected }) => expected,
      ({ observedThere }) => observedThere,
      ({ expectedThere }) => expectedThere,
      ({ p }) => p,
      ({ isAlarm }) => isAlarm,
    ]),
  );
  const parts = rows.flatMap(({ id, m }) => m?.parts.map((part) => ({ signal: id, ...part })) ?? []);
  const limits = parts.map(({ observed, expected }) => byar({ x: observed, exposure: expected }));
  await engine.append("mart_fault_signal_parts", [
    ...columnsOf(parts, [
      ({ signal }) => signal,
      ({ kind }) => kind,
      ({ id }) => id,
      ({ productionMonth }) => productionMonth,
      ({ observed }) => observed,
      ({ expected }) => expected,
      ({ observed, expected }) => (expected > 0 ? observed / expected : null),
    ]),
    limits.map((limit) => limit?.lo ?? null),
    limits.map((limit) => limit?.hi ?? null),
    parts.map(({ isThere }) => isThere),
  ]);
}
