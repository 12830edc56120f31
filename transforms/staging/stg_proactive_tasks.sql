-- Care tasks with what had happened by as_of. The items of a birthday are a card, maintenance and asking for the user's opinion.
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
  coalesce(coalesce(visited_at, completed_at) <= as_of(), FALSE)
  AND (json_list_has(items_done, 'card') OR json_list_has(items_done, '贺卡')) AS is_card_given,
  coalesce(coalesce(visited_at, completed_at) <= as_of(), FALSE)
  AND (json_list_has(items_done, 'maintenance') OR json_list_has(items_done, '维护保养')) AS is_maintained,
  coalesce(coalesce(visited_at, completed_at) <= as_of(), FALSE)
  AND (json_list_has(items_done, 'opinions') OR json_list_has(items_done, '征询意见')) AS is_opinion_asked,
  coalesce(opted_out, FALSE) AS is_opted_out
FROM landing_proactive_tasks
