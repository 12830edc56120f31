-- What was promised to each kind of ticket in each period of unchanged policy, one column a clock, and how long its user may stop them.
-- grain: policy_from, region_tier, type, mode, customer_tier, priority
-- materialised: table
SELECT
  policy_from,
  region_tier,
  type,
  mode,
  customer_tier,
  priority,
  max(CASE WHEN metric = 'first_response' THEN target_minutes END) AS first_response_target_minutes,
  max(CASE WHEN metric = 'contact' THEN target_minutes END) AS contact_target_minutes,
  max(CASE WHEN metric = 'arrival' THEN target_minutes END) AS arrival_target_minutes,
  max(CASE WHEN metric = 'restore' THEN target_minutes END) AS restore_target_minutes,
  max(CASE WHEN metric = 'pause_cap' THEN target_minutes END) AS pause_cap_minutes,
  bool_or(metric = 'first_response' AND clock = 'business') AS is_first_response_business,
  bool_or(metric = 'contact' AND clock = 'business') AS is_contact_business,
  bool_or(metric = 'arrival' AND clock = 'business') AS is_arrival_business,
  bool_or(metric = 'restore' AND clock = 'business') AS is_restore_business
FROM int_sla_matches
WHERE place = 1
GROUP BY policy_from, region_tier, type, mode, customer_tier, priority
