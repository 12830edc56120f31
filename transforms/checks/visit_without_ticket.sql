-- Visits whose ticket is not there; they count in no ticket's numbers
-- severity: warn
-- zh: 找不到工单的上门记录；不计入任何工单
SELECT visit_id, ticket_id
FROM fct_visits
WHERE NOT is_ticket_known AND arrived_at IS NOT NULL
