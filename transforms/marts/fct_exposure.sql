-- Unit-months in use by model, batch, region and month: from the installed base, else from the units. A month under way counts as far as it has passed.
-- grain: model, batch, region, month
-- not_null: model, month, month_at, unit_months
WITH source AS (SELECT count(*) > 0 AS has_base FROM landing_installed_base WHERE units > 0),
used AS (
  SELECT base.model, base.batch, base.region, base.month, CAST(sum(CAST(base.units * month.passed_share AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
  FROM landing_installed_base AS base
  INNER JOIN int_observed_months AS month ON base.month = month.month
  WHERE base.units > 0
  GROUP BY base.model, base.batch, base.region, base.month
  UNION ALL
  SELECT cohort.model, cohort.batch, cohort.region, cohort.month, CAST(sum(CAST(cohort.unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
  FROM int_cohort_months AS cohort
  CROSS JOIN source
  WHERE NOT source.has_base
  GROUP BY cohort.model, cohort.batch, cohort.region, cohort.month
)
SELECT
  used.model,
  used.batch,
  used.region,
  used.month,
  to_utc(CAST(used.month AS TIMESTAMP)) AS month_at,
  product.category,
  used.unit_months
FROM used
LEFT JOIN landing_products AS product ON used.model = product.model
