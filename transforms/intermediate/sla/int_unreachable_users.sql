-- When a user counts as out of reach: at the third unanswered attempt, each at least an hour after the one before.
-- grain: ticket_id
-- not_null: ticket_id, unreachable_at
-- materialised: table
WITH attempts AS (
  SELECT event.ticket_id, event.happened_at FROM stg_ticket_events AS event WHERE event.kind = 'contact_failed'
),
first_attempts AS (
  SELECT ticket_id, min(attempts.happened_at) AS happened_at FROM attempts GROUP BY ticket_id HAVING count(*) > 2
),
second_attempts AS (
  SELECT attempts.ticket_id, min(attempts.happened_at) AS happened_at
  FROM attempts
  INNER JOIN first_attempts ON attempts.ticket_id = first_attempts.ticket_id
  WHERE attempts.happened_at >= add_minutes(first_attempts.happened_at, 60)
  GROUP BY attempts.ticket_id
)
SELECT attempts.ticket_id, min(attempts.happened_at) AS unreachable_at
FROM attempts
INNER JOIN second_attempts ON attempts.ticket_id = second_attempts.ticket_id
WHERE attempts.happened_at >= add_minutes(second_attempts.happened_at, 60)
GROUP BY attempts.ticket_id
