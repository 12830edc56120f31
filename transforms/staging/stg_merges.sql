-- The tickets that take part in a merge. One merged away has the survivor at the end of its chain; the survivor has none, but the earliest request and answer of them all.
-- A merge counts only once its target is known; tickets merged in a circle all stay. One that was merged but names no target is gone with no survivor.
-- grain: ticket_id
-- not_null: ticket_id, is_gone
-- materialised: table
WITH named AS (
  SELECT ticket_id, merged_into
  FROM landing_tickets
  WHERE merged_into IS NOT NULL AND created_at <= as_of()
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
),
settled AS (
  SELECT eight_steps.ticket_id, eight_steps.merged_into AS survivor_id
  FROM eight_steps
  LEFT JOIN one_step AS unsettled ON eight_steps.merged_into = unsettled.ticket_id
  WHERE unsettled.ticket_id IS NULL
)
SELECT
  settled.ticket_id,
  settled.survivor_id,
  TRUE AS is_gone,
  CAST(NULL AS TIMESTAMP) AS created_at,
  CAST(NULL AS TIMESTAMP) AS contacted_at,
  CAST(NULL AS TIMESTAMP) AS first_response_at
FROM settled
UNION ALL
SELECT
  settled.survivor_id AS ticket_id,
  NULL AS survivor_id,
  FALSE AS is_gone,
  min(ticket.created_at) AS created_at,
  min(CASE WHEN ticket.contacted_at <= as_of() THEN ticket.contacted_at END) AS contacted_at,
  min(CASE WHEN ticket.first_response_at <= as_of() THEN ticket.first_response_at END) AS first_response_at
FROM landing_tickets AS ticket
INNER JOIN settled ON ticket.ticket_id = settled.ticket_id
GROUP BY settled.survivor_id
UNION ALL
SELECT
  ticket.ticket_id,
  NULL AS survivor_id,
  TRUE AS is_gone,
  NULL AS created_at,
  NULL AS contacted_at,
  NULL AS first_response_at
FROM landing_tickets AS ticket
WHERE ticket.status = 'merged' AND ticket.merged_into IS NULL AND ticket.created_at <= as_of()
