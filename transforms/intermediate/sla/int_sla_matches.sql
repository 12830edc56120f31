-- The policies that fit each kind of ticket in each period of unchanged policy, the most specific first.
-- A kind of ticket is what a policy can name; a blank is written as ''. A policy holds from valid_from until the day before valid_to.
-- grain: policy_from, region_tier, type, mode, customer_tier, priority, metric, place
-- not_null: policy_from, metric, policy_id, target_minutes, clock
-- accepted: clock = calendar|business
-- materialised: table
WITH periods AS (
  SELECT valid_from AS policy_from FROM input_sla_policy
  UNION
  SELECT valid_to AS policy_from FROM input_sla_policy WHERE valid_to IS NOT NULL
),
kinds AS (
  SELECT DISTINCT
    coalesce(region_tier, '') AS region_tier,
    coalesce(type, '') AS type,
    coalesce(mode, '') AS mode,
    coalesce(customer_tier, '') AS customer_tier,
    coalesce(priority, '') AS priority
  FROM stg_tickets
  WHERE is_counted
),
policies AS (
  SELECT
    *,
    CASE WHEN region_tier IS NULL THEN 0 ELSE 1 END
    + CASE WHEN type IS NULL THEN 0 ELSE 1 END
    + CASE WHEN mode IS NULL THEN 0 ELSE 1 END
    + CASE WHEN customer_tier IS NULL THEN 0 ELSE 1 END
    + CASE WHEN priority IS NULL THEN 0 ELSE 1 END AS specificity
  FROM input_sla_policy
),
fitting AS (
  SELECT
    periods.policy_from,
    kinds.region_tier,
    kinds.type,
    kinds.mode,
    kinds.customer_tier,
    kinds.priority,
    policies.metric,
    policies.policy_id,
    policies.target_minutes,
    policies.clock,
    policies.specificity
  FROM kinds
  CROSS JOIN periods
  INNER JOIN policies
    ON
      periods.policy_from >= policies.valid_from
      AND (policies.valid_to IS NULL OR periods.policy_from < policies.valid_to)
      AND (policies.region_tier IS NULL OR policies.region_tier = kinds.region_tier)
      AND (policies.type IS NULL OR policies.type = kinds.type)
      AND (policies.mode IS NULL OR policies.mode = kinds.mode)
      AND (policies.customer_tier IS NULL OR policies.customer_tier = kinds.customer_tier)
      AND (policies.priority IS NULL OR policies.priority = kinds.priority)
)
SELECT
  *,
  CAST(
    row_number() OVER (
      PARTITION BY policy_from, region_tier, type, mode, customer_tier, priority, metric
      ORDER BY specificity DESC NULLS LAST, policy_id NULLS LAST
    ) AS INTEGER
  ) AS place
FROM fitting
