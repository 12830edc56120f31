-- Time on the wall clock during which somebody worked, for tickets with several productive visits: where visits overlap it passes once.
-- Of overlapping visits the least dead time is taken off: time counts as dead only if nobody could work.
-- grain: ticket_id
-- not_null: ticket_id, hands_on_wall_minutes
-- materialised: table
WITH marked AS (
  SELECT
    ticket_id,
    visit_id,
    arrived_at,
    left_at,
    coalesce(dead_minutes, 0) AS dead_minutes,
    CASE
      WHEN
        arrived_at < max(left_at) OVER (
          PARTITION BY ticket_id
          ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
        THEN 0
      ELSE 1
    END AS is_start
  FROM int_visits
  WHERE
    hands_on_minutes IS NOT NULL
    AND ticket_id IN (SELECT repeated.ticket_id FROM int_ticket_visits AS repeated WHERE repeated.productive_visit_count > 1)
),
numbered AS (
  SELECT
    ticket_id,
    arrived_at,
    left_at,
    dead_minutes,
    sum(is_start) OVER (
      PARTITION BY ticket_id
      ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS block
  FROM marked
),
blocks AS (
  SELECT
    ticket_id,
    block,
    greatest(minutes_between(min(arrived_at), max(left_at)) - floor(min(dead_minutes)), 0) AS minutes
  FROM numbered
  GROUP BY ticket_id, block
)
SELECT ticket_id, CAST(sum(minutes) AS INTEGER) AS hands_on_wall_minutes
FROM blocks
GROUP BY ticket_id
