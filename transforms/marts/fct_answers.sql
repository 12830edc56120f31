-- Every valid answer that is its customer's latest of the local month, with what the customer had lived through
-- and how much the answer weighs among the recommendations of its month.
-- grain: rating_id
-- not_null: rating_id, answered_at
SELECT
  rating.rating_id,
  rating.ticket_id,
  rating.customer_key,
  rating.answered_at,
  rating.nps,
  rating.csat,
  rating.survey_mode,
  rating.touchpoint,
  rating.type,
  rating.category,
  rating.model,
  rating.region,
  rating.region_tier,
  rating.channel,
  rating.mode,
  rating.service_point_id,
  rating.warranty,
  rating.customer_tier,
  troubles.outcome,
  troubles.is_late,
  troubles.is_no_show,
  troubles.is_moved_by_company,
  troubles.is_slow_response,
  troubles.is_repeat,
  troubles.is_part_wait,
  troubles.is_not_fixed_at_once,
  troubles.is_long_wait,
  troubles.is_reopened,
  troubles.is_wrongly_charged,
  strata.stratum,
  CASE WHEN rating.nps IS NOT NULL THEN strata.weight END AS weight
FROM fct_ratings AS rating
CROSS JOIN (SELECT coalesce(bool_or(NOT is_answered), FALSE) AS has_invitations FROM fct_ratings) AS source
LEFT JOIN int_ticket_troubles AS troubles ON rating.ticket_id = troubles.ticket_id
LEFT JOIN int_nps_strata AS strata
  ON
    period_start('month', local_date(rating.answered_at)) = strata.month
    AND coalesce(CASE WHEN source.has_invitations THEN rating.survey_mode ELSE rating.mode END, '') = strata.mode
    AND coalesce(rating.type, '') = strata.type
    AND coalesce(troubles.outcome, '') = strata.outcome
    AND coalesce(rating.region, '') = strata.region
WHERE rating.is_latest_in_month
