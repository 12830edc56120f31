-- The visits of a ticket on one line. Somebody was at home on any visit but no_access.
-- only_outcome is the outcome where there is exactly one productive visit. restored_at is the end of the last productive visit, if the product then worked.
-- Texts are aggregated by number, so that the aggregation can spill.
-- grain: ticket_id
-- not_null: ticket_id, visit_count, productive_visit_count
-- materialised: table
WITH totals AS (
  SELECT
    visit.ticket_id,
    CAST(count(*) AS INTEGER) AS visit_count,
    CAST(count(CASE WHEN visit.is_productive THEN 1 END) AS INTEGER) AS productive_visit_count,
    min(CASE WHEN visit.is_arrival_proven THEN visit.arrived_at END) AS arrived_at,
    min(CASE WHEN visit.is_arrival_proven AND coalesce(visit.outcome, '') <> 'no_access' THEN visit.arrived_at END)
      AS home_arrived_at,
    bool_or(visit.arrived_at IS NOT NULL AND NOT visit.is_arrival_proven) AS has_unproven_arrival,
    min(CASE WHEN visit.is_productive THEN coalesce(visit.arrived_at, visit.left_at) END) AS first_worked_at,
    min(CASE WHEN visit.is_productive THEN coalesce(visit.left_at, visit.arrived_at) END) AS first_left_at,
    max(CASE WHEN visit.is_productive THEN coalesce(visit.left_at, visit.arrived_at) END) AS last_productive_at,
    max(CASE WHEN visit.is_restoring THEN visit.left_at END) AS last_restored_at,
    max(
      CASE visit.nff_cause
        WHEN 'intermittent' THEN 1
        WHEN 'mis_triage' THEN 2
        WHEN 'user_environment' THEN 3
        WHEN 'user_knowledge' THEN 4
      END
    ) AS nff_number,
    max(CASE WHEN visit.is_productive THEN cause.cause_number END) AS cause_number,
    CAST(count(CASE WHEN visit.outcome = 'fixed' THEN 1 END) AS INTEGER) AS fixed_count,
    CAST(count(CASE WHEN visit.outcome = 'not_fixed' THEN 1 END) AS INTEGER) AS not_fixed_count,
    CAST(count(CASE WHEN visit.outcome = 'awaiting_part' THEN 1 END) AS INTEGER) AS awaiting_part_count,
    CAST(count(CASE WHEN visit.outcome = 'replaced' THEN 1 END) AS INTEGER) AS replaced_count,
    CAST(count(CASE WHEN visit.outcome = 'no_fault_found' THEN 1 END) AS INTEGER) AS no_fault_found_count,
    CAST(count(CASE WHEN visit.outcome = 'no_access' THEN 1 END) AS INTEGER) AS no_access_count,
    CAST(count(CASE WHEN visit.outcome = 'quote_refused' THEN 1 END) AS INTEGER) AS quote_refused_count,
    CAST(count(CASE WHEN visit.outcome = 'installed' THEN 1 END) AS INTEGER) AS installed_count,
    CAST(count(CASE WHEN visit.outcome = 'maintained' THEN 1 END) AS INTEGER) AS maintained_count,
    CAST(sum(visit.hands_on_minutes) AS INTEGER) AS hands_on_minutes
  FROM int_visits AS visit
  LEFT JOIN int_cause_components AS cause ON visit.cause_component = cause.cause_component
  GROUP BY visit.ticket_id
)
SELECT
  totals.ticket_id,
  totals.visit_count,
  totals.productive_visit_count,
  totals.arrived_at,
  totals.home_arrived_at,
  totals.has_unproven_arrival,
  totals.first_worked_at,
  totals.first_left_at,
  totals.last_productive_at,
  CASE WHEN totals.last_restored_at >= totals.last_productive_at THEN totals.last_restored_at END AS restored_at,
  CASE
    WHEN totals.productive_visit_count <> 1 THEN NULL
    WHEN totals.fixed_count = 1 THEN 'fixed'
    WHEN totals.not_fixed_count = 1 THEN 'not_fixed'
    WHEN totals.awaiting_part_count = 1 THEN 'awaiting_part'
    WHEN totals.replaced_count = 1 THEN 'replaced'
    WHEN totals.no_fault_found_count = 1 THEN 'no_fault_found'
    WHEN totals.installed_count = 1 THEN 'installed'
    WHEN totals.maintained_count = 1 THEN 'maintained'
  END AS only_outcome,
  CASE totals.nff_number
    WHEN 1 THEN 'intermittent'
    WHEN 2 THEN 'mis_triage'
    WHEN 3 THEN 'user_environment'
    WHEN 4 THEN 'user_knowledge'
  END AS nff_cause,
  cause.cause_component,
  totals.fixed_count,
  totals.not_fixed_count,
  totals.awaiting_part_count,
  totals.replaced_count,
  totals.no_fault_found_count,
  totals.no_access_count,
  totals.quote_refused_count,
  totals.hands_on_minutes
FROM totals
LEFT JOIN int_cause_components AS cause ON totals.cause_number = cause.cause_number
