-- When the unit of a fault had one before, and one of the same component; a unit's first fault is not here.
-- Sorted, so that who asks for a range of tickets reads little else.
-- grain: ticket_id
-- not_null: ticket_id, before_at
-- materialised: table
SELECT ticket_id, before_at, same_before_at
FROM (
  SELECT
    ticket_id,
    lag(reported_at) OVER (PARTITION BY asset_key ORDER BY reported_at NULLS LAST, ticket_id NULLS LAST) AS before_at,
    lag(reported_at) OVER (
      PARTITION BY asset_key, component ORDER BY reported_at NULLS LAST, ticket_id NULLS LAST
    ) AS same_before_at
  FROM int_confirmed_faults
  WHERE asset_key IN (
    SELECT several.asset_key FROM int_confirmed_faults AS several
    GROUP BY several.asset_key
    HAVING count(*) > 1
  )
) AS placed
WHERE before_at IS NOT NULL
ORDER BY ticket_id NULLS LAST
