-- The scans of a unit that was sent in: handed to the courier, arrived at the workshop, sent back, delivered. A scan that was never made is NULL.
-- grain: ticket_id
-- not_null: ticket_id, is_lost
-- materialised: table
SELECT
  ticket_id,
  coalesce(
    min(CASE WHEN leg = 'pickup' THEN ended_at END), min(CASE WHEN leg = 'inbound' THEN started_at END)
  ) AS handed_in_at,
  min(CASE WHEN leg = 'inbound' THEN ended_at END) AS at_workshop_at,
  max(CASE WHEN leg = 'outbound' THEN started_at END) AS shipped_at,
  max(CASE WHEN leg = 'outbound' THEN ended_at END) AS delivered_at,
  bool_or(is_lost) AS is_lost
FROM stg_logistics_legs
GROUP BY ticket_id
