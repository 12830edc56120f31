-- Money asked for and paid up to as_of, under the surviving ticket.
-- grain: ticket_id, kind, at
-- not_null: ticket_id, kind
SELECT
  coalesce(merged.survivor_id, charge.ticket_id) AS ticket_id,
  charge.kind,
  charge.quoted,
  charge.charged,
  charge.currency,
  charge.at
FROM landing_charges AS charge
LEFT JOIN stg_merges AS merged ON charge.ticket_id = merged.ticket_id
WHERE coalesce(charge.at, as_of()) <= as_of()
