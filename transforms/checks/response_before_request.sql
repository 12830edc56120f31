-- Tickets answered more than five minutes before they were asked for; the answer counts as given at once
-- severity: warn
-- zh: 首次响应早于报修5分钟以上；按0分钟计
SELECT ticket_id, created_at, first_response_at
FROM fct_tickets
WHERE first_response_at < add_minutes(created_at, -5)
