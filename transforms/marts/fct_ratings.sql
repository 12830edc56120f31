-- Every rating asked for or given, with the dimensions of its ticket; is_latest_in_* marks the customer's last valid answer of that local period.
-- An answer about a ticket counts once the ticket closed and only if it came after the fix; one that names no ticket, or from a source without
-- tickets, counts as it is. The fix is when the product worked again, or the first closing where that is earlier or all that is known.
-- is_quick_on_device, of answers on the service point's own tablet: given within two minutes after the close.
-- Answers to the 0 to 10 question succeed each other; answers without one succeed each other.
-- grain: rating_id
-- not_null: rating_id, is_answered, is_valid, is_callback_before_fix, is_latest_in_day, is_latest_in_all
-- accepted: invalid_reason = not_answered|ticket_unknown|ticket_open|before_fix
-- accepted: survey_mode = sms|app|phone|store_tablet|wechat|mail
WITH linked AS (
  SELECT
    rating.rating_id,
    rating.ticket_id,
    coalesce(rating.customer_key, ticket.customer_key) AS customer_key,
    rating.invited_at,
    rating.answered_at,
    rating.nps,
    rating.csat,
    rating.ces,
    rating.mode AS survey_mode,
    rating.touchpoint,
    rating._order,
    ticket.type,
    ticket.category,
    ticket.model,
    ticket.batch,
    ticket.region,
    ticket.region_tier,
    ticket.channel,
    ticket.mode,
    ticket.service_point_id,
    ticket.engineer_id,
    ticket.warranty,
    ticket.customer_tier,
    CASE
      WHEN rating.mode = 'store_tablet' AND rating.answered_at IS NOT NULL
        THEN
          coalesce(
            seconds_between(
              CASE WHEN ticket.last_closed_at <= rating.answered_at THEN ticket.last_closed_at ELSE ticket.closed_at END,
              rating.answered_at
            ) BETWEEN 0 AND 120,
            FALSE
          )
    END AS is_quick_on_device,
    rating.answered_at IS NOT NULL AND coalesce(rating.nps, rating.csat, rating.ces) IS NOT NULL AS is_answered,
    coalesce(rating.answered_at < least(ticket.closed_at, ticket.restored_at), FALSE) AS is_callback_before_fix,
    CASE
      WHEN rating.ticket_id IS NULL OR NOT source.has_tickets THEN NULL
      WHEN ticket.ticket_id IS NULL THEN 'ticket_unknown'
      WHEN ticket.closed_at IS NULL THEN 'ticket_open'
    END AS ticket_trouble
  FROM stg_ratings AS rating
  CROSS JOIN (SELECT count(*) > 0 AS has_tickets FROM stg_tickets) AS source
  LEFT JOIN fct_tickets AS ticket ON rating.ticket_id = ticket.ticket_id
),
judged AS (
  SELECT
    *,
    CASE
      WHEN NOT is_answered THEN 'not_answered'
      WHEN is_callback_before_fix THEN 'before_fix'
      ELSE ticket_trouble
    END AS invalid_reason
  FROM linked
),
ordered AS (
  SELECT
    *,
    invalid_reason IS NULL AS is_valid,
    local_date(answered_at) AS answered_on,
    local_date(
      lead(answered_at) OVER (
        PARTITION BY coalesce('c' || customer_key, 'r' || rating_id), invalid_reason IS NULL, nps IS NULL
        ORDER BY answered_at NULLS FIRST, _order NULLS FIRST, rating_id NULLS FIRST
      )
    ) AS next_answered_on
  FROM judged
)
SELECT
  rating_id,
  ticket_id,
  customer_key,
  invited_at,
  answered_at,
  nps,
  csat,
  ces,
  survey_mode,
  touchpoint,
  type,
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
  is_answered,
  is_callback_before_fix,
  is_quick_on_device,
  is_valid,
  invalid_reason,
  is_valid AND coalesce(next_answered_on <> answered_on, TRUE) AS is_latest_in_day,
  is_valid
    AND coalesce(period_start('week', next_answered_on) <> period_start('week', answered_on), TRUE) AS is_latest_in_week,
  is_valid
    AND coalesce(period_start('month', next_answered_on) <> period_start('month', answered_on), TRUE) AS is_latest_in_month,
  is_valid
    AND coalesce(period_start('quarter', next_answered_on) <> period_start('quarter', answered_on), TRUE)
    AS is_latest_in_quarter,
  is_valid
    AND coalesce(period_start('year', next_answered_on) <> period_start('year', answered_on), TRUE) AS is_latest_in_year,
  is_valid AND next_answered_on IS NULL AS is_latest_in_all
FROM ordered
