-- Answers about a ticket that is not there; they count in no score
-- severity: warn
-- zh: 评价所指的工单不存在；不计入任何分数
SELECT rating_id, ticket_id
FROM fct_ratings
WHERE invalid_reason = 'ticket_unknown'
