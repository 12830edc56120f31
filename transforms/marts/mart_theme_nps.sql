-- Net promoter score of the valid answers whose ticket, or whose own comment, speaks of a theme; an answer counts once a theme.
-- The interval is the adjusted Wald one: 3/4 promoter, 3/4 detractor and 3/2 passives more.
-- grain: theme_id
-- not_null: theme_id, n
WITH voiced AS (
  SELECT theme_id, rating_id FROM mart_theme_assignments WHERE is_counted AND theme_id IS NOT NULL AND entity = 'rating'
  UNION
  SELECT said.theme_id, rating.rating_id
  FROM mart_theme_assignments AS said
  INNER JOIN fct_ratings AS rating ON said.ticket_id = rating.ticket_id
  WHERE said.is_counted AND said.theme_id IS NOT NULL
),
answers AS (
  SELECT
    voiced.theme_id,
    count(*) AS n,
    sum(CASE WHEN rating.nps >= 9 THEN 1 ELSE 0 END) AS promoters,
    sum(CASE WHEN rating.nps <= 6 THEN 1 ELSE 0 END) AS detractors
  FROM voiced
  INNER JOIN fct_ratings AS rating ON voiced.rating_id = rating.rating_id
  WHERE rating.is_valid AND rating.nps IS NOT NULL
  GROUP BY voiced.theme_id
),
adjusted AS (
  SELECT
    theme_id,
    n,
    promoters,
    detractors,
    (promoters + 0.75) / (n + 3) AS p,
    (detractors + 0.75) / (n + 3) AS d
  FROM answers
),
spread AS (
  SELECT theme_id, n, promoters, detractors, p - d AS score, 1.959963984540054 * sqrt((p + d - (p - d) * (p - d)) / (n + 3)) AS half
  FROM adjusted
)
SELECT
  theme_id,
  n,
  100.0 * (promoters - detractors) / n AS nps,
  greatest(-100.0, 100 * (score - half)) AS lo,
  least(100.0, 100 * (score + half)) AS hi
FROM spread
