-- Repair tickets with their unit, how their visits ended, and whether first-time fix can be judged.
-- A ticket of no stated type is a repair if a visit on it ended like one.
-- A repair without a serial belongs to the only serial known for its customer and model, else to customer and model.
-- A workshop repair (carry_in, mail_in) without visit rows is one session a closure, and was fixed in it.
-- grain: ticket_id
-- not_null: ticket_id, created_at, is_fix_eligible, is_repair_of_unit, productive_visit_count
-- accepted: fix_exclusion = open|cancelled|no_access|refused|remote|no_visit|asset_unknown
-- accepted: visit_failure = replaced|part|second_visit|not_fixed|outcome_missing
-- materialised: files
WITH nameless AS (
  SELECT DISTINCT customer_key, model
  FROM stg_tickets
  WHERE
    is_counted AND (type = 'repair' OR type IS NULL)
    AND serial IS NULL AND customer_key IS NOT NULL AND model IS NOT NULL
),
only_serial AS (
  SELECT ticket.customer_key, ticket.model, min(ticket.serial) AS serial
  FROM stg_tickets AS ticket
  INNER JOIN nameless ON nameless.customer_key = ticket.customer_key AND nameless.model = ticket.model
  WHERE ticket.is_counted AND (ticket.type = 'repair' OR ticket.type IS NULL) AND ticket.serial IS NOT NULL
  GROUP BY ticket.customer_key, ticket.model
  HAVING min(ticket.serial) = max(ticket.serial)
),
sessions AS (
  SELECT
    repairs.ticket_id, repairs.created_at, repairs.closed_at, repairs.is_cancelled, repairs.mode, repairs.refused_by,
    repairs.symptom_group, coalesce(repairs.component, visits.cause_component) AS component,
    repairs.serial IS NULL AS is_serial_missing,
    coalesce(repairs.serial, only_serial.serial, repairs.customer_key || '|' || repairs.model) AS asset_key,
    visits.visit_count IS NULL AND repairs.mode IN ('carry_in', 'mail_in') AND repairs.closed_at IS NOT NULL
      AND repairs.refused_by IS NULL AND NOT repairs.is_cancelled AS is_session_assumed,
    coalesce(visits.productive_visit_count, 0) AS recorded_visits,
    repairs.reopen_count,
    coalesce(visits.fixed_count, 0) AS fixed_count,
    coalesce(visits.no_fault_found_count, 0) AS no_fault_found_count,
    coalesce(visits.replaced_count, 0) AS replaced_count,
    coalesce(visits.awaiting_part_count, 0) AS awaiting_part_count,
    visits.only_outcome,
    coalesce(visits.no_access_count, 0) AS no_access_count,
    coalesce(visits.quote_refused_count, 0) AS quote_refused_count,
    visits.nff_cause
  FROM int_tickets AS repairs
  LEFT JOIN int_ticket_visits AS visits ON visits.ticket_id = repairs.ticket_id
  LEFT JOIN only_serial
    ON CASE WHEN repairs.serial IS NULL THEN repairs.customer_key END = only_serial.customer_key
    AND repairs.model = only_serial.model
  WHERE
    repairs.type = 'repair'
    OR (
      repairs.type IS NULL
      AND visits.fixed_count + visits.not_fixed_count + visits.no_fault_found_count + visits.awaiting_part_count
      + visits.replaced_count > 0
    )
),
judged AS (
  SELECT *,
    CASE WHEN is_session_assumed THEN 1 + reopen_count ELSE recorded_visits END AS productive_visit_count,
    CASE
      WHEN is_cancelled AND recorded_visits = 0 THEN 'cancelled'
      WHEN closed_at IS NULL THEN 'open'
      WHEN is_session_assumed THEN NULL
      WHEN quote_refused_count > 0 AND fixed_count + no_fault_found_count + replaced_count = 0 THEN 'refused'
      WHEN refused_by = 'user' AND fixed_count + no_fault_found_count + replaced_count = 0 THEN 'refused'
      WHEN refused_by = 'company' AND recorded_visits = 0 THEN 'refused'
      WHEN recorded_visits > 0 THEN NULL
      WHEN no_access_count > 0 THEN 'no_access'
      WHEN mode = 'remote' THEN 'remote'
      ELSE 'no_visit'
    END AS exclusion
  FROM sessions
)
SELECT
  ticket_id, created_at, closed_at, asset_key, is_serial_missing, symptom_group, component,
  productive_visit_count, is_session_assumed,
  coalesce(exclusion, CASE WHEN asset_key IS NULL THEN 'asset_unknown' END) AS fix_exclusion,
  exclusion IS NULL AND asset_key IS NOT NULL AS is_fix_eligible,
  exclusion IS NULL AS is_judged_by_visit,
  CASE
    WHEN exclusion IS NOT NULL THEN NULL
    WHEN replaced_count > 0 THEN 'replaced'
    WHEN awaiting_part_count > 0 THEN 'part'
    WHEN productive_visit_count > 1 THEN 'second_visit'
    WHEN is_session_assumed OR fixed_count + no_fault_found_count = 1 THEN NULL
    WHEN only_outcome IS NOT NULL THEN 'not_fixed'
    ELSE 'outcome_missing'
  END AS visit_failure,
  CASE WHEN exclusion IS NULL THEN no_fault_found_count > 0 AND fixed_count + replaced_count = 0 END AS is_no_fault_found,
  nff_cause,
  asset_key IS NOT NULL AND coalesce(exclusion, 'open') NOT IN ('cancelled', 'refused', 'no_access') AS is_repair_of_unit
FROM judged
