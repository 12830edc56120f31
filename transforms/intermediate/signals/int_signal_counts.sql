-- Reports of each symptom of each model by local week: of all its units (part_kind all), of each batch and in each region. The last three years.
-- grain: subject_kind, subject_id, model, part_kind, part_id, week_start
-- not_null: subject_kind, subject_id, model, part_kind, week_start, reports
-- accepted: part_kind = all|batch|region
-- materialised: table
WITH reports AS (
  SELECT
    subject_kind,
    subject_id,
    model,
    category,
    batch,
    region,
    period_start('week', local_date(created_at)) AS week_start
  FROM int_signal_reports
  WHERE
    created_at <= as_of()
    AND period_start('week', local_date(created_at)) >= add_days(period_start('week', local_date(as_of())), -1092)
)
SELECT
  subject_kind,
  subject_id,
  model,
  min(category) AS category,
  'all' AS part_kind,
  CAST(NULL AS VARCHAR) AS part_id,
  week_start,
  count(*) AS reports
FROM reports
GROUP BY subject_kind, subject_id, model, week_start
UNION ALL
SELECT
  subject_kind,
  subject_id,
  model,
  min(category) AS category,
  'batch' AS part_kind,
  batch AS part_id,
  week_start,
  count(*) AS reports
FROM reports
WHERE batch IS NOT NULL
GROUP BY subject_kind, subject_id, model, batch, week_start
UNION ALL
SELECT
  subject_kind,
  subject_id,
  model,
  min(category) AS category,
  'region' AS part_kind,
  region AS part_id,
  week_start,
  count(*) AS reports
FROM reports
WHERE region IS NOT NULL
GROUP BY subject_kind, subject_id, model, region, week_start
