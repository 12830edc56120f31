-- The days of the covered years, each with the working seconds that lie before it.
-- A stretch is a run of covered years without a gap: two days are comparable only within one stretch.
-- grain: date
-- not_null: date, stretch, is_workday, opens_at, work_seconds, seconds_before
-- materialised: table
WITH digits AS (
  SELECT n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS digit (n)
),
years AS (
  SELECT
    year AS calendar_year,
    CAST(year - row_number() OVER (ORDER BY year NULLS LAST) AS INTEGER) AS stretch
  FROM (SELECT DISTINCT year FROM input_calendar_coverage) AS covered
),
days AS (
  SELECT
    years.stretch,
    CAST(add_days(first_days.date, hundreds.n * 100 + tens.n * 10 + ones.n) AS DATE) AS date,
    years.calendar_year
  FROM years
  INNER JOIN (
    SELECT DISTINCT year, CAST(CAST(year AS VARCHAR) || '-01-01' AS DATE) AS date FROM input_calendar_coverage
  ) AS first_days ON years.calendar_year = first_days.year
  CROSS JOIN digits AS hundreds
  CROSS JOIN digits AS tens
  CROSS JOIN digits AS ones
  WHERE hundreds.n * 100 + tens.n * 10 + ones.n < 366
),
listed AS (
  SELECT date, max(kind) AS kind, min(lpad(opens, 5, '0')) AS opens, max(lpad(closes, 5, '0')) AS closes
  FROM input_calendar
  GROUP BY date
),
hours AS (
  SELECT
    days.date,
    days.stretch,
    CASE
      WHEN listed.kind = 'holiday' THEN FALSE
      WHEN listed.kind IS NOT NULL THEN TRUE
      ELSE days_between(CAST('1900-01-01' AS DATE), days.date) % 7 < 5
    END AS is_workday,
    CAST(substr(coalesce(listed.opens, '09:00'), 1, 2) AS INTEGER) * 60
      + CAST(substr(coalesce(listed.opens, '09:00'), 4, 2) AS INTEGER) AS opens_minute,
    CAST(substr(coalesce(listed.closes, '18:00'), 1, 2) AS INTEGER) * 60
      + CAST(substr(coalesce(listed.closes, '18:00'), 4, 2) AS INTEGER) AS closes_minute
  FROM days
  LEFT JOIN listed ON days.date = listed.date
  WHERE year(days.date) = days.calendar_year
),
lengths AS (
  SELECT
    date,
    stretch,
    is_workday,
    to_utc(add_minutes(CAST(date AS TIMESTAMP), opens_minute)) AS opens_at,
    CAST(CASE WHEN is_workday THEN greatest(closes_minute - opens_minute, 0) * 60 ELSE 0 END AS BIGINT) AS work_seconds
  FROM hours
)
SELECT
  date,
  stretch,
  is_workday,
  opens_at,
  work_seconds,
  CAST(
    coalesce(
      sum(work_seconds) OVER (ORDER BY date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
    ) AS BIGINT
  ) AS seconds_before
FROM lengths
