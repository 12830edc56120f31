-- The way back from working seconds to a time: every working day under each hour of the working clock it takes part in.
-- A second p of the working clock (counted from 1) lies in slot floor((p - 1) / 3600), on the day with seconds_before < p <= seconds_until.
-- grain: slot, date
-- not_null: slot, date, stretch, opens_at, seconds_before, seconds_until
-- materialised: table
WITH steps AS (
  SELECT tens.n * 10 + ones.n AS n
  FROM (VALUES (0), (1), (2)) AS tens (n)
  CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS ones (n)
),
days AS (
  SELECT
    date,
    stretch,
    opens_at,
    seconds_before,
    seconds_before + work_seconds AS seconds_until,
    CAST(floor(seconds_before / 3600.0) AS BIGINT) AS first_slot,
    CAST(floor((seconds_before + work_seconds - 1) / 3600.0) AS BIGINT) AS last_slot
  FROM int_calendar_days
  WHERE work_seconds > 0
)
SELECT
  days.first_slot + steps.n AS slot,
  days.date,
  days.stretch,
  days.opens_at,
  days.seconds_before,
  days.seconds_until
FROM days
CROSS JOIN steps
WHERE days.first_slot + steps.n <= days.last_slot
