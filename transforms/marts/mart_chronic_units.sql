-- Units whose newest repair is the third or later in 24 months and was asked for in the last 365 days, each named by its chain of tickets:
-- the newest and the two before it.
-- grain: ticket_id
-- not_null: ticket_id, previous_ticket_id, earlier_ticket_id, repair_count, created_at, is_open
SELECT
  chain.ticket_id,
  chain.previous_ticket_id,
  chain.earlier_ticket_id,
  chain.repair_count,
  chain.first_at,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.service_point_id,
  ticket.warranty,
  ticket.created_at,
  ticket.is_open
FROM (
  SELECT
    repairs.ticket_id,
    history.is_chronic,
    history.repair_sequence AS repair_count,
    lag(repairs.ticket_id, 1) OVER unit_history AS previous_ticket_id,
    lag(repairs.ticket_id, 2) OVER unit_history AS earlier_ticket_id,
    first_value(repairs.created_at) OVER unit_history AS first_at,
    lead(repairs.ticket_id) OVER unit_history AS next_ticket_id
  FROM int_repairs AS repairs
  LEFT JOIN int_repair_histories AS history ON repairs.ticket_id = history.ticket_id
  WHERE
    repairs.is_repair_of_unit
    AND repairs.asset_key IN (
      SELECT several.asset_key
      FROM int_repairs AS several
      INNER JOIN int_repair_histories AS chronic ON several.ticket_id = chronic.ticket_id
      WHERE chronic.is_chronic
    )
  WINDOW
    unit_history AS (
      PARTITION BY repairs.asset_key ORDER BY repairs.created_at NULLS FIRST, repairs.ticket_id NULLS FIRST
    )
) AS chain
INNER JOIN fct_tickets AS ticket ON chain.ticket_id = ticket.ticket_id
WHERE chain.next_ticket_id IS NULL AND chain.is_chronic AND ticket.created_at > add_days(as_of(), -365)
