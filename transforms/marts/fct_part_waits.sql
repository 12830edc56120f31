-- One row a ticket that needed a part: how long it waited, whether the part was at hand at the first productive visit, and whether the parts were original.
-- Waits that overlap pass once. parts_wait_minutes is NULL until every part has come; waited_minutes runs on to as_of.
-- wait_to_restore_minutes is the wait between the request and the product working again, NULL until it does.
-- grain: ticket_id
-- not_null: ticket_id, part_count, open_part_count
WITH waits AS (
  SELECT
    spell.ticket_id,
    sum(seconds_between(spell.from_at, coalesce(spell.until_at, ticket.closed_at, as_of()))) AS waited_seconds,
    sum(
      greatest(
        seconds_between(
          greatest(spell.from_at, ticket.created_at), least(coalesce(spell.until_at, ticket.closed_at, as_of()), ticket.restored_at)
        ),
        0
      )
    ) AS seconds_to_restore
  FROM int_part_wait_spells AS spell
  INNER JOIN fct_tickets AS ticket ON spell.ticket_id = ticket.ticket_id
  GROUP BY spell.ticket_id
)
SELECT
  need.ticket_id,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  ticket.created_at,
  ticket.closed_at,
  ticket.is_open,
  ticket.is_cancelled,
  need.part_count,
  need.open_part_count,
  need.requested_at,
  need.received_at,
  need.open_since_at,
  CASE WHEN need.received_at IS NOT NULL THEN CAST(floor(waits.waited_seconds / 60.0) AS INTEGER) END AS parts_wait_minutes,
  CAST(floor(waits.waited_seconds / 60.0) AS INTEGER) AS waited_minutes,
  ticket.restored_at,
  ticket.time_to_restore_minutes,
  CASE
    WHEN ticket.restored_at IS NOT NULL THEN CAST(floor(coalesce(waits.seconds_to_restore, 0) / 60.0) AS INTEGER)
  END AS wait_to_restore_minutes,
  need.first_visit_at,
  CASE
    WHEN need.first_visit_at IS NOT NULL
      THEN NOT need.is_sent_away AND coalesce(need.received_at <= need.first_left_at, FALSE)
  END AS is_first_pass_filled,
  CASE WHEN need.known_part_count > 0 THEN need.genuine_part_count = need.known_part_count END AS is_all_genuine
FROM int_part_needs AS need
INNER JOIN fct_tickets AS ticket ON need.ticket_id = ticket.ticket_id
LEFT JOIN waits ON need.ticket_id = waits.ticket_id
