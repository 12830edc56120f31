-- For each day on which a ticket was asked for, the first day of the policy period it falls in.
-- grain: date
-- not_null: date, policy_from
-- materialised: table
WITH days AS (
  SELECT DISTINCT local_date(created_at) AS date FROM stg_tickets WHERE is_counted
)
SELECT days.date, max(matches.policy_from) AS policy_from
FROM days
INNER JOIN (SELECT DISTINCT policy_from FROM int_sla_matches) AS matches ON days.date >= matches.policy_from
GROUP BY days.date
