-- Complaints not resolved at as_of, where the source says of any that it is resolved; no text and nobody's name.
-- grain: feedback_id
-- not_null: feedback_id, created_at, age_days, is_acknowledged, is_replied
SELECT
  complaint.feedback_id,
  complaint.ticket_id,
  complaint.created_at,
  CAST(floor(minutes_between(complaint.created_at, as_of()) / 1440.0) AS INTEGER) AS age_days,
  complaint.complaint_source,
  complaint.category,
  complaint.model,
  complaint.region,
  complaint.service_point_id,
  complaint.acknowledged_at IS NOT NULL AS is_acknowledged,
  complaint.replied_at IS NOT NULL AS is_replied,
  complaint.resolve_due_at,
  complaint.resolve_due_at <= as_of() AS is_overdue
FROM fct_complaints AS complaint
CROSS JOIN (SELECT count(resolved_at) > 0 AS is_told FROM fct_complaints) AS source
WHERE source.is_told AND complaint.resolved_at IS NULL
