-- Unit-months in use of each model and batch by month and age: months in service from 0, 3, 6, 12 and 24 on. Units sold before the first sale known are not here.
-- grain: model, batch, month, months_from
-- not_null: model, month, months_from, unit_months
-- accepted: months_from = 0|3|6|12|24
-- materialised: table
WITH aged AS (
  SELECT
    model,
    batch,
    month,
    CASE
      WHEN months_in_service < 3 THEN 0
      WHEN months_in_service < 6 THEN 3
      WHEN months_in_service < 12 THEN 6
      WHEN months_in_service < 24 THEN 12
      ELSE 24
    END AS months_from,
    unit_months
  FROM int_cohort_months
)
SELECT
  model,
  batch,
  month,
  months_from,
  CAST(sum(CAST(unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
FROM aged
GROUP BY model, batch, month, months_from
