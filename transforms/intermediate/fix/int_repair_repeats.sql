-- Every later repair request on the same unit within 90 days of a closed repair; repeat_kind compares symptom group or component.
-- Where neither ticket says either, as in a source without symptoms, nothing tells the two apart and they count as the same.
-- grain: ticket_id, repeat_ticket_id
-- not_null: ticket_id, repeat_ticket_id, days_to_repeat, repeat_kind
-- accepted: repeat_kind = same_symptom|other_symptom|unknown_symptom
-- materialised: table
SELECT
  earlier.ticket_id,
  later.ticket_id AS repeat_ticket_id,
  later.created_at <= add_days(earlier.closed_at, 30) AS is_within_30_days,
  CAST(ceil(-seconds_between(later.created_at, earlier.closed_at) / 86400.0) AS INTEGER) AS days_to_repeat,
  -seconds_between(later.created_at, earlier.closed_at) AS seconds_to_repeat,
  CASE
    WHEN earlier.symptom_group = later.symptom_group OR earlier.component = later.component THEN 'same_symptom'
    WHEN earlier.symptom_group <> later.symptom_group OR earlier.component <> later.component THEN 'other_symptom'
    WHEN coalesce(earlier.symptom_group, earlier.component, later.symptom_group, later.component) IS NULL THEN 'same_symptom'
    ELSE 'unknown_symptom'
  END AS repeat_kind
FROM int_repairs AS earlier
INNER JOIN int_repairs AS later
  ON later.asset_key = earlier.asset_key
  AND later.created_at > earlier.closed_at
  AND later.created_at <= add_days(earlier.closed_at, 90)
WHERE earlier.is_fix_eligible
