-- One row a birthday of a unit, past or due within 30 days, and how far its care task came. A task is that of the birthday next to its due day, within 45 days.
-- Done: completed from 7 days before to 30 days after the birthday. due_id numbers a day's birthdays and names no unit.
-- The note an installer left on the unit is only said to be there (has_install_note); its words stay with the unit.
-- Reached steps: is_called, is_consented, is_visited, is_found (a visit that found something).
-- grain: due_id
-- not_null: due_id, due_on, due_at, is_matured, is_opted_out, is_called, is_consented, is_visited, is_found, is_done, is_card_given, is_maintained, is_opinion_asked, found_count, has_install_note
WITH tasks AS (
  SELECT
    birthday.serial,
    birthday.due_on,
    bool_or(task.called_at IS NOT NULL) AS is_called,
    bool_or(coalesce(task.is_consented, FALSE)) AS is_consented,
    bool_or(task.visited_at IS NOT NULL) AS is_visited,
    bool_or(task.found_count > 0) AS is_found,
    max(task.found_count) AS found_count,
    bool_or(task.is_card_given) AS is_card_given,
    bool_or(task.is_maintained) AS is_maintained,
    bool_or(task.is_opinion_asked) AS is_opinion_asked,
    bool_or(task.is_opted_out) AS is_opted_out,
    bool_or(
      coalesce(days_between(birthday.due_on, local_date(task.completed_at)) BETWEEN -7 AND 30, FALSE)
    ) AS is_done
  FROM int_birthdays AS birthday
  INNER JOIN stg_proactive_tasks AS task
    ON birthday.serial = task.serial AND days_between(birthday.due_on, task.due_on) BETWEEN -45 AND 45
  WHERE task.kind = 'birthday'
  GROUP BY birthday.serial, birthday.due_on
)
SELECT
  replace(CAST(birthday.due_on AS VARCHAR), '-', '') || '-' || CAST(
    row_number() OVER (PARTITION BY birthday.due_on ORDER BY birthday.serial NULLS FIRST) AS VARCHAR
  ) AS due_id,
  birthday.category,
  birthday.model,
  birthday.region,
  CAST(NULL AS VARCHAR) AS region_tier,
  CAST(NULL AS VARCHAR) AS channel,
  CAST(NULL AS VARCHAR) AS mode,
  CAST(NULL AS VARCHAR) AS service_point_id,
  CAST(NULL AS VARCHAR) AS warranty,
  birthday.customer_tier,
  birthday.due_on,
  to_utc(CAST(birthday.due_on AS TIMESTAMP)) AS due_at,
  birthday.years,
  birthday.step_years,
  birthday.is_start_assumed,
  birthday.is_vip,
  birthday.has_install_note,
  days_between(birthday.due_on, local_date(as_of())) > 30 AS is_matured,
  birthday.is_opted_out OR coalesce(tasks.is_opted_out, FALSE) AS is_opted_out,
  coalesce(tasks.is_called, FALSE) AS is_called,
  coalesce(tasks.is_consented, FALSE) AS is_consented,
  coalesce(tasks.is_visited, FALSE) AS is_visited,
  coalesce(tasks.is_found, FALSE) AS is_found,
  CAST(coalesce(tasks.found_count, 0) AS INTEGER) AS found_count,
  coalesce(tasks.is_card_given, FALSE) AS is_card_given,
  coalesce(tasks.is_maintained, FALSE) AS is_maintained,
  coalesce(tasks.is_opinion_asked, FALSE) AS is_opinion_asked,
  coalesce(tasks.is_done, FALSE) AS is_done
FROM int_birthdays AS birthday
LEFT JOIN tasks ON birthday.serial = tasks.serial AND birthday.due_on = tasks.due_on
