-- The stretches during which a ticket was open, rebuilt from closings and reopenings: the backlog of any moment is the spells that hold it.
-- A ticket without a known closing that its source calls closed or cancelled has no spell: nobody knows when it ended.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, opened_at
WITH reopened AS (
  SELECT
    step.ticket_id,
    step.turn,
    step.kind,
    step.happened_at,
    lead(step.happened_at) OVER (PARTITION BY step.ticket_id ORDER BY step.turn NULLS LAST) AS until
  FROM int_ticket_turns AS step
)
SELECT
  ticket_id,
  1 AS spell,
  created_at AS opened_at,
  closed_at
FROM int_ticket_clock
WHERE is_open OR closed_at IS NOT NULL
UNION ALL
SELECT
  reopened.ticket_id,
  CAST(1 + row_number() OVER (PARTITION BY reopened.ticket_id ORDER BY reopened.turn NULLS LAST) AS INTEGER) AS spell,
  reopened.happened_at AS opened_at,
  reopened.until AS closed_at
FROM reopened
WHERE reopened.kind = 'reopened'
