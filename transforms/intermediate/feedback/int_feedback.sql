-- Whether each text counts: one complaint or praise a person and need within 7 days of the one before, copies once, templates not at all.
-- More than three equal praises from one sender are none. A praise of ten characters or more that somebody else sent before is a template.
-- grain: feedback_id
-- not_null: feedback_id, created_at, is_counted, is_complaint, is_praise
-- accepted: not_counted_reason = boilerplate|repeated_text|copied_text|template|same_need
-- materialised: table
WITH copies AS (
  SELECT
    *,
    count(*) OVER (PARTITION BY text_hash, kind, sender) AS copies_by_sender,
    row_number() OVER (
      PARTITION BY text_hash, copy_scope
      ORDER BY created_at NULLS FIRST, _order NULLS FIRST, feedback_id NULLS FIRST
    ) AS copy_in_scope,
    row_number() OVER (
      PARTITION BY text_hash, kind
      ORDER BY created_at NULLS FIRST, _order NULLS FIRST, feedback_id NULLS FIRST
    ) AS copy_by_anyone
  FROM int_feedback_texts
),
judged AS (
  SELECT
    *,
    CASE
      WHEN is_boilerplate THEN 'boilerplate'
      WHEN kind = 'praise' AND sender IS NOT NULL AND copies_by_sender > 3 THEN 'repeated_text'
      WHEN copy_in_scope > 1 THEN 'copied_text'
      WHEN kind = 'praise' AND (is_quick_tag OR (is_long AND copy_by_anyone > 1)) THEN 'template'
    END AS text_reason
  FROM copies
),
followed AS (
  SELECT
    *,
    lag(created_at) OVER (
      PARTITION BY kind, person, need, text_reason IS NULL, kind = 'praise' AND is_solicited
      ORDER BY created_at NULLS FIRST, _order NULLS FIRST, feedback_id NULLS FIRST
    ) AS same_need_before_at
  FROM judged
),
counted AS (
  SELECT
    *,
    CASE
      WHEN text_reason IS NOT NULL THEN text_reason
      WHEN kind IN ('complaint', 'praise') AND created_at <= add_days(same_need_before_at, 7) THEN 'same_need'
    END AS not_counted_reason
  FROM followed
)
SELECT
  *,
  not_counted_reason IS NULL AS is_counted,
  coalesce(kind = 'complaint', FALSE) AND not_counted_reason IS NULL AS is_complaint,
  coalesce(kind = 'praise', FALSE) AND NOT is_solicited AND not_counted_reason IS NULL AS is_praise
FROM counted
