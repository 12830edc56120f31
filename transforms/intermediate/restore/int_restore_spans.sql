-- What may interrupt the phases of a repair, as it was logged, in whole minutes since the request: later productive visits, the user's own waits, parts, parcels. Spans may overlap.
-- The user's own: pauses, and from a closed door to the next visit. rank says which of overlapping spans counts: the smallest.
-- grain: ticket_id, rank, from_minute, until_minute
-- not_null: ticket_id, rank, from_minute, until_minute
-- materialised: table
WITH spans AS (
  SELECT ticket_id, 1 AS rank, arrived_at AS from_at, left_at AS until_at
  FROM int_visits
  WHERE
    is_productive
    AND ticket_id IN (SELECT repeated.ticket_id FROM int_ticket_visits AS repeated WHERE repeated.productive_visit_count > 1)
  UNION ALL
  SELECT ticket_id, 2, from_at, coalesce(until_at, as_of()) FROM int_user_pause_spells
  UNION ALL
  SELECT ticket_id, 2, left_at, next_at
  FROM (
    SELECT
      ticket_id,
      outcome,
      coalesce(left_at, arrived_at) AS left_at,
      lead(arrived_at) OVER (PARTITION BY ticket_id ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST) AS next_at
    FROM int_visits
    WHERE
      arrived_at IS NOT NULL
      AND ticket_id IN (SELECT absent.ticket_id FROM int_ticket_visits AS absent WHERE absent.no_access_count > 0)
  ) AS visits
  WHERE outcome = 'no_access'
  UNION ALL
  SELECT ticket_id, 3, from_at, coalesce(until_at, as_of()) FROM int_part_wait_spells
  UNION ALL
  SELECT ticket_id, 4, started_at, coalesce(ended_at, as_of()) FROM stg_logistics_legs
)
SELECT DISTINCT
  spans.ticket_id,
  spans.rank,
  least(greatest(minutes_between(ticket.created_at, spans.from_at), 0), ticket.time_to_restore_minutes) AS from_minute,
  least(greatest(minutes_between(ticket.created_at, spans.until_at), 0), ticket.time_to_restore_minutes) AS until_minute
FROM spans
INNER JOIN (
  SELECT ticket_id, created_at, time_to_restore_minutes
  FROM fct_tickets
  WHERE type = 'repair' AND NOT is_cancelled AND time_to_restore_minutes IS NOT NULL
) AS ticket
  ON spans.ticket_id = ticket.ticket_id
WHERE
  spans.from_at IS NOT NULL
  AND minutes_between(ticket.created_at, spans.until_at) > greatest(minutes_between(ticket.created_at, spans.from_at), 0)
  AND minutes_between(ticket.created_at, spans.from_at) < ticket.time_to_restore_minutes
