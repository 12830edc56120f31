-- One row a place that the coverage plan names, a county or a whole city or region, and whether a service point was open there: at as_of, and when it was due.
-- A point without an opening time has always been open.
-- grain: place_id
-- not_null: place_id, due_on, due_at, is_due, is_covered, is_covered_in_time, point_count
WITH plan AS (
  SELECT region, city, county, min(region_tier) AS region_tier, min(due_on) AS due_on
  FROM input_coverage_plan
  GROUP BY region, city, county
),
found AS (
  SELECT
    plan.region,
    coalesce(plan.city, '') AS city,
    coalesce(plan.county, '') AS county,
    count(CASE WHEN point.is_open THEN 1 END) AS point_count,
    bool_or(
      coalesce(local_date(point.opened_at) <= plan.due_on, TRUE) AND coalesce(local_date(point.closed_at) > plan.due_on, TRUE)
    ) AS is_covered_in_time,
    min(CASE WHEN point.is_open THEN local_date(point.opened_at) END) AS open_since_on
  FROM plan
  INNER JOIN stg_service_points AS point
    ON plan.region = point.region
    AND coalesce(plan.city, point.city, '') = coalesce(point.city, '')
    AND coalesce(plan.county, point.county, '') = coalesce(point.county, '')
  GROUP BY plan.region, plan.city, plan.county
)
SELECT
  plan.region || coalesce('/' || plan.city, '') || coalesce('/' || plan.county, '') AS place_id,
  plan.city,
  plan.county,
  CAST(NULL AS VARCHAR) AS category,
  CAST(NULL AS VARCHAR) AS model,
  plan.region,
  plan.region_tier,
  CAST(NULL AS VARCHAR) AS channel,
  CAST(NULL AS VARCHAR) AS mode,
  CAST(NULL AS VARCHAR) AS service_point_id,
  CAST(NULL AS VARCHAR) AS warranty,
  CAST(NULL AS VARCHAR) AS customer_tier,
  plan.due_on,
  to_utc(CAST(plan.due_on AS TIMESTAMP)) AS due_at,
  plan.due_on <= local_date(as_of()) AS is_due,
  coalesce(found.point_count, 0) > 0 AS is_covered,
  coalesce(found.is_covered_in_time, FALSE) AS is_covered_in_time,
  CAST(coalesce(found.point_count, 0) AS INTEGER) AS point_count,
  found.open_since_on
FROM plan
LEFT JOIN found
  ON plan.region = found.region AND coalesce(plan.city, '') = found.city AND coalesce(plan.county, '') = found.county
