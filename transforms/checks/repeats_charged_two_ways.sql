-- Repeats whose earlier repair is missing, counts as fixed, or did not close in the 30 days before
-- severity: fail
-- zh: 返修所指的前一次维修不存在、被算作一次修复，或不在其关单后30天内
SELECT later.ticket_id, later.repeats_ticket_id
FROM fct_tickets AS later
LEFT JOIN fct_tickets AS earlier ON later.repeats_ticket_id = earlier.ticket_id
WHERE
  later.is_repeat
  AND (
    earlier.ticket_id IS NULL
    OR earlier.is_first_time_fix
    OR NOT earlier.is_repeated
    OR later.created_at <= earlier.closed_at
    OR later.created_at > add_days(earlier.closed_at, 30)
  )
