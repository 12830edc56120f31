-- One row a ticket on site with both a window the user asked for and one the company promised; is_outside_ask: the promise reaches beyond the ask.
-- Where the user moved the visit, the promise answers another ask, and the ticket is not here.
-- grain: ticket_id
-- not_null: ticket_id, created_at, requested_from, requested_to, promised_from, promised_to, promise_class, is_outside_ask
-- accepted: promise_class = inside|earlier|later|wider
-- parts: fct_tickets
SELECT
  ticket.ticket_id,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  ticket.created_at,
  own.requested_from,
  own.requested_to,
  own.promised_from,
  own.promised_to,
  CASE
    WHEN own.promised_from < own.requested_from AND own.promised_to > own.requested_to THEN 'wider'
    WHEN own.promised_to > own.requested_to THEN 'later'
    WHEN own.promised_from < own.requested_from THEN 'earlier'
    ELSE 'inside'
  END AS promise_class,
  own.promised_from < own.requested_from OR own.promised_to > own.requested_to AS is_outside_ask
FROM fct_tickets AS ticket
INNER JOIN (
  SELECT ticket_id, requested_from, requested_to, promised_from, promised_to
  FROM stg_tickets
  WHERE
    in_part(ticket_id)
    AND requested_from IS NOT NULL
    AND requested_to IS NOT NULL
    AND promised_from IS NOT NULL
    AND promised_to IS NOT NULL
) AS own ON ticket.ticket_id = own.ticket_id
WHERE in_part(ticket.ticket_id) AND ticket.is_on_site AND ticket.user_reschedule_count = 0
