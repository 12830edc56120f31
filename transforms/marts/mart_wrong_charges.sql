-- Tickets of the last 365 days whose charges are to be looked at, each once by its gravest reason: taken in warranty, more than quoted, not quoted.
-- grain: ticket_id
-- not_null: ticket_id, reason, charged_at
-- accepted: reason = in_warranty|over_quote|unquoted
SELECT
  ticket_id,
  CASE WHEN is_charged_in_warranty THEN 'in_warranty' WHEN is_overcharged THEN 'over_quote' ELSE 'unquoted' END AS reason,
  category,
  model,
  region,
  service_point_id,
  warranty,
  charged_at,
  currency,
  quoted,
  charged,
  over_quote
FROM fct_charges
WHERE
  (is_charged_in_warranty OR is_overcharged OR is_unquoted)
  AND NOT is_cancelled
  AND charged_at > add_days(as_of(), -365)
