-- Tickets whose open spells are not one more than their reopenings
-- severity: fail
-- zh: 在途时段数不等于重开次数加一的工单
SELECT ticket.ticket_id, ticket.reopen_count, count(*) AS spells
FROM fct_tickets AS ticket
INNER JOIN (
  SELECT ticket_id FROM fct_open_spells
  WHERE ticket_id IN (SELECT reopened.ticket_id FROM fct_tickets AS reopened WHERE reopened.reopen_count > 0)
) AS spell ON ticket.ticket_id = spell.ticket_id
WHERE ticket.reopen_count > 0
GROUP BY ticket.ticket_id, ticket.reopen_count
HAVING count(*) <> ticket.reopen_count + 1
