-- One row a need that was tried remotely: the sessions of one ticket, or a session without a ticket.
-- Solved means that a session says so, and nobody came to that ticket or to the same unit within 7 days of the last session's end.
-- Consent is refused where a session was held against the user's word, missing where one does not say.
-- grain: need_id
-- not_null: need_id, started_at, session_count, consent, is_matured, is_visited, is_solved
-- accepted: consent = given|missing|refused
WITH needs AS (
  SELECT
    coalesce(ticket_id, session_id) AS need_id,
    min(ticket_id) AS ticket_id,
    min(serial) AS serial,
    min(started_at) AS started_at,
    max(coalesce(ended_at, started_at)) AS ended_at,
    count(*) AS session_count,
    bool_or(coalesce(is_resolved, FALSE)) AS is_said_solved,
    bool_or(NOT coalesce(is_consented, TRUE)) AS is_refused,
    bool_or(is_consented IS NULL) AS is_consent_missing
  FROM stg_remote_sessions
  GROUP BY coalesce(ticket_id, session_id)
),
placed AS (
  SELECT
    needs.*,
    ticket.type,
    ticket.category,
    ticket.model,
    ticket.region,
    ticket.region_tier,
    ticket.channel,
    ticket.mode,
    ticket.service_point_id,
    ticket.warranty,
    ticket.customer_tier,
    coalesce(ticket.serial, needs.serial) AS asset_serial
  FROM needs
  LEFT JOIN fct_tickets AS ticket ON needs.ticket_id = ticket.ticket_id
),
of_unit AS (
  SELECT placed.need_id, ticket.ticket_id
  FROM placed
  INNER JOIN fct_tickets AS ticket ON placed.asset_serial = ticket.serial
  UNION
  SELECT need_id, ticket_id FROM placed
  WHERE ticket_id IS NOT NULL
),
visited AS (
  SELECT placed.need_id, min(visit.arrived_at) AS visited_at
  FROM placed
  INNER JOIN of_unit ON placed.need_id = of_unit.need_id
  INNER JOIN fct_visits AS visit ON of_unit.ticket_id = visit.ticket_id
  WHERE visit.arrived_at > placed.started_at AND visit.arrived_at <= add_days(placed.ended_at, 7)
  GROUP BY placed.need_id
)
SELECT
  placed.need_id,
  placed.ticket_id,
  placed.type,
  placed.category,
  placed.model,
  placed.region,
  placed.region_tier,
  placed.channel,
  placed.mode,
  placed.service_point_id,
  placed.warranty,
  placed.customer_tier,
  placed.started_at,
  placed.ended_at,
  CAST(placed.session_count AS INTEGER) AS session_count,
  CASE WHEN placed.is_refused THEN 'refused' WHEN placed.is_consent_missing THEN 'missing' ELSE 'given' END AS consent,
  add_days(placed.ended_at, 7) <= as_of() AS is_matured,
  placed.is_said_solved,
  visited.visited_at,
  visited.need_id IS NOT NULL AS is_visited,
  placed.is_said_solved AND visited.need_id IS NULL AS is_solved
FROM placed
LEFT JOIN visited ON placed.need_id = visited.need_id
