-- Every text to be read: what users wrote, what repair, complaint and return tickets (and those of no type) say of the trouble, comments of ratings.
-- A ticket's description is left out where a text of the same ticket already says it. The score is 0 (worst) to 1 (best): NPS of 10, CSAT and ratings of 1 to 5.
-- known_keys and known_extra are what the row and its ticket hold of a person, for redaction: keys with bars between, the source's other columns as JSON.
-- grain: text_id
-- not_null: text_id, entity, created_at, text
-- accepted: entity = feedback|ticket|rating
WITH asked AS (
  SELECT ticket_id FROM stg_feedback WHERE ticket_id IS NOT NULL
  UNION ALL
  SELECT ticket_id FROM stg_ratings WHERE ticket_id IS NOT NULL AND comment IS NOT NULL
),
-- The tickets other texts are joined to; no more, for an engine may keep them in memory.
tickets AS (
  SELECT
    ticket.ticket_id,
    ticket.created_at,
    ticket.type,
    coalesce(ticket.category, product.category) AS category,
    product.brand,
    ticket.model,
    ticket.batch,
    ticket.region,
    ticket.channel,
    ticket.customer_key,
    ticket.serial,
    ticket.engineer_id,
    ticket.extra
  FROM stg_tickets AS ticket
  LEFT JOIN landing_products AS product ON ticket.model = product.model
  WHERE ticket.is_counted AND ticket.ticket_id IN (SELECT asked.ticket_id FROM asked)
),
written AS (
  SELECT
    'feedback:' || feedback.feedback_id AS text_id,
    'feedback' AS entity,
    feedback.feedback_id,
    feedback.ticket_id,
    CAST(NULL AS VARCHAR) AS rating_id,
    feedback.created_at,
    feedback.text,
    coalesce(ticket.category, feedback.category, product.category) AS category,
    coalesce(feedback.brand, ticket.brand, product.brand) AS brand,
    coalesce(ticket.model, feedback.model) AS model,
    coalesce(ticket.batch, feedback.batch) AS batch,
    coalesce(ticket.region, feedback.region) AS region,
    coalesce(ticket.channel, feedback.channel) AS channel,
    feedback.kind,
    feedback.source_system,
    CASE WHEN feedback.rating BETWEEN 1 AND 5 THEN (feedback.rating - 1) / 4 END AS score,
    feedback.customer_key,
    coalesce(feedback.serial, ticket.serial) AS serial,
    ticket.engineer_id,
    ticket.customer_key AS ticket_customer_key,
    coalesce(feedback.extra, '') || coalesce(ticket.extra, '') AS known_extra
  FROM stg_feedback AS feedback
  LEFT JOIN tickets AS ticket ON feedback.ticket_id = ticket.ticket_id
  LEFT JOIN landing_products AS product ON feedback.model = product.model
),
described AS (
  SELECT
    'ticket:' || ticket.ticket_id AS text_id,
    'ticket' AS entity,
    CAST(NULL AS VARCHAR) AS feedback_id,
    ticket.ticket_id,
    CAST(NULL AS VARCHAR) AS rating_id,
    ticket.created_at,
    ticket.description AS text,
    coalesce(ticket.category, product.category) AS category,
    product.brand,
    ticket.model,
    ticket.batch,
    ticket.region,
    ticket.channel,
    ticket.type AS kind,
    CAST(NULL AS VARCHAR) AS source_system,
    CAST(NULL AS DOUBLE) AS score,
    ticket.customer_key,
    ticket.serial,
    ticket.engineer_id,
    CAST(NULL AS VARCHAR) AS ticket_customer_key,
    coalesce(ticket.extra, '') AS known_extra
  FROM stg_tickets AS ticket
  LEFT JOIN landing_products AS product ON ticket.model = product.model
  WHERE
    ticket.is_counted
    AND ticket.description IS NOT NULL
    AND trim(ticket.description) <> ''
    AND (ticket.type IS NULL OR ticket.type IN ('repair', 'complaint', 'return'))
    AND NOT EXISTS (
      SELECT 1
      FROM stg_feedback AS feedback
      WHERE feedback.ticket_id = ticket.ticket_id AND contains(feedback.text, trim(ticket.description))
    )
),
commented AS (
  SELECT
    'rating:' || rating.rating_id AS text_id,
    'rating' AS entity,
    CAST(NULL AS VARCHAR) AS feedback_id,
    rating.ticket_id,
    rating.rating_id,
    coalesce(rating.answered_at, rating.invited_at, as_of()) AS created_at,
    rating.comment AS text,
    ticket.category,
    ticket.brand,
    ticket.model,
    ticket.batch,
    ticket.region,
    ticket.channel,
    CAST(NULL AS VARCHAR) AS kind,
    CAST(NULL AS VARCHAR) AS source_system,
    coalesce(rating.nps / 10, (rating.csat - 1) / 4) AS score,
    rating.customer_key,
    ticket.serial,
    ticket.engineer_id,
    ticket.customer_key AS ticket_customer_key,
    coalesce(rating.extra, '') || coalesce(ticket.extra, '') AS known_extra
  FROM stg_ratings AS rating
  LEFT JOIN tickets AS ticket ON rating.ticket_id = ticket.ticket_id
  WHERE rating.comment IS NOT NULL AND trim(rating.comment) <> ''
),
texts AS (
  SELECT * FROM written
  UNION ALL
  SELECT * FROM described
  UNION ALL
  SELECT * FROM commented
)
SELECT
  text_id,
  entity,
  feedback_id,
  ticket_id,
  rating_id,
  created_at,
  text,
  category,
  brand,
  model,
  batch,
  region,
  channel,
  kind,
  source_system,
  score,
  coalesce(customer_key, '') || '|' || coalesce(ticket_customer_key, '') || '|' || coalesce(serial, '') || '|'
  || coalesce(engineer_id, '') AS known_keys,
  nullif(known_extra, '') AS known_extra
FROM texts
