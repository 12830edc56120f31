-- Engineers on the staff list by as_of. certified_for is |category|category|, whatever separates them in the source; NULL where nothing is said.
-- grain: engineer_id
-- not_null: engineer_id, is_active
SELECT
  engineer_id,
  service_point_id,
  joined_at,
  coalesce(left_at > as_of(), TRUE) AS is_active,
  CASE
    WHEN trim(certified_for) <> ''
      THEN '|' || replace(replace(replace(replace(replace(certified_for, '、', '|'), '；', '|'), ';', '|'), ',', '|'), ' ', '') || '|'
  END AS certified_for,
  certified_until
FROM landing_engineers
WHERE coalesce(joined_at, as_of()) <= as_of()
