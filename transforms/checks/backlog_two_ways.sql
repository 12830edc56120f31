-- Tickets that are open at as_of but have no open spell, or the other way round
-- severity: fail
-- zh: 截止时在途状态与在途时段不一致的工单
SELECT coalesce(ticket.ticket_id, spell.ticket_id) AS ticket_id
FROM (SELECT ticket_id FROM fct_tickets WHERE is_open) AS ticket
FULL OUTER JOIN (SELECT ticket_id FROM fct_open_spells WHERE closed_at IS NULL) AS spell
  ON ticket.ticket_id = spell.ticket_id
WHERE ticket.ticket_id IS NULL OR spell.ticket_id IS NULL
