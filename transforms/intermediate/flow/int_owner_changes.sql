-- How often a ticket changed hands after it was first accepted, of those that were transferred or accepted again.
-- Of a transfer the holder is who accepts next, else the one it names; a transfer that names nobody is a change. A to B and back to A is two.
-- grain: ticket_id
-- not_null: ticket_id, owner_change_count
-- materialised: table
WITH moving AS (
  SELECT ticket_id, accepted_at FROM int_ticket_steps WHERE transferred_count > 0 OR accepted_count > 1
),
steps AS (
  SELECT
    event.ticket_id,
    event.kind,
    event.actor_id,
    event.happened_at,
    event._order,
    lead(event.kind) OVER (
      PARTITION BY event.ticket_id ORDER BY event.happened_at NULLS LAST, event._order NULLS LAST
    ) AS next_kind
  FROM stg_ticket_events AS event
  INNER JOIN moving ON event.ticket_id = moving.ticket_id
  WHERE
    event.kind IN ('accepted', 'transferred')
    AND event.happened_at >= coalesce(moving.accepted_at, event.happened_at)
),
held AS (
  SELECT
    ticket_id,
    kind,
    actor_id,
    lag(actor_id) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS actor_before,
    lag(kind) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS kind_before
  FROM steps
  WHERE NOT coalesce(kind = 'transferred' AND next_kind = 'accepted', FALSE)
)
SELECT
  ticket_id,
  CAST(
    count(
      CASE
        WHEN kind_before IS NULL THEN NULL
        WHEN actor_id <> actor_before THEN 1
        WHEN kind = 'transferred' AND (actor_id IS NULL OR actor_before IS NULL) THEN 1
      END
    ) AS INTEGER
  ) AS owner_change_count
FROM held
GROUP BY ticket_id
