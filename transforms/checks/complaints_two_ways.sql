-- Tickets whose complaint count is not the number of their counted complaints
-- severity: fail
-- zh: 工单投诉数与计入的投诉条数不一致
SELECT ticket.ticket_id, ticket.complaint_count, texts.complaints
FROM (SELECT ticket_id, complaint_count, has_complaint FROM fct_tickets WHERE complaint_count > 0 OR has_complaint) AS ticket
FULL OUTER JOIN (
  SELECT feedback.ticket_id, count(*) AS complaints
  FROM fct_feedback AS feedback
  WHERE feedback.is_complaint AND feedback.ticket_id IN (SELECT fct_tickets.ticket_id FROM fct_tickets)
  GROUP BY feedback.ticket_id
) AS texts ON ticket.ticket_id = texts.ticket_id
WHERE
  coalesce(ticket.complaint_count, 0) <> coalesce(texts.complaints, 0)
  OR coalesce(ticket.has_complaint, FALSE) <> (coalesce(ticket.complaint_count, 0) > 0)
