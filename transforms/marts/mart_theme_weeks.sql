-- Texts of each theme by the local week they were written in; without a theme those that are in none. A text of several themes is in each.
-- grain: theme_id, week_start
-- not_null: week_start, texts
SELECT
  theme_id,
  period_start('week', local_date(created_at)) AS week_start,
  count(*) AS texts
FROM mart_theme_assignments
WHERE is_counted
GROUP BY theme_id, period_start('week', local_date(created_at))
