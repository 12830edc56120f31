-- How much each answer to the 0 to 10 question weighs, by local month and stratum, so that the answers stand for all who were asked:
-- the stratum's share of the invitations over its share of the answers, held between 0.3 and 3. A stratum is survey mode, type,
-- outcome and region; one of fewer than ten answers joins its like without the region, then without the type, then the whole mode.
-- Where no unanswered invitation is known the closed tickets stand for them, by service mode in place of survey mode; without any answer there are no strata.
-- grain: month, mode, type, outcome, region
-- not_null: month, mode, type, outcome, region, stratum, invited, answered
-- materialised: table
WITH source AS (
  SELECT
    coalesce(bool_or(NOT is_answered), FALSE) AS has_invitations,
    coalesce(bool_or(nps IS NOT NULL), FALSE) AS has_answers
  FROM fct_ratings
),
counted AS (
  SELECT
    period_start('month', local_date(coalesce(rating.invited_at, rating.answered_at))) AS month,
    rating.survey_mode AS mode,
    rating.type,
    outcomes.outcome,
    rating.region,
    1 AS invited,
    0 AS answered
  FROM fct_ratings AS rating
  CROSS JOIN source
  LEFT JOIN int_ticket_outcomes AS outcomes ON rating.ticket_id = outcomes.ticket_id
  WHERE source.has_invitations AND NOT rating.is_callback_before_fix
  UNION ALL
  SELECT
    period_start('month', local_date(outcomes.closed_at)) AS month,
    outcomes.mode,
    outcomes.type,
    outcomes.outcome,
    outcomes.region,
    1 AS invited,
    0 AS answered
  FROM int_ticket_outcomes AS outcomes
  CROSS JOIN source
  WHERE source.has_answers AND NOT source.has_invitations AND NOT outcomes.is_cancelled AND outcomes.closed_at IS NOT NULL
  UNION ALL
  SELECT
    period_start('month', local_date(rating.answered_at)) AS month,
    CASE WHEN source.has_invitations THEN rating.survey_mode ELSE rating.mode END AS mode,
    rating.type,
    outcomes.outcome,
    rating.region,
    0 AS invited,
    1 AS answered
  FROM fct_ratings AS rating
  CROSS JOIN source
  LEFT JOIN int_ticket_outcomes AS outcomes ON rating.ticket_id = outcomes.ticket_id
  WHERE rating.is_latest_in_month AND rating.nps IS NOT NULL
),
cells AS (
  SELECT
    month,
    coalesce(mode, '') AS mode,
    coalesce(type, '') AS type,
    coalesce(outcome, '') AS outcome,
    coalesce(region, '') AS region,
    sum(invited) AS invited,
    sum(answered) AS answered
  FROM counted
  WHERE month IS NOT NULL
  GROUP BY month, coalesce(mode, ''), coalesce(type, ''), coalesce(outcome, ''), coalesce(region, '')
),
without_region AS (
  SELECT
    *,
    answered >= 10 AS is_own,
    sum(CASE WHEN answered < 10 THEN answered ELSE 0 END) OVER (PARTITION BY month, mode, type, outcome) AS of_type
  FROM cells
),
without_type AS (
  SELECT
    *,
    sum(CASE WHEN is_own OR of_type >= 10 THEN 0 ELSE answered END) OVER (PARTITION BY month, mode, outcome) AS of_outcome
  FROM without_region
),
named AS (
  SELECT
    month,
    mode,
    type,
    outcome,
    region,
    invited,
    answered,
    CASE
      WHEN is_own THEN concat(mode, '/', type, '/', outcome, '/', region)
      WHEN of_type >= 10 THEN concat(mode, '/', type, '/', outcome, '/')
      WHEN of_outcome >= 10 THEN concat(mode, '//', outcome, '/')
      ELSE concat(mode, '///')
    END AS stratum
  FROM without_type
),
summed AS (
  SELECT
    *,
    sum(invited) OVER (PARTITION BY month, stratum) AS stratum_invited,
    sum(answered) OVER (PARTITION BY month, stratum) AS stratum_answered
  FROM named
),
covered AS (
  SELECT
    *,
    sum(CASE WHEN stratum_answered > 0 THEN invited ELSE 0 END) OVER (PARTITION BY month) AS month_invited,
    sum(answered) OVER (PARTITION BY month) AS month_answered
  FROM summed
)
SELECT
  month,
  mode,
  type,
  outcome,
  region,
  stratum,
  CAST(invited AS BIGINT) AS invited,
  CAST(answered AS BIGINT) AS answered,
  CASE
    WHEN stratum_answered = 0 THEN NULL
    WHEN month_invited = 0 THEN 1.0
    ELSE
      least(
        3.0,
        greatest(
          0.3,
          (CAST(stratum_invited AS DOUBLE) / month_invited) / (CAST(stratum_answered AS DOUBLE) / month_answered)
        )
      )
  END AS weight
FROM covered
