-- Installations that were closed after work on the unit, and whether anybody was needed again: a second visit, or a repair or installation
-- of the same unit asked for in (closed, closed + 30 d], whatever the symptom. The unit is the serial, else customer and model.
-- grain: ticket_id
-- not_null: ticket_id, closed_at, is_matured, is_fixed_at_once
-- accepted: reason = second_visit|not_installed|outcome_missing|repair|install_again
WITH units AS (
  SELECT ticket_id, type, created_at, closed_at, coalesce(serial, customer_key || '|' || model) AS asset_key
  FROM fct_tickets
  WHERE type IN ('install', 'repair')
),
installs AS (
  SELECT ticket.*, visits.only_outcome, coalesce(ticket.serial, ticket.customer_key || '|' || ticket.model) AS asset_key
  FROM fct_tickets AS ticket
  INNER JOIN int_ticket_visits AS visits ON ticket.ticket_id = visits.ticket_id
  WHERE
    ticket.type = 'install' AND ticket.closed_at IS NOT NULL AND NOT ticket.is_cancelled
    AND ticket.productive_visit_count > 0
    AND coalesce(ticket.serial, ticket.customer_key || '|' || ticket.model) IS NOT NULL
),
followed AS (
  SELECT
    installs.ticket_id,
    bool_or(later.type = 'repair') AS has_repair,
    min_by(later.ticket_id, later.created_at) AS next_ticket_id
  FROM installs
  INNER JOIN units AS later
    ON installs.asset_key = later.asset_key
    AND later.created_at > installs.closed_at
    AND later.created_at <= add_days(installs.closed_at, 30)
  GROUP BY installs.ticket_id
),
judged AS (
  SELECT
    installs.*,
    followed.next_ticket_id,
    CASE
      WHEN installs.productive_visit_count > 1 THEN 'second_visit'
      WHEN installs.only_outcome IS NULL THEN 'outcome_missing'
      WHEN installs.only_outcome NOT IN ('installed', 'fixed', 'no_fault_found') THEN 'not_installed'
      WHEN followed.has_repair THEN 'repair'
      WHEN followed.ticket_id IS NOT NULL THEN 'install_again'
    END AS reason
  FROM installs
  LEFT JOIN followed ON installs.ticket_id = followed.ticket_id
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
  add_days(closed_at, 30) <= as_of() AS is_matured,
  reason,
  reason IS NULL AS is_fixed_at_once,
  next_ticket_id
FROM judged
