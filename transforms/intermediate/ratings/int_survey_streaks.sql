-- Unbroken runs of top scores of one service point or engineer, by survey mode in the order of the answers: ten or more, and longer
-- than chance gives anywhere among all the answers of the mode once in a hundred surveys, n (1 - p) p^length < 0.01.
-- A top score is a 10, or a 5 of 5 where no recommendation was asked for. An engineer's run names the service point alone.
-- grain: unit, unit_kind, survey_mode, first_at
-- not_null: unit, unit_kind, survey_mode, answers, least_answers
-- accepted: unit_kind = service_point|engineer
-- materialised: table
WITH answers AS (
  SELECT
    service_point_id,
    engineer_id,
    coalesce(survey_mode, '') AS survey_mode,
    answered_at,
    rating_id,
    coalesce(nps = 10, csat = 5, FALSE) AS is_top
  FROM fct_ratings
  WHERE is_answered AND NOT is_callback_before_fix
),
chances AS (
  SELECT
    survey_mode,
    CAST(count(*) AS DOUBLE) AS answers,
    avg(CASE WHEN is_top THEN 1.0 ELSE 0.0 END) AS top_share
  FROM answers
  GROUP BY survey_mode
),
limits AS (
  SELECT survey_mode, greatest(10, ceil(ln(0.01 / (answers * (1 - top_share))) / ln(top_share))) AS least_answers
  FROM chances
  WHERE top_share > 0 AND top_share < 1
),
units AS (
  SELECT 'service_point' AS unit_kind, service_point_id AS unit, service_point_id, survey_mode, answered_at, rating_id, is_top
  FROM answers
  WHERE service_point_id IS NOT NULL
  UNION ALL
  SELECT 'engineer' AS unit_kind, engineer_id AS unit, service_point_id, survey_mode, answered_at, rating_id, is_top
  FROM answers
  WHERE engineer_id IS NOT NULL
),
islands AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY unit_kind, unit, survey_mode
      ORDER BY answered_at NULLS LAST, rating_id NULLS LAST
    )
    - row_number() OVER (
      PARTITION BY unit_kind, unit, survey_mode, is_top
      ORDER BY answered_at NULLS LAST, rating_id NULLS LAST
    ) AS island
  FROM units
),
runs AS (
  SELECT
    unit_kind,
    unit,
    survey_mode,
    max(service_point_id) AS service_point_id,
    count(*) AS answers,
    min(answered_at) AS first_at,
    max(answered_at) AS last_at
  FROM islands
  WHERE is_top
  GROUP BY unit_kind, unit, survey_mode, island
)
SELECT
  runs.unit_kind,
  runs.unit,
  runs.service_point_id,
  runs.survey_mode,
  runs.answers,
  CAST(limits.least_answers AS BIGINT) AS least_answers,
  runs.first_at,
  runs.last_at
FROM runs
INNER JOIN limits ON runs.survey_mode = limits.survey_mode
WHERE runs.answers >= limits.least_answers
