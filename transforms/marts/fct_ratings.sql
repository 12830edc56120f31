-- Every rating asked for or given, with the dimensions of its ticket; is_latest_in_* marks the customer's last valid answer of that local period.
-- Answers to the 0 to 10 question succeed each other; answers without one succeed each other.
-- grain: rating_id
-- not_null: rating_id, is_answered, is_valid, is_callback_before_fix, is_latest_in_day, is_latest_in_all
-- accepted: invalid_reason = not_answered|ticket_unknown|ticket_open|before_fix
-- accepted: survey_mode = sms|app|phone|store_tablet|wechat|mail
WITH ordered AS (
  SELECT
    *,
    local_date(answered_at) AS answered_on,
    lead(local_date(answered_at)) OVER (
      PARTITION BY customer, is_valid, nps IS NULL
      ORDER BY answered_at NULLS FIRST, _order NULLS FIRST, rating_id NULLS FIRST
    ) AS next_answered_on
  FROM int_ratings
)
SELECT
  rating_id,
  ticket_id,
  customer_key,
  invited_at,
  answered_at,
  nps,
  csat,
  ces,
  survey_mode,
  touchpoint,
  type,
  category,
  model,
  batch,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  engineer_id,
  warranty,
  customer_tier,
  is_answered,
  is_callback_before_fix,
  is_valid,
  invalid_reason,
  is_valid AND coalesce(next_answered_on <> answered_on, TRUE) AS is_latest_in_day,
  is_valid AND coalesce(period_start('week', next_answered_on) <> period_start('week', answered_on), TRUE) AS is_latest_in_week,
  is_valid AND coalesce(period_start('month', next_answered_on) <> period_start('month', answered_on), TRUE) AS is_latest_in_month,
  is_valid AND coalesce(period_start('quarter', next_answered_on) <> period_start('quarter', answered_on), TRUE) AS is_latest_in_quarter,
  is_valid AND coalesce(period_start('year', next_answered_on) <> period_start('year', answered_on), TRUE) AS is_latest_in_year,
  is_valid AND next_answered_on IS NULL AS is_latest_in_all
FROM ordered
