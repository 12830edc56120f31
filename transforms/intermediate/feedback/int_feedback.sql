-- Whether each text counts: one complaint or praise a person and need within 7 days of the one before, copies once (as a complaint if one is), templates not at all.
-- More than three equal praises from one sender are none. A praise of ten characters or more that somebody else sent before is a template.
-- grain: feedback_id
-- not_null: feedback_id, is_counted, is_complaint, is_praise
-- accepted: not_counted_reason = boilerplate|repeated_text|copied_text|template|same_need
-- materialised: table
WITH texts AS (
  SELECT
    feedback_id,
    ticket_id,
    created_at,
    kind,
    is_solicited,
    sender,
    person,
    need,
    text_hash,
    is_long,
    copy_scope,
    is_boilerplate,
    is_quick_tag,
    _order
  FROM int_feedback_texts
),
copies AS (
  SELECT
    feedback_id,
    sender IS NOT NULL AND count(*) OVER (PARTITION BY text_hash, kind, sender) > 3 AS is_repeated,
    row_number() OVER (
      PARTITION BY text_hash, copy_scope
      ORDER BY CASE WHEN kind = 'complaint' THEN 0 ELSE 1 END NULLS FIRST, created_at NULLS FIRST, _order NULLS FIRST, feedback_id NULLS FIRST
    ) > 1 AS is_copy,
    row_number() OVER (
      PARTITION BY text_hash, kind
      ORDER BY created_at NULLS FIRST, _order NULLS FIRST, feedback_id NULLS FIRST
    ) > 1 AS is_copy_of_anyone
  FROM texts
  WHERE text_hash IN (SELECT twice.text_hash FROM texts AS twice GROUP BY twice.text_hash HAVING count(*) > 1)
),
judged AS (
  SELECT
    texts.feedback_id,
    texts.ticket_id,
    texts.created_at,
    texts.kind,
    texts.is_solicited,
    texts.person,
    texts.need,
    texts._order,
    CASE
      WHEN texts.is_boilerplate THEN 'boilerplate'
      WHEN texts.kind = 'praise' AND copies.is_repeated THEN 'repeated_text'
      WHEN copies.is_copy THEN 'copied_text'
      WHEN texts.kind = 'praise' AND (texts.is_quick_tag OR (texts.is_long AND copies.is_copy_of_anyone)) THEN 'template'
    END AS text_reason
  FROM texts
  LEFT JOIN copies ON texts.feedback_id = copies.feedback_id
),
voiced AS (
  SELECT feedback_id, created_at, _order, kind, person, need, kind = 'praise' AND is_solicited AS is_asked_for
  FROM judged
  WHERE text_reason IS NULL AND kind IN ('complaint', 'praise')
),
followed AS (
  SELECT
    voiced.feedback_id,
    voiced.created_at,
    lag(voiced.created_at) OVER (
      PARTITION BY voiced.kind, voiced.is_asked_for, voiced.person, voiced.need
      ORDER BY voiced.created_at NULLS FIRST, voiced._order NULLS FIRST, voiced.feedback_id NULLS FIRST
    ) AS same_need_before_at
  FROM voiced
  WHERE voiced.person IN (SELECT twice.person FROM voiced AS twice GROUP BY twice.person HAVING count(*) > 1)
),
repeats AS (
  SELECT feedback_id FROM followed WHERE created_at <= add_days(same_need_before_at, 7)
),
verdicts AS (
  SELECT
    judged.feedback_id,
    judged.ticket_id,
    judged.kind,
    judged.is_solicited,
    coalesce(judged.text_reason, CASE WHEN repeats.feedback_id IS NOT NULL THEN 'same_need' END) AS not_counted_reason
  FROM judged
  LEFT JOIN repeats ON judged.feedback_id = repeats.feedback_id
)
SELECT
  feedback_id,
  ticket_id,
  not_counted_reason IS NULL AS is_counted,
  not_counted_reason,
  coalesce(kind = 'complaint', FALSE) AND not_counted_reason IS NULL AS is_complaint,
  coalesce(kind = 'praise', FALSE) AND NOT is_solicited AND not_counted_reason IS NULL AS is_praise
FROM verdicts
