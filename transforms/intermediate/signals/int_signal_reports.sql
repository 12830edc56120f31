-- What customers report of a fault: repairs by the component they name, texts by their fault theme, and clauses that tell of a danger.
-- A repair that repeats an earlier one, a cancelled one and praise are no report. A ticket and what is written on it speak once of a theme.
-- grain: subject_kind, subject_id, report_id
-- not_null: subject_kind, subject_id, report_id, model, created_at
-- accepted: subject_kind = component|theme|safety
SELECT
  'component' AS subject_kind,
  component AS subject_id,
  ticket_id AS report_id,
  category,
  model,
  batch,
  region,
  created_at
FROM fct_tickets
WHERE
  type = 'repair' AND NOT is_cancelled AND NOT coalesce(is_repeat, FALSE)
  AND component IS NOT NULL AND model IS NOT NULL
UNION ALL
SELECT
  'theme' AS subject_kind,
  said.theme_id AS subject_id,
  coalesce(said.ticket_id, said.feedback_id, said.rating_id) AS report_id,
  min(said.category) AS category,
  min(said.model) AS model,
  min(said.batch) AS batch,
  min(said.region) AS region,
  min(said.created_at) AS created_at
FROM mart_theme_assignments AS said
INNER JOIN dim_themes AS theme ON said.theme_id = theme.theme_id
WHERE
  said.is_counted AND theme.kind = 'fault' AND coalesce(said.polarity, 'none') <> 'positive'
  AND said.model IS NOT NULL
GROUP BY said.theme_id, coalesce(said.ticket_id, said.feedback_id, said.rating_id)
UNION ALL
SELECT
  'safety' AS subject_kind,
  'safety' AS subject_id,
  coalesce(ticket_id, feedback_id, rating_id) AS report_id,
  min(category) AS category,
  min(model) AS model,
  min(batch) AS batch,
  min(region) AS region,
  min(created_at) AS created_at
FROM mart_theme_assignments
WHERE is_safety AND model IS NOT NULL
GROUP BY coalesce(ticket_id, feedback_id, rating_id)
