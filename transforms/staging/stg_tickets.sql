-- Tickets as they were known at as_of: what happened later has not happened. A survivor of a merge takes the earliest request and answer.
-- is_counted tells those asked for by then and not merged away. It is a column, not a filter: after a filter the planner takes the tickets for few and holds them in memory.
-- grain: ticket_id
-- not_null: ticket_id, created_at, is_counted
SELECT
  ticket.ticket_id,
  ticket.created_at <= as_of() AND NOT coalesce(merged.is_gone, FALSE) AS is_counted,
  least(ticket.created_at, merged.created_at) AS created_at,
  ticket.type,
  ticket.channel,
  ticket.mode,
  CASE WHEN ticket.closed_at > as_of() THEN 'open' ELSE ticket.status END AS status,
  ticket.priority,
  CASE WHEN ticket.closed_at <= as_of() THEN ticket.closed_at END AS closed_at,
  ticket.parent_ticket_id,
  ticket.stage,
  ticket.category,
  ticket.model,
  ticket.serial,
  ticket.batch,
  ticket.customer_key,
  ticket.customer_tier,
  ticket.age_band,
  ticket.region,
  ticket.region_tier,
  ticket.service_point_id,
  ticket.engineer_id,
  ticket.requested_from,
  ticket.requested_to,
  ticket.promised_from,
  ticket.promised_to,
  CASE WHEN ticket.assigned_at <= as_of() THEN ticket.assigned_at END AS assigned_at,
  CASE WHEN ticket.accepted_at <= as_of() THEN ticket.accepted_at END AS accepted_at,
  least(CASE WHEN ticket.contacted_at <= as_of() THEN ticket.contacted_at END, merged.contacted_at) AS contacted_at,
  least(
    CASE WHEN ticket.first_response_at <= as_of() THEN ticket.first_response_at END, merged.first_response_at
  ) AS first_response_at,
  ticket.symptom_code,
  ticket.symptom_group,
  ticket.component,
  ticket.warranty,
  ticket.description,
  CASE WHEN ticket.closed_at > as_of() THEN NULL ELSE ticket.refused_by END AS refused_by,
  ticket.extra,
  ticket._order
FROM landing_tickets AS ticket
LEFT JOIN stg_merges AS merged ON ticket.ticket_id = merged.ticket_id
