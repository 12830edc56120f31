-- Customers with no or several latest answers in a month
-- severity: fail
-- zh: 某月内“最近一次回答”不是恰好一条的客户
SELECT customer_key, period_start('month', local_date(answered_at)) AS month
FROM fct_ratings
WHERE is_valid AND nps IS NOT NULL AND customer_key IS NOT NULL
GROUP BY customer_key, period_start('month', local_date(answered_at))
HAVING sum(CASE WHEN is_latest_in_month THEN 1 ELSE 0 END) <> 1
