-- When a unit that was sent in came back to its user; without an end, or lost on the way, it has not.
-- grain: ticket_id
-- not_null: ticket_id
-- materialised: table
SELECT
  ticket_id,
  max(CASE WHEN ended_at <= as_of() AND coalesce(status, '') <> 'lost' THEN ended_at END) AS returned_at
FROM landing_logistics_legs
WHERE leg = 'outbound'
GROUP BY ticket_id
