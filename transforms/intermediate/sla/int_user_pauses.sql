-- How long users kept a ticket waiting by their own wish: logged pauses of the user only, at most three days a ticket. A wait for parts is no pause.
-- grain: ticket_id
-- not_null: ticket_id, paused_at, paused_minutes
-- materialised: table
WITH paused AS (
  SELECT DISTINCT ticket_id FROM stg_ticket_events WHERE kind = 'paused' AND actor_kind = 'user'
),
steps AS (
  SELECT
    ticket_id,
    happened_at,
    kind,
    actor_kind,
    lead(event.happened_at) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS until
  FROM stg_ticket_events AS event
  WHERE kind IN ('paused', 'resumed') AND ticket_id IN (SELECT paused.ticket_id FROM paused)
)
SELECT
  ticket_id,
  min(steps.happened_at) AS paused_at,
  CAST(least(sum(minutes_between(steps.happened_at, coalesce(until, as_of()))), 4320) AS INTEGER) AS paused_minutes
FROM steps
WHERE kind = 'paused' AND actor_kind = 'user'
GROUP BY ticket_id
