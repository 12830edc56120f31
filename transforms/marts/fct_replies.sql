-- Every counted text with the company's reply, and whether it came in the time promised. A reply before the text is not known.
-- grain: feedback_id
-- not_null: feedback_id, created_at
SELECT
  text.feedback_id,
  text.ticket_id,
  text.created_at,
  text.kind,
  text.source_system,
  text.category,
  text.model,
  text.region,
  text.region_tier,
  text.channel,
  text.mode,
  text.service_point_id,
  text.warranty,
  text.customer_tier,
  CASE WHEN text.replied_at >= text.created_at THEN text.replied_at END AS replied_at,
  text.reply_minutes,
  due.due_at AS reply_due_at,
  CASE WHEN due.due_at <= as_of() THEN coalesce(text.replied_at >= text.created_at AND text.replied_at <= due.due_at, FALSE) END
    AS is_replied_in_time
FROM fct_feedback AS text
LEFT JOIN (SELECT feedback_id, due_at FROM int_feedback_dues WHERE metric = 'reply') AS due ON text.feedback_id = due.feedback_id
WHERE text.is_counted
