-- Texts with their sender, need and the dimensions of their ticket (else their own), and whether they are what a shop or survey writes by itself.
-- The person is the customer, else the ticket's customer, else serial, ticket or device; the need is the unit, else model, else ticket, else its own.
-- The copy_scope is where an equal text is a copy. A text of ten characters is one anywhere with its sender, or among all without a sender;
-- a shorter one, which people write again honestly, only about the same need.
-- grain: feedback_id
-- not_null: feedback_id, created_at, person, need, text_hash, copy_scope, is_boilerplate, is_quick_tag
-- materialised: table
WITH linked AS (
  SELECT
    feedback.feedback_id,
    feedback.created_at,
    feedback.kind,
    coalesce(feedback.is_solicited, FALSE) AS is_solicited,
    feedback.ticket_id,
    feedback.source_system,
    feedback.brand,
    feedback.rating,
    feedback.replied_at,
    feedback.acknowledged_at,
    feedback.resolved_at,
    feedback.upheld,
    feedback._order,
    coalesce(feedback.customer_key, ticket.customer_key) AS customer_key,
    coalesce(feedback.serial, ticket.serial) AS serial,
    json_text(feedback.extra, 'device_id') AS device_id,
    coalesce(ticket.category, feedback.category) AS category,
    coalesce(ticket.model, feedback.model) AS model,
    coalesce(ticket.batch, feedback.batch) AS batch,
    coalesce(ticket.region, feedback.region) AS region,
    ticket.region_tier,
    coalesce(ticket.channel, feedback.channel) AS channel,
    ticket.mode,
    ticket.service_point_id,
    ticket.engineer_id,
    ticket.warranty,
    ticket.customer_tier,
    trim(feedback.text) AS text,
    CASE WHEN length(feedback.text) <= 24 THEN trim(BOTH ' 。！!，,.…~～？?' FROM feedback.text) END AS bare_text
  FROM stg_feedback AS feedback
  LEFT JOIN stg_tickets AS ticket ON feedback.ticket_id = ticket.ticket_id AND ticket.is_counted
),
named AS (
  SELECT
    *,
    coalesce('d' || device_id, 'c' || customer_key, 's' || serial, 't' || ticket_id) AS sender,
    coalesce('c' || customer_key, 's' || serial, 't' || ticket_id, 'd' || device_id, 'f' || feedback_id) AS person,
    coalesce('s' || serial, 'm' || model, 't' || ticket_id, 'f' || feedback_id) AS need
  FROM linked
)
SELECT
  feedback_id,
  created_at,
  kind,
  is_solicited,
  ticket_id,
  source_system,
  brand,
  rating,
  replied_at,
  acknowledged_at,
  resolved_at,
  upheld,
  _order,
  customer_key,
  category,
  model,
  batch,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  engineer_id,
  warranty,
  customer_tier,
  sender,
  person,
  need,
  text_hash(text) AS text_hash,
  length(text) >= 10 AS is_long,
  CASE
    WHEN length(text) >= 10 THEN coalesce(sender, 'nobody')
    WHEN sender IS NOT NULL THEN sender || ' ' || need
    ELSE 'f' || feedback_id
  END AS copy_scope,
  coalesce(
    bare_text IN (
      '此用户未填写评价内容', '此用户未及时填写评价内容', '此用户未填写评价', '此用户没有填写评价', '该用户未填写评价',
      '用户未填写评价', '用户未填写评价内容', '系统默认好评', '默认好评', '系统自动评价', '系统自动好评', '自动好评',
      '评价方未及时做出评价,系统默认好评', '评价方未及时做出评价，系统默认好评', '评价方未及时作出评价，系统默认好评',
      '无', '没有', '暂无', '无意见', '没意见', '无建议', '暂无建议', '同上', '还没用', '用了再评', '先评后用', '先好评',
      '测试', '测试数据', '测试工单', '转发微博', '轉發微博'
    )
    OR trim(BOTH '0123456789' FROM bare_text) = ''
    OR (length(bare_text) > 1 AND replace(bare_text, left(bare_text, 1), '') = ''),
    FALSE
  ) AS is_boilerplate,
  coalesce(bare_text IN ('好评', '五星好评', '满意', '很满意', '非常满意', '十分满意', '比较满意'), FALSE) AS is_quick_tag
FROM named
