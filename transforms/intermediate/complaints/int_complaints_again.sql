-- Complaints that came back: the same person about the same need within 30 days after the complaint was resolved, told once or again.
-- grain: feedback_id
-- not_null: feedback_id, again_at
WITH complaints AS (
  SELECT texts.feedback_id, texts.person, texts.need, texts.created_at, texts.resolved_at, verdicts.is_counted
  FROM int_feedback_texts AS texts
  INNER JOIN int_feedback AS verdicts ON texts.feedback_id = verdicts.feedback_id
  WHERE texts.kind = 'complaint' AND (verdicts.is_counted OR verdicts.not_counted_reason = 'same_need')
)
SELECT first.feedback_id, min(later.created_at) AS again_at
FROM complaints AS first
INNER JOIN complaints AS later
  ON
    first.person = later.person
    AND first.need = later.need
    AND later.created_at > first.resolved_at
    AND later.created_at <= add_days(first.resolved_at, 30)
WHERE first.is_counted
GROUP BY first.feedback_id
