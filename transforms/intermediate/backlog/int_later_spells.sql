-- The stretches during which a ticket was open again, with what is known of the ticket.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, opened_at, created_at
-- materialised: table
SELECT
  ticket.ticket_id,
  spell.spell,
  spell.opened_at,
  spell.closed_at,
  ticket.created_at,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier
FROM int_reopened_spells AS spell
INNER JOIN fct_tickets AS ticket ON spell.ticket_id = ticket.ticket_id
