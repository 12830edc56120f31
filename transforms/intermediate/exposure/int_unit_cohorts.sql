-- Units that began use in one month and ended it in one month, by model, batch and region: from the sales of the installed base, else from the units themselves.
-- An end that is not known is NULL with is_end_known false: such units fade by the survival assumption. Units in use have a known state and no end.
-- grain: model, batch, region, start_month, end_month, is_end_known
-- not_null: model, start_month, units, is_end_known
-- materialised: table
WITH base AS (
  SELECT model, batch, region, month AS start_month, CAST(sum(CAST(units_sold AS DECIMAL(38, 12))) AS DOUBLE) AS units
  FROM landing_installed_base
  WHERE units_sold > 0 AND month <= local_date(as_of())
  GROUP BY model, batch, region, month
),
source AS (SELECT count(*) > 0 AS has_base FROM base),
units AS (
  SELECT
    unit.model,
    unit.batch,
    unit.region,
    period_start('month', local_date(coalesce(unit.in_use_at, unit.sold_at))) AS start_month,
    CASE
      WHEN unit.status IN ('returned', 'scrapped') AND unit.status_at <= as_of()
        THEN period_start('month', local_date(unit.status_at))
    END AS end_month,
    coalesce(
      unit.status = 'active' OR unit.status_at > as_of() OR unit.status_at IS NOT NULL, FALSE
    ) AS is_end_known
  FROM landing_units AS unit
  WHERE coalesce(unit.in_use_at, unit.sold_at) <= as_of()
)
SELECT model, batch, region, start_month, CAST(NULL AS DATE) AS end_month, units, FALSE AS is_end_known
FROM base
UNION ALL
SELECT model, batch, region, start_month, end_month, CAST(count(*) AS DOUBLE) AS units, is_end_known
FROM units
CROSS JOIN source
WHERE NOT source.has_base
GROUP BY model, batch, region, start_month, end_month, is_end_known
