-- Active engineers whose certificate has run out or does so within 60 days, under the name they are published by, and those without an end.
-- grain: engineer_key
-- not_null: engineer_key, state
-- accepted: state = lapsed|expiring|undated
SELECT
  named.engineer_key,
  engineer.service_point_id,
  point.region,
  engineer.certified_until,
  days_between(local_date(as_of()), engineer.certified_until) AS days_left,
  CASE
    WHEN engineer.certified_until IS NULL THEN 'undated'
    WHEN engineer.certified_until < local_date(as_of()) THEN 'lapsed'
    ELSE 'expiring'
  END AS state
FROM stg_engineers AS engineer
INNER JOIN input_engineer_keys AS named ON engineer.engineer_id = named.engineer_id
LEFT JOIN stg_service_points AS point ON engineer.service_point_id = point.service_point_id
WHERE
  engineer.is_active
  AND engineer.certified_for IS NOT NULL
  AND coalesce(engineer.certified_until <= add_days(local_date(as_of()), 60), TRUE)
