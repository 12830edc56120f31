-- Repairs whose first-time fix contradicts its reason, its visits or its repeat
-- severity: fail
-- zh: 一次修复的结论与原因、上门次数或返修不一致的维修工单
SELECT ticket_id, is_first_time_fix, first_time_fix_reason
FROM fct_tickets
WHERE
  is_fix_eligible
  AND (
    is_first_time_fix IS NULL
    OR is_first_time_fix <> (first_time_fix_reason IS NULL)
    OR (is_first_time_fix AND (is_repeated OR NOT is_first_time_fix_by_visit OR closed_at IS NULL))
    OR (is_first_time_fix AND productive_visit_count > 1)
    OR (first_time_fix_reason = 'repeat' AND (NOT is_repeated OR repeat_ticket_id IS NULL))
    OR is_matured <> (add_days(closed_at, 30) <= as_of())
  )
