-- How many tickets log steps that cannot have happened so, by rule, with one of them.
-- grain: rule
SELECT
  illegal.rule,
  'warn' AS severity,
  min(illegal.ticket_id) AS subject,
  count(*) AS rows,
  CASE illegal.rule
    WHEN 'step_before_request' THEN '有事件早于报修时间的工单'
    WHEN 'accepted_before_assigned' THEN '未派单或派单之前就接单的工单'
    WHEN 'worked_before_accepted' THEN '接单之前就到达的工单'
    WHEN 'worked_after_closed' THEN '关单之后未重开仍在处理的工单'
    WHEN 'reopened_before_closed' THEN '未关单就重开的工单'
    WHEN 'closed_twice' THEN '未重开又关单的工单'
    ELSE '没有上门记录就关单的上门工单'
  END AS message_zh,
  CASE illegal.rule
    WHEN 'step_before_request' THEN 'Tickets with an event before their request'
    WHEN 'accepted_before_assigned' THEN 'Tickets accepted without or before an assignment'
    WHEN 'worked_before_accepted' THEN 'Tickets visited before they were accepted'
    WHEN 'worked_after_closed' THEN 'Tickets worked on after the close without being reopened'
    WHEN 'reopened_before_closed' THEN 'Tickets reopened more often than closed'
    WHEN 'closed_twice' THEN 'Tickets closed again without being reopened'
    ELSE 'On-site tickets closed without a visit'
  END AS message_en
FROM mart_illegal_steps AS illegal
GROUP BY illegal.rule
