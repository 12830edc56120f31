-- Closed tickets that went badly, whether or not the customer complained. A wait for parts is long from 7 days.
-- A low score counts here when it came without a word: 0 to 6 of 10, else 1 or 2 of 5. `reason` is the first that holds, the gravest first.
-- grain: ticket_id
-- not_null: ticket_id, closed_at, reason, has_complaint, is_matured
-- accepted: reason = replaced|repeat|not_fixed|part_wait|late|low_score
WITH low_scores AS (
  SELECT DISTINCT rating.ticket_id
  FROM fct_ratings AS rating
  INNER JOIN stg_ratings AS answer ON rating.rating_id = answer.rating_id
  WHERE
    rating.is_valid
    AND (rating.nps <= 6 OR (rating.nps IS NULL AND rating.csat <= 2))
    AND trim(coalesce(answer.comment, '')) = ''
),
failed_visits AS (
  SELECT ticket_id, replaced_count, not_fixed_count
  FROM int_ticket_visits
  WHERE replaced_count > 0 OR not_fixed_count > 0
),
long_waits AS (
  SELECT ticket_id FROM fct_part_waits
  WHERE waited_minutes >= 10080
),
judged AS (
  SELECT
    ticket.*,
    CASE
      WHEN visits.replaced_count > 0 AND ticket.type = 'repair' THEN 'replaced'
      WHEN ticket.is_repeated THEN 'repeat'
      WHEN visits.not_fixed_count > 0 THEN 'not_fixed'
      WHEN waits.ticket_id IS NOT NULL THEN 'part_wait'
      WHEN ticket.arrival_class IN ('late', 'not_arrived') THEN 'late'
      WHEN low_scores.ticket_id IS NOT NULL THEN 'low_score'
    END AS reason
  FROM fct_tickets AS ticket
  LEFT JOIN failed_visits AS visits ON ticket.ticket_id = visits.ticket_id
  LEFT JOIN long_waits AS waits ON ticket.ticket_id = waits.ticket_id
  LEFT JOIN low_scores ON ticket.ticket_id = low_scores.ticket_id
  WHERE ticket.closed_at IS NOT NULL AND NOT ticket.is_cancelled AND coalesce(ticket.type, '') <> 'complaint'
)
SELECT
  ticket_id,
  category,
  model,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  warranty,
  customer_tier,
  closed_at,
  reason,
  has_complaint,
  add_days(closed_at, 30) <= as_of() AS is_matured
FROM judged
WHERE reason IS NOT NULL
