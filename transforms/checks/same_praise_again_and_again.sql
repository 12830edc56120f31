-- Praise that one sender sent more than three times in the same words; none of it counts
-- severity: warn
-- zh: 同一发送者用相同文字表扬超过三次；全部不计
SELECT feedback_id, text_hash
FROM fct_feedback
WHERE not_counted_reason = 'repeated_text'
