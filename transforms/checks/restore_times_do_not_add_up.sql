-- Repairs whose parts do not add up to their time to restore, or count a minute twice
-- severity: fail
-- zh: 各段时间之和不等于恢复使用时长，或有重复计算的维修工单
SELECT ticket_id, time_to_restore_minutes
FROM fct_restore_times
WHERE
  response_minutes + assignment_minutes + acceptance_minutes + contact_minutes + window_minutes + arrival_minutes
  + hands_on_minutes + parts_minutes + user_minutes + transport_minutes + rest_minutes <> time_to_restore_minutes
  OR least(
    response_minutes, assignment_minutes, acceptance_minutes, contact_minutes, window_minutes, arrival_minutes,
    hands_on_minutes, parts_minutes, user_minutes, transport_minutes, rest_minutes
  ) < 0
