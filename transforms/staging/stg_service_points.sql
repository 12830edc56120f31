-- Service points opened by as_of, with whether they still are open then.
-- grain: service_point_id
-- not_null: service_point_id, is_open
SELECT
  service_point_id,
  ownership,
  level,
  province AS region,
  city,
  county,
  opened_at,
  CASE WHEN closed_at <= as_of() THEN closed_at END AS closed_at,
  coalesce(closed_at > as_of(), TRUE) AS is_open
FROM landing_service_points
WHERE coalesce(opened_at, as_of()) <= as_of()
