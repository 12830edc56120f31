-- Days that calendar.csv lists with two kinds
-- severity: fail
-- zh: calendar.csv里同一天写了两种类型
SELECT CAST(date AS VARCHAR) AS date, min(kind) AS one, max(kind) AS other
FROM input_calendar
GROUP BY date
HAVING min(kind) <> max(kind)
