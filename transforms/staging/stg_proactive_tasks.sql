-- Care tasks with what had happened by as_of.
-- grain: task_id
-- not_null: task_id, kind, serial, due_on
SELECT
  task_id,
  kind,
  serial,
  due_on,
  CASE WHEN called_at <= as_of() THEN called_at END AS called_at,
  CASE WHEN called_at <= as_of() THEN consented END AS is_consented,
  CASE WHEN visited_at <= as_of() THEN visited_at END AS visited_at,
  CASE WHEN completed_at <= as_of() THEN completed_at END AS completed_at,
  CASE WHEN coalesce(visited_at, completed_at) <= as_of() THEN json_list_size(found) ELSE 0 END AS found_count,
  coalesce(opted_out, FALSE) AS is_opted_out
FROM landing_proactive_tasks
