-- The window the user moved the visit to: the last move made before somebody found the user at home. A move by the company counts nowhere here.
-- grain: ticket_id
-- not_null: ticket_id, moved_at
-- materialised: table
WITH moves AS (
  SELECT
    event.ticket_id,
    event.happened_at,
    event.new_from,
    event.new_to,
    row_number() OVER (
      PARTITION BY event.ticket_id ORDER BY event.happened_at DESC NULLS LAST, event._order DESC NULLS LAST
    ) AS place
  FROM stg_ticket_events AS event
  LEFT JOIN int_ticket_visits AS visit ON event.ticket_id = visit.ticket_id
  WHERE
    event.kind = 'user_rescheduled'
    AND coalesce(event.new_from, event.new_to) IS NOT NULL
    AND event.happened_at <= coalesce(visit.home_arrived_at, event.happened_at)
)
SELECT moves.ticket_id, moves.happened_at AS moved_at, moves.new_from AS window_from, moves.new_to AS window_to
FROM moves
WHERE moves.place = 1
