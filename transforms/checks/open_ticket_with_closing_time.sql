-- Tickets their source calls open although they have a closing time; the time is believed
-- severity: warn
-- zh: 来源写着未关闭，却有关闭时间；以时间为准
SELECT ticket.ticket_id, ticket.closed_at
FROM int_tickets AS ticket
INNER JOIN int_ticket_clock AS clock ON ticket.ticket_id = clock.ticket_id
WHERE ticket.status = 'open' AND ticket.closed_at IS NOT NULL AND NOT clock.is_open
