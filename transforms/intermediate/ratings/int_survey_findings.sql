-- What the survey's own health says against its scores, one line a rule.
-- grain: rule, subject
SELECT
  'survey_' || rule AS rule,
  'warn' AS severity,
  min(service_point_id) AS subject,
  sum(suspected) AS rows,
  CASE rule
    WHEN 'quick_on_device' THEN '关单两分钟内在网点平板上打出的分，疑似代打或讨分'
    WHEN 'streak' THEN '同一网点接连的满分，多到不像偶然'
    ELSE '同一工程师接连的满分，多到不像偶然'
  END AS message_zh,
  CASE rule
    WHEN 'quick_on_device' THEN 'Scores on the service point''s tablet within two minutes after the close, begged or given by the engineer'
    WHEN 'streak' THEN 'A run of top scores of one service point longer than chance gives'
    ELSE 'A run of top scores of one engineer longer than chance gives'
  END AS message_en
FROM mart_survey_suspects
GROUP BY rule, service_point_id
