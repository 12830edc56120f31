-- Every counted complaint: where it was made, what was promised, when it was acknowledged, answered and resolved, whether it was
-- justified and whether it came back. A step before the complaint itself is not known. Judged once its time has come.
-- grain: feedback_id
-- not_null: feedback_id, created_at, complaint_source, is_again
-- accepted: complaint_source = regulator|social|direct
SELECT
  complaint.feedback_id,
  complaint.ticket_id,
  complaint.created_at,
  CASE
    WHEN
      lower(complaint.source_system) IN ('regulator', '12315', '12345', 'samr', 'consumer_association')
      OR lower(texts.channel) IN ('regulator', '12315', '12345')
      THEN 'regulator'
    WHEN lower(texts.channel) IN ('social', 'weibo', 'douyin', 'xiaohongshu', 'media') THEN 'social'
    ELSE 'direct'
  END AS complaint_source,
  complaint.category,
  complaint.model,
  complaint.region,
  complaint.region_tier,
  complaint.channel,
  complaint.mode,
  complaint.service_point_id,
  complaint.warranty,
  complaint.customer_tier,
  CASE WHEN complaint.acknowledged_at >= complaint.created_at THEN complaint.acknowledged_at END AS acknowledged_at,
  CASE WHEN complaint.replied_at >= complaint.created_at THEN complaint.replied_at END AS replied_at,
  CASE WHEN complaint.resolved_at >= complaint.created_at THEN complaint.resolved_at END AS resolved_at,
  CASE
    WHEN complaint.acknowledged_at >= complaint.created_at
      THEN minutes_between(complaint.created_at, complaint.acknowledged_at)
  END AS acknowledge_minutes,
  CASE
    WHEN complaint.replied_at >= complaint.created_at THEN minutes_between(complaint.created_at, complaint.replied_at)
  END AS reply_minutes,
  CASE
    WHEN complaint.resolved_at >= complaint.created_at THEN minutes_between(complaint.created_at, complaint.resolved_at)
  END AS resolve_minutes,
  acknowledge.due_at AS acknowledge_due_at,
  CASE WHEN acknowledge.due_at <= as_of() THEN coalesce(complaint.acknowledged_at <= acknowledge.due_at, FALSE) END
    AS is_acknowledged_in_time,
  resolve.due_at AS resolve_due_at,
  CASE WHEN resolve.due_at <= as_of() THEN coalesce(complaint.resolved_at <= resolve.due_at, FALSE) END
    AS is_resolved_in_time,
  complaint.upheld,
  add_days(CASE WHEN complaint.resolved_at >= complaint.created_at THEN complaint.resolved_at END, 30) AS again_due_at,
  again.again_at,
  again.feedback_id IS NOT NULL AS is_again
FROM fct_feedback AS complaint
INNER JOIN stg_feedback AS texts ON complaint.feedback_id = texts.feedback_id
LEFT JOIN (SELECT feedback_id, due_at FROM int_feedback_dues WHERE metric = 'acknowledge') AS acknowledge
  ON complaint.feedback_id = acknowledge.feedback_id
LEFT JOIN (SELECT feedback_id, due_at FROM int_feedback_dues WHERE metric = 'resolve') AS resolve
  ON complaint.feedback_id = resolve.feedback_id
LEFT JOIN int_complaints_again AS again ON complaint.feedback_id = again.feedback_id
WHERE complaint.is_complaint
