-- Service points whose scores look begged: five or more scores on their own tablet within two minutes after the close, or a run
-- of top scores longer than chance gives, by the point as a whole or by one of its engineers (who are not named).
-- grain: service_point_id, rule, survey_mode
-- not_null: service_point_id, rule, answers, suspected
-- accepted: rule = quick_on_device|streak|engineer_streak
WITH quick AS (
  SELECT
    service_point_id,
    'quick_on_device' AS rule,
    survey_mode,
    count(*) AS answers,
    sum(CASE WHEN is_quick_on_device THEN 1 ELSE 0 END) AS suspected,
    5 AS least,
    min(CASE WHEN is_quick_on_device THEN answered_at END) AS first_at,
    max(CASE WHEN is_quick_on_device THEN answered_at END) AS last_at
  FROM fct_ratings
  WHERE is_answered AND is_quick_on_device IS NOT NULL AND service_point_id IS NOT NULL
  GROUP BY service_point_id, survey_mode
),
totals AS (
  SELECT service_point_id, coalesce(survey_mode, '') AS survey_mode, count(*) AS answers
  FROM fct_ratings
  WHERE is_answered AND NOT is_callback_before_fix
  GROUP BY service_point_id, coalesce(survey_mode, '')
),
longest AS (
  SELECT
    service_point_id,
    CASE WHEN unit_kind = 'engineer' THEN 'engineer_streak' ELSE 'streak' END AS rule,
    survey_mode,
    max(answers) AS suspected,
    max(least_answers) AS least,
    min(first_at) AS first_at,
    max(last_at) AS last_at
  FROM int_survey_streaks
  WHERE service_point_id IS NOT NULL
  GROUP BY service_point_id, unit_kind, survey_mode
)
SELECT service_point_id, rule, survey_mode, answers, suspected, least, first_at, last_at
FROM quick
WHERE suspected >= least
UNION ALL
SELECT
  longest.service_point_id,
  longest.rule,
  longest.survey_mode,
  totals.answers,
  longest.suspected,
  longest.least,
  longest.first_at,
  longest.last_at
FROM longest
INNER JOIN totals ON longest.service_point_id = totals.service_point_id AND longest.survey_mode = totals.survey_mode
