-- Until when each counted text was promised a reply, and each complaint to be acknowledged and resolved, by the policy in force on the
-- day it was written. A policy that names a ticket type or a priority is none of a text's. On the working clock the time is NULL
-- where the way to it leaves the covered years.
-- grain: feedback_id, metric
-- not_null: feedback_id, metric, target_minutes
-- accepted: metric = reply|acknowledge|resolve
-- materialised: table
WITH texts AS (
  SELECT
    feedback_id,
    created_at,
    is_complaint,
    local_date(created_at) AS date,
    coalesce(region_tier, '') AS region_tier,
    coalesce(mode, '') AS mode,
    coalesce(customer_tier, '') AS customer_tier
  FROM fct_feedback
  WHERE is_counted
),
kinds AS (
  SELECT DISTINCT date, region_tier, mode, customer_tier FROM texts
),
fitting AS (
  SELECT
    kinds.*,
    policy.metric,
    policy.target_minutes,
    policy.clock,
    row_number() OVER (
      PARTITION BY kinds.date, kinds.region_tier, kinds.mode, kinds.customer_tier, policy.metric
      ORDER BY
        CASE WHEN policy.region_tier IS NULL THEN 0 ELSE 1 END
        + CASE WHEN policy.mode IS NULL THEN 0 ELSE 1 END
        + CASE WHEN policy.customer_tier IS NULL THEN 0 ELSE 1 END DESC NULLS LAST,
        policy.policy_id NULLS LAST
    ) AS place
  FROM kinds
  INNER JOIN input_sla_policy AS policy
    ON
      policy.metric IN ('reply', 'acknowledge', 'resolve')
      AND policy.type IS NULL
      AND policy.priority IS NULL
      AND kinds.date >= policy.valid_from
      AND (policy.valid_to IS NULL OR kinds.date < policy.valid_to)
      AND (policy.region_tier IS NULL OR kinds.region_tier = policy.region_tier)
      AND (policy.mode IS NULL OR kinds.mode = policy.mode)
      AND (policy.customer_tier IS NULL OR kinds.customer_tier = policy.customer_tier)
),
placed AS (
  SELECT
    texts.feedback_id,
    texts.created_at,
    fitting.metric,
    fitting.target_minutes,
    fitting.clock,
    written.stretch,
    CASE
      WHEN fitting.clock = 'business'
        THEN
          written.seconds_before
          + least(greatest(seconds_between(written.opens_at, texts.created_at), 0), written.work_seconds)
          + fitting.target_minutes * 60
    END AS position
  FROM texts
  INNER JOIN fitting
    ON
      texts.date = fitting.date
      AND texts.region_tier = fitting.region_tier
      AND texts.mode = fitting.mode
      AND texts.customer_tier = fitting.customer_tier
  LEFT JOIN int_calendar_days AS written ON texts.date = written.date
  WHERE fitting.place = 1 AND (fitting.metric = 'reply' OR texts.is_complaint)
)
SELECT
  placed.feedback_id,
  placed.metric,
  placed.target_minutes,
  CASE
    WHEN placed.clock = 'calendar' THEN add_minutes(placed.created_at, placed.target_minutes)
    WHEN slot.stretch = placed.stretch THEN add_seconds(slot.opens_at, placed.position - slot.seconds_before)
  END AS due_at
FROM placed
LEFT JOIN int_calendar_slots AS slot
  ON
    CAST(floor((placed.position - 1) / 3600.0) AS BIGINT) = slot.slot
    AND placed.position > slot.seconds_before
    AND placed.position <= slot.seconds_until
