import type {
  Signal,
  SignalAge,
  SignalCause,
  SignalDetail,
  SignalFacts,
  SignalPart,
  SignalQuote,
  SignalReport,
  SignalRun,
  Signals,
  SignalWeek,
} from "../../dashboards/signals.ts";
import { groupBy } from "../group.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Query } from "./load-flows.ts";

/** Fewer customers than these and what they wrote is not quoted. */
const leastCustomers = 3;
const mostQuotes = 8;
const mostCauses = 5;
const mostDangers = 3;
const table = "mart_fault_signals";

/** Every report of every signal with what its ticket, or else its text, says of it. */
const reports = `
  said AS (SELECT signal_id, model, window_start, window_end, UNNEST(evidence) AS report_id FROM ${table}),
  texts AS (
    SELECT COALESCE(ticket_id, feedback_id, rating_id) AS report_id, MIN(created_at) AS created_at, MIN(batch) AS batch, MIN(region) AS region,
      MIN(channel) AS channel
    FROM mart_theme_assignments WHERE COALESCE(ticket_id, feedback_id, rating_id) IN (SELECT report_id FROM said) GROUP BY 1
  ),
  reports AS (
    SELECT said.signal_id, said.model, said.window_start, said.window_end, said.report_id, t.ticket_id, local_date(COALESCE(t.created_at, texts.created_at)) AS created_on,
      COALESCE(t.batch, texts.batch) AS batch, COALESCE(t.region, texts.region) AS region, t.service_point_id,
      COALESCE(t.channel, texts.channel) AS channel, t.is_fix_eligible AND t.is_matured AS is_judged, t.is_first_time_fix, t.is_no_fault_found,
      t.time_to_restore_minutes
    FROM said LEFT JOIN fct_tickets AS t ON t.ticket_id = said.report_id LEFT JOIN texts ON texts.report_id = said.report_id
  )`;

type Of<Row> = Row & { signal_id: string };

/** What the pages and reports of recurring faults read. */
export async function loadSignals(query: Query): Promise<Signals> {
  const list = await query<Signal>(
    table,
    `SELECT * EXCLUDE (evidence) REPLACE (CAST(window_start AS VARCHAR) AS window_start, CAST(window_end AS VARCHAR) AS window_end,
       CAST(first_seen_on AS VARCHAR) AS first_seen_on, CAST(closed_on AS VARCHAR) AS closed_on),
       CAST(days_between(first_seen_on, COALESCE(closed_on, local_date(as_of()))) AS INTEGER) AS age_days
     FROM ${table} ORDER BY is_open DESC, priority DESC NULLS LAST, signal_id`,
  );
  const of = async <Row extends object>(from: string, sql: string) =>
    groupBy(list.length === 0 ? [] : await query<Of<Row>>(from, sql), ({ signal_id }) => signal_id);
  const weeks = await of<SignalWeek>(
    "mart_fault_signal_weeks",
    `SELECT signal_id, CAST(week_start AS VARCHAR) AS week_start, observed, expected, observed_there, expected_there, is_alarm
     FROM mart_fault_signal_weeks ORDER BY signal_id, week_start`,
  );
  const parts = await of<SignalPart>(
    "mart_fault_signal_parts",
    `SELECT signal_id, part_kind, part_id, CAST(production_month AS VARCHAR) AS production_month, observed, expected, ratio, lo, hi, is_there
     FROM mart_fault_signal_parts ORDER BY signal_id, part_kind, production_month NULLS LAST, part_id`,
  );
  const ages = await of<SignalAge>(
    "mart_fault_signal_ages",
    `SELECT signal_id, months_in_service, CAST(faults AS INTEGER) AS faults, unit_months, hazard, hazard_lo, hazard_hi, peer_hazard, ratio, ratio_lo, ratio_hi
     FROM mart_fault_signal_ages ORDER BY signal_id, months_in_service`,
  );
  const facts = await of<SignalFacts>(table, factsSql);
  const causes = await of<SignalCause>(
    table,
    `WITH ${reports}
     SELECT signal_id, component, visits FROM (
       SELECT r.signal_id, v.cause_component AS component, COUNT(*) AS visits,
         ROW_NUMBER() OVER (PARTITION BY r.signal_id ORDER BY COUNT(*) DESC, v.cause_component) AS place
       FROM reports AS r JOIN fct_visits AS v ON v.ticket_id = r.ticket_id WHERE v.cause_component IS NOT NULL GROUP BY 1, 2
     ) AS counted WHERE place <= ${mostCauses} ORDER BY signal_id, place`,
  );
  const quotes = await of<SignalQuote>(
    table,
    `WITH ${reports}
     SELECT signal_id, report_id, CAST(created_on AS VARCHAR) AS created_on, channel, clause, evidence, is_safety FROM (
       SELECT *, ROW_NUMBER() OVER (PARTITION BY signal_id ORDER BY is_safety DESC, is_own DESC, alike DESC, named DESC, report_id) AS place FROM (
         SELECT r.signal_id, r.report_id, r.created_on, r.channel, a.clause, a.evidence, a.is_safety,
           COALESCE(a.theme_id = s.theme_id OR list_contains(a.component_ids, s.component), FALSE) AS is_own, LEN(a.evidence) AS named,
           COUNT(*) OVER (PARTITION BY r.signal_id, a.theme_id) AS alike,
           ROW_NUMBER() OVER (PARTITION BY r.signal_id, a.clause ORDER BY r.report_id, a.clause_index) AS wording,
           ROW_NUMBER() OVER (PARTITION BY r.signal_id, r.report_id
             ORDER BY a.is_safety DESC, COALESCE(a.theme_id = s.theme_id, FALSE) DESC, LEN(a.evidence) DESC, a.clause_index) AS of_report
         FROM reports AS r
         JOIN ${table} AS s ON s.signal_id = r.signal_id AND s.customers >= ${leastCustomers}
         JOIN mart_theme_assignments AS a ON COALESCE(a.ticket_id, a.feedback_id, a.rating_id) = r.report_id
         WHERE NOT a.is_duplicate AND LEN(a.evidence) > 0 AND COALESCE(a.polarity, 'none') <> 'positive'
       ) AS said WHERE wording = 1 AND of_report = 1
     ) AS ordered WHERE place <= ${mostQuotes} ORDER BY signal_id, place`,
  );
  const each = await of<SignalReport>(
    table,
    `WITH ${reports} SELECT signal_id, report_id, CAST(created_on AS VARCHAR) AS created_on, batch, region, service_point_id FROM reports
     ORDER BY signal_id, created_on NULLS LAST, report_id`,
  );
  const dangers = new Map((await readLexicon()).symptoms.flatMap((one) => (one.isDanger ? [[one.id, one]] : [])));
  const named = await of<{ symptom_id: string }>(table, dangersSql([...dangers.keys()]));
  const details = new Map<string, SignalDetail>();
  for (const { signal_id: id } of list) {
    details.set(id, {
      weeks: weeks.get(id) ?? [],
      parts: parts.get(id) ?? [],
      ages: ages.get(id) ?? [],
      facts: facts.get(id)?.[0] ?? null,
      causes: causes.get(id) ?? [],
      dangers: (named.get(id) ?? []).map(({ symptom_id }) => {
        const { zh, en } = dangers.get(symptom_id) ?? { zh: symptom_id, en: symptom_id };
        return { zh, en };
      }),
      quotes: quotes.get(id) ?? [],
      reports: each.get(id) ?? [],
    });
  }
  const runs = await query<SignalRun>(
    "mart_fault_signal_runs",
    "SELECT * FROM mart_fault_signal_runs ORDER BY subject_kind",
  );
  return { runs, list, details };
}

/** The dangers that reports of danger name, most frequent first. */
const dangersSql = (ids: readonly string[]): string => `WITH said AS (
    SELECT s.signal_id, a.ticket_id, a.feedback_id, a.rating_id, UNNEST(a.symptom_ids) AS symptom_id
    FROM ${table} AS s JOIN mart_theme_assignments AS a
      ON a.is_safety AND list_contains(s.evidence, COALESCE(a.ticket_id, a.feedback_id, a.rating_id)) WHERE s.subject_kind = 'safety'
  )
  SELECT signal_id, symptom_id FROM (
    SELECT signal_id, symptom_id, ROW_NUMBER() OVER (PARTITION BY signal_id
      ORDER BY COUNT(DISTINCT COALESCE(ticket_id, feedback_id, rating_id)) DESC, symptom_id) AS place
    FROM said WHERE symptom_id IN (${ids.map((id) => `'${id}'`).join(", ")}) GROUP BY 1, 2
  ) AS counted WHERE place <= ${mostDangers} ORDER BY signal_id, place`;

const nps = "100.0 * (COUNT(CASE WHEN nps >= 9 THEN 1 END) - COUNT(CASE WHEN nps <= 6 THEN 1 END)) / COUNT(*)";

const factsSql = `WITH ${reports},
  scores AS (SELECT ticket_id, model, nps, local_date(answered_at) AS answered_on FROM fct_ratings WHERE is_valid AND nps IS NOT NULL),
  own AS (
    SELECT r.signal_id, COUNT(*) AS nps_n, ${nps} AS nps FROM reports AS r JOIN scores ON scores.ticket_id = r.ticket_id GROUP BY 1
  ),
  others AS (
    SELECT s.signal_id, COUNT(*) AS nps_n, ${nps} AS nps
    FROM ${table} AS s JOIN scores ON scores.model = s.model AND scores.answered_on BETWEEN s.window_start AND s.window_end + INTERVAL 28 DAY
    WHERE NOT list_contains(s.evidence, scores.ticket_id) GROUP BY 1
  ),
  visits AS (
    SELECT r.signal_id, COUNT(DISTINCT CASE WHEN v.outcome = 'replaced' THEN v.ticket_id END) AS replaced
    FROM reports AS r JOIN fct_visits AS v ON v.ticket_id = r.ticket_id GROUP BY 1
  ),
  waits AS (
    SELECT r.signal_id, COUNT(*) AS waited, quantile_disc(w.parts_wait_minutes, 0.5) AS wait
    FROM reports AS r JOIN fct_part_waits AS w ON w.ticket_id = r.ticket_id GROUP BY 1
  ),
  points AS (
    SELECT signal_id, service_point_id, COUNT(*) AS n, ROW_NUMBER() OVER (PARTITION BY signal_id ORDER BY COUNT(*) DESC, service_point_id) AS place
    FROM reports WHERE service_point_id IS NOT NULL GROUP BY 1, 2
  ),
  channels AS (
    SELECT signal_id, channel, COUNT(*) AS n, ROW_NUMBER() OVER (PARTITION BY signal_id ORDER BY COUNT(*) DESC, channel) AS place
    FROM reports WHERE channel IS NOT NULL GROUP BY 1, 2
  )
  SELECT r.signal_id, COUNT(r.ticket_id) AS tickets, COUNT(*) - COUNT(r.ticket_id) AS texts, CAST(MIN(r.created_on) AS VARCHAR) AS first_on,
    CAST(MAX(r.created_on) AS VARCHAR) AS last_on, COUNT(CASE WHEN r.is_judged THEN 1 END) AS fix_n,
    COUNT(CASE WHEN r.is_judged AND r.is_first_time_fix THEN 1 END) AS fix_x, COUNT(r.time_to_restore_minutes) AS restored,
    quantile_disc(r.time_to_restore_minutes, 0.5) AS restore_minutes_p50, COALESCE(ANY_VALUE(visits.replaced), 0) AS replaced,
    COUNT(CASE WHEN r.is_no_fault_found THEN 1 END) AS no_fault_found, COALESCE(ANY_VALUE(waits.waited), 0) AS waited_for_parts,
    ANY_VALUE(waits.wait) AS parts_wait_minutes_p50, COUNT(*) - COUNT(r.batch) AS no_batch, COUNT(*) - COUNT(r.region) AS no_region,
    COUNT(r.ticket_id) - COUNT(r.service_point_id) AS no_service_point, ANY_VALUE(points.service_point_id) AS top_service_point_id,
    COALESCE(ANY_VALUE(points.n), 0) AS top_service_point, ANY_VALUE(channels.channel) AS top_channel,
    COALESCE(ANY_VALUE(channels.n), 0) AS top_channel_reports, COALESCE(ANY_VALUE(own.nps_n), 0) AS nps_n, ANY_VALUE(own.nps) AS nps,
    COALESCE(ANY_VALUE(others.nps_n), 0) AS others_nps_n, ANY_VALUE(others.nps) AS others_nps
  FROM reports AS r
  LEFT JOIN own ON own.signal_id = r.signal_id LEFT JOIN others ON others.signal_id = r.signal_id
  LEFT JOIN visits ON visits.signal_id = r.signal_id LEFT JOIN waits ON waits.signal_id = r.signal_id
  LEFT JOIN points ON points.signal_id = r.signal_id AND points.place = 1 LEFT JOIN channels ON channels.signal_id = r.signal_id AND channels.place = 1
  GROUP BY r.signal_id`;
