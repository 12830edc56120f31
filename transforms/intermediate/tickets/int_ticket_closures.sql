-- When each ticket was closed and reopened: the first closing (kept after a reopening), the last, and the state at as_of.
-- grain: ticket_id
-- not_null: ticket_id, created_at, reopen_count, is_reopened, is_open, is_cancelled
SELECT
  ticket_id,
  created_at,
  closed_at,
  last_closed_at,
  last_reopened_at,
  reopen_count,
  reopen_count > 0 AS is_reopened,
  is_open,
  is_cancelled
FROM int_tickets
