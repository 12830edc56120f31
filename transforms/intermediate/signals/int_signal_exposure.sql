-- Unit-months in use of each model by month: of all its units (part_kind all), of each batch and in each region. The last three years.
-- grain: model, part_kind, part_id, month
-- not_null: model, part_kind, month, unit_months
-- accepted: part_kind = all|batch|region
-- materialised: table
WITH used AS (
  SELECT model, batch, region, month, unit_months
  FROM fct_exposure
  WHERE month <= local_date(as_of()) AND month >= add_months(period_start('month', local_date(as_of())), -37)
)
SELECT
  model,
  'all' AS part_kind,
  CAST(NULL AS VARCHAR) AS part_id,
  month,
  CAST(sum(CAST(unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
FROM used
GROUP BY model, month
UNION ALL
SELECT
  model,
  'batch' AS part_kind,
  batch AS part_id,
  month,
  CAST(sum(CAST(unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
FROM used
WHERE batch IS NOT NULL
GROUP BY model, batch, month
UNION ALL
SELECT
  model,
  'region' AS part_kind,
  region AS part_id,
  month,
  CAST(sum(CAST(unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
FROM used
WHERE region IS NOT NULL
GROUP BY model, region, month
