-- Repairs whose visits found a fault of the product, with the moment it was known.
-- confirmed_at is the end of the first visit that found it, or the close of a workshop repair without visits.
-- grain: ticket_id
-- not_null: ticket_id, reported_at, confirmed_at
WITH found AS (
  SELECT ticket_id, min(left_at) AS found_at
  FROM fct_visits
  WHERE outcome IN ('fixed', 'not_fixed', 'awaiting_part', 'replaced')
  GROUP BY ticket_id
)
SELECT
  repair.ticket_id,
  repair.created_at AS reported_at,
  coalesce(found.found_at, CASE WHEN repair.is_session_assumed THEN repair.closed_at END) AS confirmed_at,
  repair.asset_key,
  repair.component
FROM int_repairs AS repair
LEFT JOIN found ON repair.ticket_id = found.ticket_id
WHERE found.found_at IS NOT NULL OR (repair.is_session_assumed AND repair.closed_at IS NOT NULL)
