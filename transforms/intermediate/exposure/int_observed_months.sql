-- Months in which requests were recorded, up to as_of, with the share of the month that has passed: exposure outside them has no faults to set against.
-- grain: month
-- not_null: month, passed_share
-- materialised: table
SELECT
  month,
  least(
    1.0,
    (days_between(month, local_date(as_of())) + 1.0) / days_between(month, add_months(month, 1))
  ) AS passed_share
FROM (SELECT DISTINCT period_start('month', local_date(created_at)) AS month FROM fct_tickets) AS months
