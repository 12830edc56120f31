-- Closed repairs whose only productive visit says no outcome; they count as not fixed at the first visit
-- severity: warn
-- zh: 唯一一次有效上门没有写结果的维修工单；按未一次修复计
SELECT ticket_id
FROM fct_tickets
WHERE first_time_fix_reason = 'outcome_missing'
