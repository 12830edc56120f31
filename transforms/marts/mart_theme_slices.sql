-- Texts of each theme by one dimension, beside all texts there: the share of a model's texts that speak of it.
-- grain: theme_id, dimension, value
-- not_null: theme_id, dimension, value, texts, of_texts
-- accepted: dimension = category|model|batch|region|channel
WITH texts AS (
  SELECT 'category' AS dimension, category AS value, theme_id, text_id FROM mart_theme_assignments WHERE is_counted AND category IS NOT NULL
  UNION ALL
  SELECT 'model' AS dimension, model AS value, theme_id, text_id FROM mart_theme_assignments WHERE is_counted AND model IS NOT NULL
  UNION ALL
  SELECT 'batch' AS dimension, batch AS value, theme_id, text_id FROM mart_theme_assignments WHERE is_counted AND batch IS NOT NULL
  UNION ALL
  SELECT 'region' AS dimension, region AS value, theme_id, text_id FROM mart_theme_assignments WHERE is_counted AND region IS NOT NULL
  UNION ALL
  SELECT 'channel' AS dimension, channel AS value, theme_id, text_id FROM mart_theme_assignments WHERE is_counted AND channel IS NOT NULL
),
totals AS (
  SELECT dimension, value, count(DISTINCT text_id) AS of_texts FROM texts GROUP BY dimension, value
)
SELECT texts.theme_id, texts.dimension, texts.value, count(*) AS texts, any_value(totals.of_texts) AS of_texts
FROM texts
INNER JOIN totals ON texts.dimension = totals.dimension AND texts.value = totals.value
WHERE texts.theme_id IS NOT NULL
GROUP BY texts.theme_id, texts.dimension, texts.value
