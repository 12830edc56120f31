-- Tickets that have waited 60 days or more for a part that has not come, oldest first by age; level 90 from 90 days on.
-- grain: ticket_id
-- not_null: ticket_id, open_since_at, age_days, level
-- accepted: level = 60|90
SELECT
  ticket_id,
  category,
  model,
  region,
  service_point_id,
  warranty,
  created_at,
  open_since_at,
  open_part_count,
  age_days,
  CASE WHEN age_days >= 90 THEN 90 ELSE 60 END AS level
FROM (
  SELECT *, days_between(local_date(open_since_at), local_date(as_of())) AS age_days
  FROM fct_part_waits
  WHERE open_since_at IS NOT NULL AND is_open AND NOT is_cancelled
) AS waiting
WHERE age_days >= 60
