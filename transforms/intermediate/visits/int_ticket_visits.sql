-- The visits of a ticket on one line. Somebody was at home on any visit but no_access.
-- only_outcome is the outcome where there is exactly one productive visit. restored_at is the end of the last productive visit, if the product then worked.
-- grain: ticket_id
-- not_null: ticket_id, visit_count, productive_visit_count
-- materialised: table
WITH totals AS (
  SELECT
    ticket_id,
    CAST(count(*) AS INTEGER) AS visit_count,
    CAST(count(CASE WHEN is_productive THEN 1 END) AS INTEGER) AS productive_visit_count,
    min(CASE WHEN is_arrival_proven THEN arrived_at END) AS arrived_at,
    min(CASE WHEN is_arrival_proven AND coalesce(outcome, '') <> 'no_access' THEN arrived_at END) AS home_arrived_at,
    bool_or(arrived_at IS NOT NULL AND NOT is_arrival_proven) AS has_unproven_arrival,
    max(CASE WHEN is_productive THEN coalesce(left_at, arrived_at) END) AS last_productive_at,
    max(CASE WHEN is_restoring THEN left_at END) AS last_restored_at,
    max(CASE WHEN is_productive THEN outcome END) AS only_outcome,
    max(CASE WHEN is_productive THEN nff_cause END) AS nff_cause,
    max(CASE WHEN is_productive THEN cause_component END) AS cause_component,
    CAST(count(CASE WHEN outcome = 'fixed' THEN 1 END) AS INTEGER) AS fixed_count,
    CAST(count(CASE WHEN outcome = 'not_fixed' THEN 1 END) AS INTEGER) AS not_fixed_count,
    CAST(count(CASE WHEN outcome = 'awaiting_part' THEN 1 END) AS INTEGER) AS awaiting_part_count,
    CAST(count(CASE WHEN outcome = 'replaced' THEN 1 END) AS INTEGER) AS replaced_count,
    CAST(count(CASE WHEN outcome = 'no_fault_found' THEN 1 END) AS INTEGER) AS no_fault_found_count,
    CAST(count(CASE WHEN outcome = 'no_access' THEN 1 END) AS INTEGER) AS no_access_count,
    CAST(count(CASE WHEN outcome = 'quote_refused' THEN 1 END) AS INTEGER) AS quote_refused_count,
    CAST(sum(hands_on_minutes) AS INTEGER) AS hands_on_minutes
  FROM int_visits
  GROUP BY ticket_id
)
SELECT
  totals.ticket_id,
  totals.visit_count,
  totals.productive_visit_count,
  totals.arrived_at,
  totals.home_arrived_at,
  totals.has_unproven_arrival,
  totals.last_productive_at,
  CASE WHEN totals.last_restored_at >= totals.last_productive_at THEN totals.last_restored_at END AS restored_at,
  CASE WHEN totals.productive_visit_count = 1 THEN totals.only_outcome END AS only_outcome,
  totals.nff_cause,
  totals.cause_component,
  totals.fixed_count,
  totals.not_fixed_count,
  totals.awaiting_part_count,
  totals.replaced_count,
  totals.no_fault_found_count,
  totals.no_access_count,
  totals.quote_refused_count,
  totals.hands_on_minutes
FROM totals
