-- Surviving tickets asked for by as_of, with their moments: answered, reached, closed, reopened.
-- closed_at is the first closing and stays after a reopening; is_open tells the state at as_of.
-- grain: ticket_id
-- not_null: ticket_id, created_at, is_open, is_cancelled, reopen_count
SELECT *
FROM int_ticket_moments
WHERE is_counted
