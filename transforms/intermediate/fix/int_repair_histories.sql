-- The repairs of a unit after its first: which one of the unit it is, and whether it is the third or a later one within 24 months.
-- Sorted, so that who asks for a range of tickets reads little else.
-- grain: ticket_id
-- not_null: ticket_id, repair_sequence, is_chronic
-- materialised: table
SELECT ticket_id, repair_sequence, is_chronic
FROM (
  SELECT
    ticket_id,
    CAST(row_number() OVER unit_history AS INTEGER) AS repair_sequence,
    coalesce(local_date(lag(created_at, 2) OVER unit_history) >= add_months(local_date(created_at), -24), FALSE) AS is_chronic
  FROM int_repairs
  WHERE
    is_repair_of_unit
    AND asset_key IN (
      SELECT several.asset_key FROM int_repairs AS several
      WHERE several.is_repair_of_unit
      GROUP BY several.asset_key
      HAVING count(*) > 1
    )
  WINDOW unit_history AS (PARTITION BY asset_key ORDER BY created_at NULLS FIRST, ticket_id NULLS FIRST)
) AS placed
WHERE repair_sequence > 1
ORDER BY ticket_id NULLS LAST
