-- What users wrote up to as_of, under the surviving ticket; replies and outcomes that came later are not there yet.
-- grain: feedback_id
-- not_null: feedback_id, created_at, text
SELECT
  feedback.feedback_id,
  feedback.created_at,
  feedback.text,
  feedback.kind,
  feedback.is_solicited,
  coalesce(merged.survivor_id, feedback.ticket_id) AS ticket_id,
  feedback.channel,
  feedback.source_system,
  feedback.customer_key,
  feedback.category,
  feedback.brand,
  feedback.model,
  feedback.serial,
  feedback.batch,
  feedback.region,
  feedback.rating,
  CASE WHEN coalesce(feedback.replied_at, as_of()) <= as_of() THEN feedback.reply_text END AS reply_text,
  CASE WHEN feedback.replied_at <= as_of() THEN feedback.replied_at END AS replied_at,
  CASE WHEN coalesce(feedback.follow_up_at, as_of()) <= as_of() THEN feedback.follow_up_text END AS follow_up_text,
  CASE WHEN feedback.follow_up_at <= as_of() THEN feedback.follow_up_at END AS follow_up_at,
  CASE WHEN feedback.acknowledged_at <= as_of() THEN feedback.acknowledged_at END AS acknowledged_at,
  CASE WHEN feedback.resolved_at <= as_of() THEN feedback.resolved_at END AS resolved_at,
  CASE WHEN coalesce(feedback.resolved_at, as_of()) <= as_of() THEN feedback.upheld END AS upheld,
  feedback.extra,
  feedback._order
FROM landing_feedback AS feedback
LEFT JOIN stg_merges AS merged ON feedback.ticket_id = merged.ticket_id
WHERE feedback.created_at <= as_of()
