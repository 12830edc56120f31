-- How often another engineer, and another service point, came than the time before. Engineers who come together are no change.
-- grain: ticket_id
-- not_null: ticket_id, engineer_change_count, service_point_change_count
-- materialised: table
WITH visits AS (
  SELECT
    ticket_id,
    arrived_at,
    engineer_id,
    service_point_id,
    lag(engineer_id) OVER (PARTITION BY ticket_id ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST) AS engineer_before,
    lag(service_point_id) OVER (PARTITION BY ticket_id ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST)
      AS service_point_before,
    lag(coalesce(left_at, arrived_at)) OVER (PARTITION BY ticket_id ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST)
      AS left_before
  FROM int_visits
  WHERE
    arrived_at IS NOT NULL
    AND ticket_id IN (SELECT repeated.ticket_id FROM int_ticket_visits AS repeated WHERE repeated.visit_count > 1)
)
SELECT
  ticket_id,
  CAST(count(CASE WHEN engineer_id <> engineer_before AND arrived_at >= left_before THEN 1 END) AS INTEGER)
    AS engineer_change_count,
  CAST(count(CASE WHEN service_point_id <> service_point_before AND arrived_at >= left_before THEN 1 END) AS INTEGER)
    AS service_point_change_count
FROM visits
GROUP BY ticket_id
