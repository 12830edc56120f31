-- One row for each stretch a ticket was open, with its dimensions. created_at stays the first request, so a reopened ticket keeps its age.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, opened_at, created_at
SELECT
  spell.ticket_id,
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
FROM int_open_spells AS spell
INNER JOIN int_tickets AS ticket ON spell.ticket_id = ticket.ticket_id
