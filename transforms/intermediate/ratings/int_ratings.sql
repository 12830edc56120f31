-- Ratings with the dimensions of their ticket, and whether the answer counts.
-- An answer about a ticket counts once the ticket closed and only if it came after the fix; one that names no ticket, or from a source without
-- tickets, counts as it is. The fix is the end of the restoring visit, or the first closing where that is earlier or all that is known.
-- grain: rating_id
-- not_null: rating_id, customer, is_answered, is_valid, is_callback_before_fix
-- accepted: invalid_reason = not_answered|ticket_unknown|ticket_open|before_fix
WITH linked AS (
  SELECT
    rating.rating_id,
    rating.ticket_id,
    coalesce(rating.customer_key, ticket.customer_key) AS customer_key,
    rating.mode AS survey_mode,
    rating.touchpoint,
    rating.invited_at,
    rating.answered_at,
    rating.nps,
    rating.csat,
    rating.ces,
    rating._order,
    ticket.type,
    ticket.category,
    ticket.model,
    ticket.batch,
    ticket.region,
    ticket.region_tier,
    ticket.channel,
    ticket.mode,
    ticket.service_point_id,
    ticket.engineer_id,
    ticket.warranty,
    ticket.customer_tier,
    rating.answered_at IS NOT NULL AND coalesce(rating.nps, rating.csat, rating.ces) IS NOT NULL AS is_answered,
    rating.ticket_id IS NOT NULL AND source.has_tickets AS is_about_ticket,
    ticket.ticket_id IS NOT NULL AS is_ticket_known,
    closures.closed_at,
    coalesce(rating.answered_at < least(closures.closed_at, visits.restored_at), FALSE) AS is_callback_before_fix
  FROM stg_ratings AS rating
  CROSS JOIN (SELECT count(*) > 0 AS has_tickets FROM stg_tickets) AS source
  LEFT JOIN int_tickets AS ticket ON rating.ticket_id = ticket.ticket_id
  LEFT JOIN int_ticket_closures AS closures ON rating.ticket_id = closures.ticket_id
  LEFT JOIN int_ticket_visits AS visits ON rating.ticket_id = visits.ticket_id
),
judged AS (
  SELECT
    *,
    coalesce('c' || customer_key, 'r' || rating_id) AS customer,
    CASE
      WHEN NOT is_answered THEN 'not_answered'
      WHEN is_about_ticket AND NOT is_ticket_known THEN 'ticket_unknown'
      WHEN is_callback_before_fix THEN 'before_fix'
      WHEN is_about_ticket AND closed_at IS NULL THEN 'ticket_open'
    END AS invalid_reason
  FROM linked
)
SELECT *, invalid_reason IS NULL AS is_valid
FROM judged
