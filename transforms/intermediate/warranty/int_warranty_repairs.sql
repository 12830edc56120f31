-- Repairs asked for within warranty of units that were repaired more than once, in their order. repair_days: local days between the request and the unit working again, else the close, else as_of.
-- grain: ticket_id
-- not_null: ticket_id, asset_key, earlier_repair_count, repair_days
-- materialised: table
WITH covered AS (
  SELECT repairs.ticket_id, repairs.asset_key, repairs.created_at, ticket.restored_at, ticket.closed_at
  FROM int_repairs AS repairs
  INNER JOIN fct_tickets AS ticket ON repairs.ticket_id = ticket.ticket_id
  WHERE repairs.is_repair_of_unit AND ticket.warranty IN ('in', 'extended')
)
SELECT
  ticket_id,
  asset_key,
  created_at,
  CAST(
    row_number() OVER (PARTITION BY asset_key ORDER BY created_at NULLS FIRST, ticket_id NULLS FIRST) - 1 AS INTEGER
  ) AS earlier_repair_count,
  greatest(days_between(local_date(created_at), local_date(coalesce(restored_at, closed_at, as_of()))), 0) AS repair_days
FROM covered
WHERE
  asset_key IN (
    SELECT several.asset_key FROM int_repairs AS several
    WHERE several.is_repair_of_unit AND several.asset_key IN (SELECT covered.asset_key FROM covered)
    GROUP BY several.asset_key
    HAVING count(*) > 1
  )
