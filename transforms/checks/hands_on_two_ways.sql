-- Tickets whose hands-on minutes are not the sum over their visits
-- severity: fail
-- zh: 工单作业分钟数与其各次上门之和不一致
SELECT ticket.ticket_id, ticket.hands_on_minutes, visit.hands_on_minutes AS visit_minutes
FROM fct_tickets AS ticket
INNER JOIN (
  SELECT ticket_id, sum(hands_on_minutes) AS hands_on_minutes FROM fct_visits GROUP BY ticket_id
) AS visit ON ticket.ticket_id = visit.ticket_id
WHERE coalesce(ticket.hands_on_minutes, 0) <> coalesce(visit.hands_on_minutes, 0)
