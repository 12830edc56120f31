-- One row a region with service points or recent tickets: the points open at as_of, the counties and towns they stand in, and the tickets of the last 90 days.
-- grain: region
-- not_null: region, points, own_points, counties, township_points, opened_points, closed_points, tickets
WITH points AS (
  SELECT
    region,
    count(CASE WHEN is_open THEN 1 END) AS points,
    count(CASE WHEN is_open AND lower(ownership) IN ('own', '自营', '自有', '直营') THEN 1 END) AS own_points,
    count(DISTINCT CASE WHEN is_open THEN coalesce(city, '') || '/' || county END) AS counties,
    count(CASE WHEN is_open AND lower(level) IN ('township', 'town', '乡镇') THEN 1 END) AS township_points,
    count(CASE WHEN is_open AND opened_at > add_days(as_of(), -365) THEN 1 END) AS opened_points,
    count(CASE WHEN closed_at > add_days(as_of(), -365) THEN 1 END) AS closed_points
  FROM stg_service_points
  WHERE region IS NOT NULL
  GROUP BY region
),
asked AS (
  SELECT region, count(*) AS tickets
  FROM fct_tickets
  WHERE region IS NOT NULL AND is_on_site AND NOT is_cancelled AND created_at > add_days(as_of(), -90)
  GROUP BY region
)
SELECT
  coalesce(points.region, asked.region) AS region,
  coalesce(points.points, 0) AS points,
  coalesce(points.own_points, 0) AS own_points,
  coalesce(points.counties, 0) AS counties,
  coalesce(points.township_points, 0) AS township_points,
  coalesce(points.opened_points, 0) AS opened_points,
  coalesce(points.closed_points, 0) AS closed_points,
  coalesce(asked.tickets, 0) AS tickets
FROM points
FULL JOIN asked ON points.region = asked.region
