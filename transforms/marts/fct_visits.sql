-- One row a visit with the dimensions of its ticket and the time somebody worked on the product.
-- info_item_count counts the different pieces of information brought back, none where an earlier visit brought the very same; is_info_collected: somebody had begun to bring any.
-- grain: visit_id
-- not_null: visit_id, ticket_id, is_info_repeated, is_productive, is_arrival_proven, is_info_collected, is_ticket_known
-- accepted: outcome = fixed|not_fixed|no_fault_found|no_access|quote_refused|awaiting_part|replaced|installed|maintained
SELECT
  visit.visit_id,
  visit.ticket_id,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  coalesce(visit.service_point_id, ticket.service_point_id) AS service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  coalesce(visit.engineer_id, ticket.engineer_id) AS engineer_id,
  visit.planned_from,
  visit.planned_to,
  visit.arrived_at,
  visit.arrival_proof,
  visit.is_arrival_proven,
  visit.left_at,
  visit.outcome,
  visit.is_productive,
  visit.is_restoring,
  visit.nff_cause,
  visit.cause_component,
  visit.dead_minutes,
  visit.hands_on_minutes,
  visit.km,
  json_list_size(visit.checked_items) AS checked_item_count,
  CASE WHEN repeated.visit_id IS NULL THEN json_list_size(visit.info_items) ELSE 0 END AS info_item_count,
  repeated.visit_id IS NOT NULL AS is_info_repeated,
  coalesce(
    visit.arrived_at >= (SELECT min(first.arrived_at) FROM int_visits AS first WHERE json_list_size(first.info_items) > 0), FALSE
  ) AS is_info_collected,
  ticket.ticket_id IS NOT NULL AS is_ticket_known
FROM int_visits AS visit
LEFT JOIN fct_tickets AS ticket ON visit.ticket_id = ticket.ticket_id
LEFT JOIN int_repeated_info AS repeated ON visit.visit_id = repeated.visit_id
