-- Tickets on which 三包 may ask for something, by the thresholds of the policy: open, or asked for in the last 90 days.
-- An exchange is due: repaired within warranty as often as the policy allows and failing again, the unit not exchanged.
-- A part is awaited: within warranty and waiting for a part as long as the policy allows or longer.
-- The warranty is extended: taken as out of warranty after the last day on paper, while the days in repair extend it to the request or beyond.
-- grain: ticket_id, kind
-- not_null: ticket_id, kind, created_at, is_open
-- accepted: kind = exchange_due|part_wait|warranty_extended
WITH tickets AS (
  SELECT
    ticket.*,
    coalesce(own.repairs_before_exchange, common.repairs_before_exchange) AS repairs_before_exchange,
    coalesce(own.parts_wait_days, common.parts_wait_days) AS parts_wait_days,
    coalesce(own.extends_by_repair_days, common.extends_by_repair_days) AS extends_by_repair_days
  FROM fct_tickets AS ticket
  CROSS JOIN (SELECT * FROM mart_warranty_policy WHERE category = '') AS common
  LEFT JOIN mart_warranty_policy AS own ON ticket.category = own.category
  WHERE
    NOT ticket.is_cancelled
    AND (ticket.type = 'repair' OR ticket.type IS NULL)
    AND (ticket.is_open OR ticket.created_at > add_days(as_of(), -90))
),
papers AS (
  SELECT serial, max(ends_on) AS ends_on
  FROM stg_entitlements
  WHERE kind IN ('statutory', 'extended')
  GROUP BY serial
),
in_repair AS (
  SELECT papers.serial, papers.ends_on, CAST(sum(repairs.repair_days) AS INTEGER) AS repair_days
  FROM papers
  INNER JOIN int_warranty_repairs AS repairs ON papers.serial = repairs.asset_key
  GROUP BY papers.serial, papers.ends_on
),
found AS (
  SELECT
    tickets.ticket_id,
    'exchange_due' AS kind,
    repairs.earlier_repair_count,
    CAST(NULL AS INTEGER) AS wait_days,
    CAST(NULL AS DATE) AS ends_on,
    CAST(NULL AS INTEGER) AS repair_days
  FROM tickets
  INNER JOIN int_warranty_repairs AS repairs ON tickets.ticket_id = repairs.ticket_id
  LEFT JOIN int_ticket_visits AS visits ON tickets.ticket_id = visits.ticket_id
  WHERE repairs.earlier_repair_count >= tickets.repairs_before_exchange AND coalesce(visits.replaced_count, 0) = 0
  UNION ALL
  SELECT
    tickets.ticket_id,
    'part_wait',
    NULL,
    days_between(local_date(waits.open_since_at), local_date(as_of())),
    NULL,
    NULL
  FROM tickets
  INNER JOIN fct_part_waits AS waits ON tickets.ticket_id = waits.ticket_id
  WHERE
    tickets.is_open AND tickets.warranty IN ('in', 'extended')
    AND days_between(local_date(waits.open_since_at), local_date(as_of())) >= tickets.parts_wait_days
  UNION ALL
  SELECT tickets.ticket_id, 'warranty_extended', NULL, NULL, in_repair.ends_on, in_repair.repair_days
  FROM tickets
  INNER JOIN in_repair ON tickets.serial = in_repair.serial
  WHERE
    tickets.warranty = 'out' AND tickets.extends_by_repair_days
    AND days_between(in_repair.ends_on, local_date(tickets.created_at)) BETWEEN 1 AND in_repair.repair_days
)
SELECT
  found.ticket_id,
  found.kind,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.service_point_id,
  ticket.created_at,
  ticket.is_open,
  found.earlier_repair_count,
  found.wait_days,
  found.ends_on AS warranty_ends_on,
  CAST(add_days(found.ends_on, found.repair_days) AS DATE) AS extended_to,
  found.repair_days
FROM found
INNER JOIN fct_tickets AS ticket ON found.ticket_id = ticket.ticket_id
