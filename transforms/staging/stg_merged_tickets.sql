-- Tickets that were merged away, each with the ticket that survives at the end of its chain.
-- A merge counts only once its target is known; tickets merged in a circle all stay.
-- grain: ticket_id
-- not_null: ticket_id, survivor_id
-- materialised: table
WITH named AS (
  SELECT merged.ticket_id, merged.merged_into
  FROM landing_tickets AS merged
  WHERE merged.merged_into IS NOT NULL AND merged.created_at <= as_of()
),
one_step AS (
  SELECT named.ticket_id, named.merged_into
  FROM named
  WHERE
    named.merged_into IN (
      SELECT target.ticket_id
      FROM landing_tickets AS target
      WHERE target.created_at <= as_of() AND target.ticket_id IN (SELECT named.merged_into FROM named)
    )
),
two_steps AS (
  SELECT step.ticket_id, coalesce(onward.merged_into, step.merged_into) AS merged_into
  FROM one_step AS step
  LEFT JOIN one_step AS onward ON step.merged_into = onward.ticket_id
),
four_steps AS (
  SELECT step.ticket_id, coalesce(onward.merged_into, step.merged_into) AS merged_into
  FROM two_steps AS step
  LEFT JOIN two_steps AS onward ON step.merged_into = onward.ticket_id
),
eight_steps AS (
  SELECT step.ticket_id, coalesce(onward.merged_into, step.merged_into) AS merged_into
  FROM four_steps AS step
  LEFT JOIN four_steps AS onward ON step.merged_into = onward.ticket_id
)
SELECT eight_steps.ticket_id, eight_steps.merged_into AS survivor_id
FROM eight_steps
LEFT JOIN one_step AS unsettled ON eight_steps.merged_into = unsettled.ticket_id
WHERE unsettled.ticket_id IS NULL
