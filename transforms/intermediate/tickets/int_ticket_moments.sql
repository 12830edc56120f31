-- Tickets and their moments: asked for, answered, reached, closed, reopened. Events decide; the ticket's own columns serve where it has none.
-- closed_at is the first closing and stays after a reopening; is_open tells the state at as_of.
-- Tickets that do not count are still here, for is_counted to tell.
-- grain: ticket_id
-- not_null: ticket_id, created_at, is_open, is_cancelled, reopen_count
WITH turns AS (
  SELECT
    ticket_id,
    min(CASE WHEN kind = 'closed' THEN happened_at END) AS closed_at,
    max(CASE WHEN kind = 'closed' THEN happened_at END) AS last_closed_at,
    max(CASE WHEN kind = 'reopened' THEN happened_at END) AS last_reopened_at,
    CAST(count(CASE WHEN kind = 'reopened' THEN 1 END) AS INTEGER) AS reopen_count,
    sum(CASE WHEN kind = 'reopened' THEN 1 ELSE -1 END) = 0 AS is_open
  FROM int_ticket_turns
  GROUP BY ticket_id
)
SELECT
  ticket.ticket_id,
  ticket.is_counted,
  ticket.created_at,
  ticket.type,
  ticket.channel,
  ticket.mode,
  ticket.status,
  ticket.priority,
  ticket.category,
  ticket.model,
  ticket.serial,
  ticket.batch,
  ticket.customer_key,
  ticket.customer_tier,
  ticket.region,
  ticket.region_tier,
  ticket.service_point_id,
  ticket.engineer_id,
  ticket.requested_from,
  ticket.requested_to,
  ticket.promised_from,
  ticket.promised_to,
  ticket.symptom_group,
  ticket.component,
  ticket.warranty,
  ticket.refused_by,
  CASE
    WHEN event.has_response_log THEN event.responded_at
    ELSE least(ticket.first_response_at, ticket.contacted_at)
  END AS first_response_at,
  CASE WHEN event.has_contact_log THEN event.contacted_at ELSE ticket.contacted_at END AS contacted_at,
  coalesce(turns.closed_at, least(ticket.closed_at, event.closed_at)) AS closed_at,
  coalesce(turns.last_closed_at, least(ticket.closed_at, event.closed_at)) AS last_closed_at,
  turns.last_reopened_at,
  coalesce(turns.reopen_count, 0) AS reopen_count,
  coalesce(
    turns.is_open,
    ticket.closed_at IS NULL AND event.closed_at IS NULL AND coalesce(ticket.status, 'open') = 'open'
  ) AS is_open,
  coalesce(ticket.status = 'cancelled', FALSE) AS is_cancelled,
  coalesce(event.user_reschedule_count, 0) AS user_reschedule_count,
  coalesce(event.company_reschedule_count, 0) AS company_reschedule_count,
  event.callback_at,
  event.thanked_at
FROM stg_tickets AS ticket
LEFT JOIN (SELECT * FROM int_ticket_events WHERE in_part(ticket_id)) AS event ON ticket.ticket_id = event.ticket_id
LEFT JOIN turns ON ticket.ticket_id = turns.ticket_id
WHERE in_part(ticket.ticket_id)
