-- Who is compared: service points, and engineers under the name they are published by, with when each began and, of a service point, whether it is the company's own.
-- grain: unit_kind, unit_id
-- not_null: unit_kind, unit_id
-- accepted: unit_kind = service_point|engineer
SELECT
  'service_point' AS unit_kind,
  service_point_id AS unit_id,
  service_point_id,
  opened_at AS began_at,
  CASE
    WHEN lower(ownership) IN ('own', '自营', '自有', '直营') THEN 'own'
    WHEN trim(ownership) <> '' THEN 'partner'
  END AS ownership
FROM landing_service_points
UNION ALL
SELECT
  'engineer' AS unit_kind,
  named.engineer_key AS unit_id,
  engineer.service_point_id,
  engineer.joined_at AS began_at,
  CAST(NULL AS VARCHAR) AS ownership
FROM landing_engineers AS engineer
INNER JOIN input_engineer_keys AS named ON engineer.engineer_id = named.engineer_id
