-- The pauses users asked for, as their logs have them: from the pause to the next resumption or pause. until_at is NULL while a pause lasts.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, from_at
-- materialised: table
WITH paused AS (
  SELECT DISTINCT ticket_id FROM stg_ticket_events WHERE kind = 'paused' AND actor_kind = 'user'
),
steps AS (
  SELECT
    ticket_id,
    kind,
    actor_kind,
    event.happened_at AS from_at,
    event._order,
    lead(event.happened_at) OVER (PARTITION BY ticket_id ORDER BY event.happened_at NULLS LAST, event._order NULLS LAST) AS until_at
  FROM stg_ticket_events AS event
  WHERE kind IN ('paused', 'resumed') AND ticket_id IN (SELECT paused.ticket_id FROM paused)
)
SELECT
  ticket_id,
  CAST(row_number() OVER (PARTITION BY ticket_id ORDER BY from_at NULLS LAST, _order NULLS LAST) AS INTEGER) AS spell,
  from_at,
  until_at
FROM steps
WHERE kind = 'paused' AND actor_kind = 'user'
