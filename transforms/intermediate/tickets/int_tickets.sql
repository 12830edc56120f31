-- Surviving tickets: what was merged into one is folded in, and the earliest request starts its clock.
-- A ticket that says it was merged without naming a survivor is left out.
-- grain: ticket_id
-- not_null: ticket_id, created_at
WITH folded AS (
  SELECT
    survivor_id,
    min(created_at) AS created_at,
    min(contacted_at) AS contacted_at,
    min(first_response_at) AS first_response_at
  FROM stg_tickets
  WHERE survivor_id IS NOT NULL
  GROUP BY survivor_id
)
SELECT
  ticket.ticket_id,
  least(ticket.created_at, folded.created_at) AS created_at,
  ticket.type,
  ticket.channel,
  ticket.mode,
  ticket.status,
  ticket.priority,
  ticket.closed_at,
  ticket.category,
  ticket.model,
  ticket.serial,
  ticket.batch,
  ticket.customer_key,
  ticket.customer_tier,
  ticket.region,
  ticket.region_tier,
  ticket.service_point_id,
  ticket.engineer_id,
  ticket.requested_from,
  ticket.requested_to,
  ticket.promised_from,
  ticket.promised_to,
  least(ticket.contacted_at, folded.contacted_at) AS contacted_at,
  least(ticket.first_response_at, folded.first_response_at) AS first_response_at,
  ticket.symptom_code,
  ticket.symptom_group,
  ticket.component,
  ticket.warranty,
  ticket.refused_by,
  coalesce(ticket.serial, ticket.customer_key || '|' || ticket.model) AS asset_key,
  ticket.serial IS NULL AS is_serial_missing,
  coalesce(ticket.status = 'cancelled', FALSE) AS is_cancelled
FROM stg_tickets AS ticket
LEFT JOIN folded ON ticket.ticket_id = folded.survivor_id
WHERE ticket.survivor_id IS NULL AND coalesce(ticket.status, 'open') <> 'merged'
