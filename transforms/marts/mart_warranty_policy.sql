-- The thresholds of 三包 as they stand in the policy, with who confirmed them; the row without a category holds for those not named.
-- grain: category
-- not_null: category, repairs_before_exchange, parts_wait_days, extends_by_repair_days, status
SELECT category, repairs_before_exchange, parts_wait_days, extends_by_repair_days, status
FROM input_warranty_policy
