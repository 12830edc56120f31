-- Texts that are in two themes, each pair from both sides.
-- grain: theme_id, other_id
-- not_null: theme_id, other_id, texts
SELECT
  one.theme_id,
  other.theme_id AS other_id,
  count(*) AS texts
FROM mart_theme_assignments AS one
INNER JOIN mart_theme_assignments AS other ON one.text_id = other.text_id AND one.theme_id <> other.theme_id
WHERE one.is_counted AND other.is_counted
GROUP BY one.theme_id, other.theme_id
