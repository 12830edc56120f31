-- Open tickets whose contact, arrival or restoration is due within 24 hours of as_of or is past due already, one row a clock, with why it waits.
-- minutes_left is below zero once the time is past. The arrival is due by the window the user asked for, else by the policy. reason: the first that holds.
-- grain: ticket_id, clock
-- not_null: ticket_id, clock, due_at, minutes_left, is_overdue, reason
-- accepted: clock = contact|arrival|restore
-- accepted: reason = paused_by_user|awaiting_part|not_assigned|not_accepted|user_unreachable|not_contacted|moved_by_company|not_visited|not_fixed|in_work
WITH waiting AS (
  SELECT *, add_minutes(as_of(), 1440) AS horizon_at
  FROM fct_tickets
  WHERE is_open AND NOT is_cancelled
),
due AS (
  SELECT ticket_id, 'contact' AS clock, sla_contact_due_at AS due_at FROM waiting
  WHERE contacted_at IS NULL AND visit_count = 0 AND sla_contact_due_at <= horizon_at
  UNION ALL
  SELECT ticket_id, 'arrival', arrival_due_at FROM waiting
  WHERE arrived_at IS NULL AND closed_at IS NULL AND arrival_due_at <= horizon_at
  UNION ALL
  SELECT ticket_id, 'restore', sla_restore_due_at FROM waiting
  WHERE restored_at IS NULL AND closed_at IS NULL AND sla_restore_due_at <= horizon_at
)
SELECT
  due.ticket_id,
  due.clock,
  due.due_at,
  minutes_between(as_of(), due.due_at) AS minutes_left,
  due.due_at <= as_of() AS is_overdue,
  CASE
    WHEN pause.is_paused THEN 'paused_by_user'
    WHEN part.open_part_count > 0 THEN 'awaiting_part'
    WHEN flow.assigned_at IS NULL AND flow.is_logged AND ticket.is_on_site THEN 'not_assigned'
    WHEN flow.accepted_at IS NULL AND flow.is_logged AND ticket.is_on_site THEN 'not_accepted'
    WHEN ticket.contacted_at IS NULL AND ticket.unreachable_at IS NOT NULL THEN 'user_unreachable'
    WHEN ticket.contacted_at IS NULL AND ticket.is_on_site AND ticket.visit_count = 0 THEN 'not_contacted'
    WHEN ticket.is_on_site AND ticket.arrived_at IS NULL AND ticket.company_reschedule_count > 0 THEN 'moved_by_company'
    WHEN ticket.is_on_site AND ticket.arrived_at IS NULL THEN 'not_visited'
    WHEN ticket.visit_count > 0 THEN 'not_fixed'
    ELSE 'in_work'
  END AS reason,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.mode,
  ticket.service_point_id,
  ticket.customer_tier,
  ticket.created_at
FROM due
INNER JOIN waiting AS ticket ON due.ticket_id = ticket.ticket_id
LEFT JOIN fct_ticket_flows AS flow ON due.ticket_id = flow.ticket_id
LEFT JOIN fct_part_waits AS part ON due.ticket_id = part.ticket_id
LEFT JOIN fct_user_pauses AS pause ON due.ticket_id = pause.ticket_id
