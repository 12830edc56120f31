-- Visits and what they were good for. A source that never records a proof of arrival is believed; one that does has to show it.
-- Productive: somebody worked on the product, whatever came of it. Restoring: the product works at the end.
-- hands_on_minutes is the time between arrival and leaving less the dead time, for productive visits with both ends.
-- grain: visit_id
-- not_null: visit_id, ticket_id, is_productive, is_restoring, is_arrival_proven
SELECT
  visit.visit_id,
  visit.ticket_id,
  visit.engineer_id,
  visit.service_point_id,
  visit.planned_from,
  visit.planned_to,
  visit.arrived_at,
  visit.arrival_proof,
  visit.left_at,
  visit.dead_minutes,
  visit.outcome,
  visit.nff_cause,
  visit.cause_component,
  visit.cause,
  visit.km,
  visit.checked_items,
  visit.info_items,
  visit.is_productive,
  visit.is_restoring,
  visit.is_arrival_proven,
  CASE
    WHEN visit.is_productive AND visit.arrived_at IS NOT NULL AND visit.left_at IS NOT NULL
      THEN
        CAST(
          greatest(minutes_between(visit.arrived_at, visit.left_at) - floor(coalesce(visit.dead_minutes, 0)), 0)
          AS INTEGER
        )
  END AS hands_on_minutes
FROM (
  SELECT
    visit.*,
    coalesce(
      visit.arrived_at IS NOT NULL AND (visit.arrival_proof IN ('geo', 'user') OR source.proof_count = 0), FALSE
    ) AS is_arrival_proven,
    CASE
      WHEN visit.outcome IS NULL THEN visit.left_at IS NOT NULL
      ELSE
        visit.outcome IN (
          'fixed', 'not_fixed', 'no_fault_found', 'awaiting_part', 'replaced', 'installed', 'maintained'
        )
    END AS is_productive,
    coalesce(visit.outcome IN ('fixed', 'no_fault_found', 'replaced', 'installed', 'maintained'), FALSE)
      AS is_restoring
  FROM stg_visits AS visit
  CROSS JOIN (SELECT count(arrival_proof) AS proof_count FROM stg_visits) AS source
) AS visit
