-- Appeals about a ticket that is not there; they take nothing out
-- severity: warn
-- zh: 申诉所指的工单不存在；没有从比较中剔除任何工单
SELECT appeal.ticket_id
FROM input_appeals AS appeal
LEFT JOIN fct_tickets AS ticket ON appeal.ticket_id = ticket.ticket_id
WHERE ticket.ticket_id IS NULL
