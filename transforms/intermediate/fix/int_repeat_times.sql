-- How long each closed repair has been watched for a repeat of the same symptom, up to 90 days: the repeat's day, else the last whole day seen.
-- At risk on day k are the rows with observed_days >= k; a repeat within k days has observed_days <= k.
-- grain: ticket_id
-- not_null: ticket_id, closed_at, observed_days, is_event
SELECT
  fix.ticket_id,
  repairs.closed_at,
  fix.repeat_observed_days AS observed_days,
  fix.is_repeat_observed AS is_event
FROM int_first_time_fix AS fix
INNER JOIN int_repairs AS repairs ON repairs.ticket_id = fix.ticket_id
WHERE fix.is_fix_eligible
