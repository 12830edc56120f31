/** Days within which nearly every fault is confirmed; later than that nothing is taken to be missing. */
const settled = 120;
/** Months in service up to which units are followed. */
export const mostMonths = 36;

/** Common table expressions that end in `known`: by month of a report, the share of its faults that are confirmed by now. */
export const knownSql = `late AS (
  SELECT days_between(local_date(reported_at), local_date(confirmed_at)) AS days, count(*) AS n
  FROM fct_faults WHERE days_between(local_date(reported_at), local_date(as_of())) >= ${settled} GROUP BY 1
),
ends AS (
  SELECT month, CAST(day AS DATE) AS day FROM (SELECT DISTINCT month FROM int_cohort_months) AS months,
    generate_series(month, CAST(month + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE), INTERVAL 1 DAY) AS days(day)
  WHERE month > local_date(as_of()) - INTERVAL ${settled} DAY AND day <= local_date(as_of())
),
known AS (
  SELECT month, CAST(sum(CAST(share AS DECIMAL(38, 12))) AS DOUBLE) / count(*) AS share FROM (
    SELECT ends.month, ends.day, sum(CASE WHEN late.days <= days_between(ends.day, local_date(as_of())) THEN late.n ELSE 0 END) / sum(late.n) AS share
    FROM ends, late GROUP BY ends.month, ends.day
  ) AS shares GROUP BY month
)`;
