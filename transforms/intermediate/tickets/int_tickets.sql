-- Surviving tickets and the unit each is about.
-- grain: ticket_id
-- not_null: ticket_id, created_at
SELECT
  ticket.ticket_id,
  ticket.created_at,
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
  ticket.contacted_at,
  ticket.first_response_at,
  ticket.symptom_code,
  ticket.symptom_group,
  ticket.component,
  ticket.warranty,
  ticket.refused_by,
  coalesce(ticket.serial, ticket.customer_key || '|' || ticket.model) AS asset_key,
  ticket.serial IS NULL AS is_serial_missing,
  coalesce(ticket.status = 'cancelled', FALSE) AS is_cancelled
FROM stg_tickets AS ticket
WHERE NOT ticket.is_merged_away

