-- Tickets whose log cannot have happened so: a step before the one it needs, work after the close, a door closed twice.
-- grain: rule, ticket_id
-- not_null: rule, ticket_id
-- accepted: rule = step_before_request|accepted_before_assigned|worked_before_accepted|worked_after_closed|reopened_before_closed|closed_twice|closed_without_visit
SELECT 'step_before_request' AS rule, ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_before_request
UNION ALL
SELECT 'accepted_before_assigned', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_accepted_unassigned
UNION ALL
SELECT 'worked_before_accepted', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_worked_unaccepted
UNION ALL
SELECT 'worked_after_closed', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_worked_after_close
UNION ALL
SELECT 'reopened_before_closed', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_reopened_unclosed
UNION ALL
SELECT 'closed_twice', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_closed_twice
UNION ALL
SELECT 'closed_without_visit', ticket_id, created_at, service_point_id FROM fct_ticket_flows WHERE is_closed_unvisited
