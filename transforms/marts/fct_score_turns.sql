-- Every valid score of a customer about a unit that followed an earlier one of the same customer about the same unit, with both levels.
-- High: 9 or 10 of 10, else 4 or 5 of 5. Low: 0 to 6 of 10, else 1 or 2 of 5. The unit is the serial of the ticket, else its model.
-- grain: rating_id
-- not_null: rating_id, answered_at, level, previous_level
-- accepted: level = high|middle|low
-- accepted: previous_level = high|middle|low
WITH scores AS (
  SELECT
    rating.rating_id,
    rating.ticket_id,
    rating.answered_at,
    rating.customer_key,
    coalesce(ticket.serial, ticket.model) AS asset_key,
    CASE
      WHEN rating.nps >= 9 OR (rating.nps IS NULL AND rating.csat >= 4) THEN 'high'
      WHEN rating.nps <= 6 OR (rating.nps IS NULL AND rating.csat <= 2) THEN 'low'
      ELSE 'middle'
    END AS level
  FROM fct_ratings AS rating
  INNER JOIN fct_tickets AS ticket ON rating.ticket_id = ticket.ticket_id
  WHERE
    rating.is_valid AND coalesce(rating.nps, rating.csat) IS NOT NULL
    AND rating.customer_key IS NOT NULL AND coalesce(ticket.serial, ticket.model) IS NOT NULL
),
turns AS (
  SELECT
    rating_id,
    level,
    lag(level) OVER (
      PARTITION BY customer_key, asset_key ORDER BY answered_at NULLS FIRST, rating_id NULLS FIRST
    ) AS previous_level
  FROM scores
)
SELECT
  rating.rating_id,
  rating.ticket_id,
  rating.category,
  rating.model,
  rating.region,
  rating.region_tier,
  rating.channel,
  rating.mode,
  rating.service_point_id,
  rating.warranty,
  rating.customer_tier,
  rating.answered_at,
  turns.level,
  turns.previous_level
FROM turns
INNER JOIN fct_ratings AS rating ON turns.rating_id = rating.rating_id
WHERE turns.previous_level IS NOT NULL
