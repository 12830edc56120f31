-- Visits under the surviving ticket, as they were known at as_of: a visit still under way has no end and no outcome.
-- grain: visit_id
-- not_null: visit_id, ticket_id
SELECT
  visit.visit_id,
  coalesce(merged.survivor_id, visit.ticket_id) AS ticket_id,
  visit.engineer_id,
  visit.service_point_id,
  visit.planned_from,
  visit.planned_to,
  CASE WHEN visit.arrived_at <= as_of() THEN visit.arrived_at END AS arrived_at,
  CASE WHEN visit.arrived_at <= as_of() THEN visit.arrival_proof END AS arrival_proof,
  CASE WHEN visit.is_over THEN visit.left_at END AS left_at,
  CASE WHEN visit.is_over THEN visit.dead_minutes END AS dead_minutes,
  CASE WHEN visit.is_over THEN visit.outcome END AS outcome,
  CASE WHEN visit.is_over THEN visit.nff_cause END AS nff_cause,
  CASE WHEN visit.is_over THEN visit.cause_component END AS cause_component,
  CASE WHEN visit.is_over THEN visit.cause END AS cause,
  visit.km,
  CASE WHEN visit.is_over THEN visit.checked_items END AS checked_items,
  CASE WHEN visit.is_over THEN visit.info_items END AS info_items,
  visit._order
FROM (
  SELECT *, coalesce(left_at, arrived_at, planned_to, planned_from, as_of()) <= as_of() AS is_over FROM landing_visits
) AS visit
LEFT JOIN stg_merges AS merged ON visit.ticket_id = merged.ticket_id
