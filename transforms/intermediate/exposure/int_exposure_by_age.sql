-- Unit-months in use by model, batch and whole months since use began, the first 25; recent ones lie in the last six weeks, whose faults are not all known yet.
-- grain: model, batch, months_in_service
-- not_null: model, months_in_service, unit_months, recent_unit_months
-- materialised: table
SELECT
  cohort.model,
  cohort.batch,
  made.production_month,
  cohort.months_in_service,
  CAST(sum(CAST(cohort.unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months,
  CAST(
    sum(
      CAST(
        CASE WHEN add_months(cohort.month, 1) > add_days(local_date(as_of()), -42) THEN cohort.unit_months ELSE 0 END
        AS DECIMAL(38, 12)
      )
    )
    AS DOUBLE
  ) AS recent_unit_months
FROM int_cohort_months AS cohort
LEFT JOIN int_batch_months AS made ON cohort.model = made.model AND cohort.batch = made.batch
WHERE cohort.months_in_service <= 24
GROUP BY cohort.model, cohort.batch, made.production_month, cohort.months_in_service
