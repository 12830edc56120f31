-- The stretches during which a ticket waited for parts: requests that overlap or touch make one. until_at is NULL while a part is still to come.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, from_at
-- materialised: table
WITH marked AS (
  SELECT
    ticket_id,
    requested_at,
    received_at,
    CASE
      WHEN
        requested_at <= max(coalesce(received_at, as_of())) OVER (
          PARTITION BY ticket_id
          ORDER BY requested_at NULLS LAST, received_at NULLS LAST, part_no NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
        THEN 0
      ELSE 1
    END AS is_start,
    row_number() OVER (
      PARTITION BY ticket_id ORDER BY requested_at NULLS LAST, received_at NULLS LAST, part_no NULLS LAST
    ) AS place
  FROM stg_part_requests
),
numbered AS (
  SELECT
    *,
    sum(is_start) OVER (
      PARTITION BY ticket_id ORDER BY place NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS spell
  FROM marked
)
SELECT
  ticket_id,
  CAST(spell AS INTEGER) AS spell,
  min(requested_at) AS from_at,
  CASE WHEN count(*) = count(received_at) THEN max(received_at) END AS until_at
FROM numbered
GROUP BY ticket_id, spell
