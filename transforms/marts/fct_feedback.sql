-- Every text with the dimensions of its ticket (else its own), and whether it counts as a complaint or as praise.
-- grain: feedback_id
-- not_null: feedback_id, created_at, is_counted, is_complaint, is_praise
-- accepted: kind = complaint|praise|suggestion|inquiry|review
SELECT
  texts.feedback_id,
  texts.ticket_id,
  texts.customer_key,
  texts.created_at,
  texts.kind,
  texts.is_solicited,
  texts.source_system,
  texts.brand,
  texts.rating,
  texts.category,
  texts.model,
  texts.batch,
  texts.region,
  texts.region_tier,
  texts.channel,
  texts.mode,
  texts.service_point_id,
  texts.engineer_id,
  texts.warranty,
  texts.customer_tier,
  texts.text_hash,
  verdicts.is_counted,
  verdicts.not_counted_reason,
  verdicts.is_complaint,
  verdicts.is_praise,
  texts.replied_at,
  CASE WHEN texts.replied_at >= texts.created_at THEN minutes_between(texts.created_at, texts.replied_at) END AS reply_minutes,
  texts.acknowledged_at,
  texts.resolved_at,
  texts.upheld
FROM int_feedback_texts AS texts
INNER JOIN int_feedback AS verdicts ON texts.feedback_id = verdicts.feedback_id
