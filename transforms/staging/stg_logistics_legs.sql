-- The legs of parcels up to as_of, under the surviving ticket; a leg without an end, or lost, has not arrived.
-- not_null: ticket_id, leg
SELECT
  coalesce(merged.survivor_id, leg.ticket_id) AS ticket_id,
  leg.leg,
  leg.started_at,
  CASE WHEN leg.ended_at <= as_of() AND coalesce(leg.status, '') <> 'lost' THEN leg.ended_at END AS ended_at,
  coalesce(leg.status = 'lost', FALSE) AS is_lost
FROM landing_logistics_legs AS leg
LEFT JOIN stg_merges AS merged ON leg.ticket_id = merged.ticket_id
WHERE coalesce(leg.started_at, leg.ended_at, as_of()) <= as_of()
