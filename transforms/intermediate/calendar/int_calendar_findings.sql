-- Years the working calendar does not cover although a clock had to pass through them: those minutes are NULL.
-- grain: rule, subject
WITH covered AS (
  SELECT DISTINCT year AS calendar_year FROM input_calendar_coverage
),
spans AS (
  SELECT year(local_date(created_at)) AS from_year, year(local_date(first_response_at)) AS to_year, count(*) AS tickets
  FROM fct_tickets
  WHERE first_response_at IS NOT NULL AND first_response_business_minutes IS NULL
  GROUP BY year(local_date(created_at)), year(local_date(first_response_at))
),
dues AS (
  SELECT
    year(local_date(created_at)) AS from_year,
    year(local_date(contact_start_at)) AS contact_year,
    count(*) AS tickets
  FROM fct_tickets
  WHERE
    (sla_first_response_target_minutes IS NOT NULL AND sla_first_response_due_at IS NULL)
    OR (sla_contact_target_minutes IS NOT NULL AND sla_contact_due_at IS NULL)
    OR (sla_restore_target_minutes IS NOT NULL AND sla_restore_due_at IS NULL)
  GROUP BY year(local_date(created_at)), year(local_date(contact_start_at))
),
missing AS (
  SELECT candidate.calendar_year
  FROM (
    SELECT from_year AS calendar_year FROM spans
    UNION
    SELECT to_year AS calendar_year FROM spans
    UNION
    SELECT from_year AS calendar_year FROM dues
    UNION
    SELECT contact_year AS calendar_year FROM dues
    UNION
    SELECT calendar_year + 1 AS calendar_year FROM covered
  ) AS candidate
  LEFT JOIN covered ON candidate.calendar_year = covered.calendar_year
  WHERE covered.calendar_year IS NULL
),
touched AS (
  SELECT missing.calendar_year, spans.tickets
  FROM spans
  INNER JOIN missing ON missing.calendar_year BETWEEN spans.from_year AND spans.to_year
  UNION ALL
  SELECT min(missing.calendar_year) AS calendar_year, dues.tickets
  FROM dues
  INNER JOIN missing ON missing.calendar_year >= dues.from_year
  GROUP BY dues.from_year, dues.contact_year, dues.tickets
)
SELECT
  'calendar_year_missing' AS rule,
  'warn' AS severity,
  CAST(calendar_year AS VARCHAR) AS subject,
  CAST(sum(tickets) AS BIGINT) AS rows,
  '工作日历没有' || CAST(calendar_year AS VARCHAR) || '年：经过这一年的工作时间不计算，请在calendar.csv和coverage.yaml中补上' AS message_zh,
  'The working calendar lacks ' || CAST(calendar_year AS VARCHAR)
  || ': working time that passes through it is not counted; add the year to calendar.csv and coverage.yaml' AS message_en
FROM touched
GROUP BY calendar_year
