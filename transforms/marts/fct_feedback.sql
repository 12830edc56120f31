-- Every text with the dimensions of its ticket (else its own), and whether it counts as a complaint or as praise.
-- grain: feedback_id
-- not_null: feedback_id, created_at, is_counted, is_complaint, is_praise
-- accepted: kind = complaint|praise|suggestion|inquiry|review
SELECT
  feedback_id,
  ticket_id,
  customer_key,
  created_at,
  kind,
  is_solicited,
  source_system,
  brand,
  rating,
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
  text_hash,
  is_counted,
  not_counted_reason,
  is_complaint,
  is_praise,
  replied_at,
  CASE WHEN replied_at >= created_at THEN minutes_between(created_at, replied_at) END AS reply_minutes,
  acknowledged_at,
  resolved_at,
  upheld
FROM int_feedback
