-- The interruptions of a repair without overlap: where several spans hold, the one of the smallest rank.
-- grain: ticket_id, from_minute
-- not_null: ticket_id, from_minute, until_minute, kind
-- accepted: kind = visit|user|parts|transport
-- materialised: table
WITH cuts AS (
  SELECT ticket_id, from_minute AS cut_minute FROM int_restore_spans
  UNION
  SELECT ticket_id, until_minute AS cut_minute FROM int_restore_spans
),
pieces AS (
  SELECT
    ticket_id,
    cut_minute AS from_minute,
    lead(cut_minute) OVER (PARTITION BY ticket_id ORDER BY cut_minute NULLS LAST) AS until_minute
  FROM cuts
)
SELECT
  pieces.ticket_id,
  pieces.from_minute,
  pieces.until_minute,
  CASE min(spans.rank) WHEN 1 THEN 'visit' WHEN 2 THEN 'user' WHEN 3 THEN 'parts' ELSE 'transport' END AS kind
FROM pieces
INNER JOIN int_restore_spans AS spans
  ON
    pieces.ticket_id = spans.ticket_id
    AND pieces.from_minute >= spans.from_minute
    AND pieces.until_minute <= spans.until_minute
GROUP BY pieces.ticket_id, pieces.from_minute, pieces.until_minute
