-- What happened to tickets up to as_of, under the surviving ticket; a merged ticket's own closing and reopening say nothing about the survivor.
-- not_null: ticket_id, happened_at, kind
SELECT
  coalesce(merged.survivor_id, event.ticket_id) AS ticket_id,
  event.at AS happened_at,
  event.kind,
  event.actor_kind,
  event.actor_id,
  event.new_from,
  event.new_to,
  event.detail,
  event._order
FROM landing_ticket_events AS event
LEFT JOIN stg_merges AS merged ON event.ticket_id = merged.ticket_id
WHERE event.at <= as_of() AND (merged.survivor_id IS NULL OR event.kind NOT IN ('closed', 'reopened'))
