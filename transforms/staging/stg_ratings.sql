-- Ratings under the surviving ticket, asked for or given up to as_of; an answer given later is not there yet.
-- grain: rating_id
-- not_null: rating_id
SELECT
  rating.rating_id,
  coalesce(merged.survivor_id, rating.ticket_id) AS ticket_id,
  rating.customer_key,
  rating.mode,
  rating.invited_at,
  CASE WHEN rating.answered_at <= as_of() THEN rating.answered_at END AS answered_at,
  CASE WHEN rating.is_answered THEN rating.nps END AS nps,
  CASE WHEN rating.is_answered THEN rating.csat END AS csat,
  CASE WHEN rating.is_answered THEN rating.ces END AS ces,
  rating.touchpoint,
  CASE WHEN rating.is_answered THEN rating.confirmed_items END AS confirmed_items,
  CASE WHEN rating.is_answered THEN rating.comment END AS comment,
  rating.extra,
  rating._order
FROM (SELECT *, coalesce(answered_at, as_of()) <= as_of() AS is_answered FROM landing_ratings) AS rating
LEFT JOIN stg_merges AS merged ON rating.ticket_id = merged.ticket_id
WHERE coalesce(rating.invited_at, rating.answered_at, as_of()) <= as_of()
