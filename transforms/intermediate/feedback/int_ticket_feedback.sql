-- Counted complaints and praise about each ticket.
-- grain: ticket_id
-- not_null: ticket_id, has_complaint, complaint_count, praise_count
SELECT
  ticket_id,
  bool_or(is_complaint) AS has_complaint,
  CAST(sum(CASE WHEN is_complaint THEN 1 ELSE 0 END) AS INTEGER) AS complaint_count,
  CAST(sum(CASE WHEN is_praise THEN 1 ELSE 0 END) AS INTEGER) AS praise_count
FROM int_feedback
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
