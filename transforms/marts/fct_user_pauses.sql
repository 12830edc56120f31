-- One row a ticket the user put off: the minutes logged, and those that count, which the policy caps.
-- grain: ticket_id
-- not_null: ticket_id, paused_at, logged_minutes, paused_minutes, is_capped, is_paused
SELECT
  pause.ticket_id,
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
  ticket.closed_at,
  pause.paused_at,
  pause.pause_count,
  pause.logged_minutes,
  ticket.paused_minutes,
  pause.logged_minutes > ticket.paused_minutes AS is_capped,
  pause.is_paused AND ticket.is_open AS is_paused
FROM int_user_pauses AS pause
INNER JOIN fct_tickets AS ticket ON pause.ticket_id = ticket.ticket_id
