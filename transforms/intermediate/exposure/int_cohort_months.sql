-- Unit-months of every cohort in every observed month: half a month for the month use begins and the one it ends.
-- Where no end is known 0.5 % of the units are taken to leave each month.
-- grain: model, batch, region, month, months_in_service
-- not_null: model, month, months_in_service, unit_months
SELECT
  cohort.model,
  cohort.batch,
  cohort.region,
  month.month,
  CAST((year(month.month) - year(cohort.start_month)) * 12 + month(month.month) - month(cohort.start_month) AS INTEGER)
    AS months_in_service,
  CAST(
    sum(
      CAST(
        cohort.units * month.passed_share
        * CASE WHEN month.month = cohort.start_month OR month.month = cohort.end_month THEN 0.5 ELSE 1.0 END
        * CASE
          WHEN cohort.is_end_known THEN 1.0
          ELSE
            power(
              0.995,
              (year(month.month) - year(cohort.start_month)) * 12 + month(month.month) - month(cohort.start_month)
            )
        END
        AS DECIMAL(38, 12)
      )
    )
    AS DOUBLE
  ) AS unit_months
FROM int_unit_cohorts AS cohort
INNER JOIN int_observed_months AS month
  ON cohort.start_month <= month.month AND coalesce(cohort.end_month >= month.month, TRUE)
GROUP BY cohort.model, cohort.batch, cohort.region, month.month, cohort.start_month
