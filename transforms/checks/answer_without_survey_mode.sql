-- Valid answers without the way they were asked for; they count, but cannot be told apart by mode
-- severity: warn
-- zh: 没有记录调查方式的有效回答；计入，但无法按方式区分
SELECT rating_id
FROM fct_ratings
WHERE is_valid AND survey_mode IS NULL
