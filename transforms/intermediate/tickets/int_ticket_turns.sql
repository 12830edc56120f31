-- Closings and reopenings of the tickets that were ever reopened, as turns that really change the state.
-- The ticket's own closed_at is one more closing. A reopening within an hour after a thank-you, or at its very time, is none.
-- grain: ticket_id, turn
-- not_null: ticket_id, turn, happened_at, kind
-- accepted: kind = closed|reopened
-- materialised: table
WITH reopened AS (
  SELECT DISTINCT ticket_id FROM stg_ticket_events WHERE kind = 'reopened'
),
moments AS (
  SELECT ticket_id, happened_at, kind, _order
  FROM stg_ticket_events
  WHERE kind IN ('closed', 'reopened', 'thanked') AND ticket_id IN (SELECT reopened.ticket_id FROM reopened)
  UNION ALL
  SELECT ticket_id, closed_at AS happened_at, 'closed' AS kind, NULL AS _order
  FROM stg_tickets
  WHERE is_counted AND closed_at IS NOT NULL AND ticket_id IN (SELECT reopened.ticket_id FROM reopened)
),
neighbours AS (
  SELECT
    ticket_id,
    happened_at,
    kind,
    _order,
    lag(kind) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS kind_before,
    lag(happened_at) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS at_before,
    lead(kind) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS kind_after,
    lead(happened_at) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS at_after
  FROM moments
),
meant AS (
  SELECT
    ticket_id,
    happened_at,
    kind,
    _order,
    lag(kind) OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS state_before
  FROM neighbours
  WHERE
    kind = 'closed'
    OR (
      kind = 'reopened'
      AND NOT coalesce(kind_before = 'thanked' AND seconds_between(at_before, happened_at) <= 3600, FALSE)
      AND NOT coalesce(kind_after = 'thanked' AND at_after = happened_at, FALSE)
    )
)
SELECT
  ticket_id,
  CAST(row_number() OVER (PARTITION BY ticket_id ORDER BY happened_at NULLS LAST, _order NULLS LAST) AS INTEGER) AS turn,
  happened_at,
  kind
FROM meant
WHERE kind <> coalesce(state_before, 'reopened')
