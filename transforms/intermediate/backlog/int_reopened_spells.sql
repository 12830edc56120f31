-- The stretches during which a ticket was open again after a closing; spell 1 is its first, from the request to the first closing.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, opened_at
WITH steps AS (
  SELECT
    ticket_id,
    turn,
    kind,
    happened_at,
    lead(happened_at) OVER (PARTITION BY ticket_id ORDER BY turn NULLS LAST) AS until
  FROM int_ticket_turns
)
SELECT
  ticket_id,
  CAST(1 + row_number() OVER (PARTITION BY ticket_id ORDER BY turn NULLS LAST) AS INTEGER) AS spell,
  happened_at AS opened_at,
  until AS closed_at
FROM steps
WHERE kind = 'reopened'
