-- One row a ticket with its way through the states intake, dispatch, handling, feedback and archive (受理, 派单, 处理, 反馈, 归档) up to its first closing, and through people's hands.
-- A state lasts from the step that opens it to the one that opens the next: request, assignment, acceptance, working product, closing. A dwell is NULL until its state is over.
-- The ticket's own times serve where it has no event of that kind; where a source logs no events, only tickets with such times or visits are here. is_held: somebody is known to have held it; first_missing_step: of the steps every closed ticket must log.
-- grain: ticket_id
-- not_null: ticket_id, created_at, state, is_held, owner_change_count, engineer_change_count, service_point_change_count
-- accepted: state = intake|dispatch|handling|feedback|archive
-- accepted: first_missing_step = created|responded|assigned|accepted|contacted|arrived|closed
-- parts: int_ticket_steps
WITH steps AS (
  SELECT
    ticket.ticket_id,
    ticket.type,
    ticket.category,
    ticket.model,
    ticket.region,
    ticket.region_tier,
    ticket.channel,
    ticket.mode,
    ticket.service_point_id,
    ticket.warranty,
    ticket.customer_tier,
    ticket.created_at,
    ticket.closed_at,
    ticket.is_open,
    ticket.is_cancelled,
    ticket.is_on_site,
    ticket.visit_count,
    ticket.arrived_at,
    step.ticket_id IS NOT NULL AS is_logged,
    step.first_event_at,
    step.has_created,
    step.has_responded,
    step.has_contacted,
    coalesce(step.assigned_at, own.assigned_at) AS assigned_at,
    coalesce(step.accepted_at, own.accepted_at) AS accepted_at,
    CASE WHEN step.assigned_at IS NOT NULL THEN coalesce(step.auto_assigned_at = step.assigned_at, FALSE) END
      AS is_auto_assigned,
    CASE WHEN ticket.restored_at IS NOT NULL THEN least(ticket.restored_at, ticket.closed_at) END AS worked_at,
    step.last_closed_at,
    step.last_work_at,
    coalesce(step.assigned_count, 0) AS assigned_count,
    coalesce(step.rejected_count, 0) AS rejected_count,
    coalesce(step.accepted_count, 0) AS accepted_count,
    coalesce(step.closed_count, 0) AS closed_count,
    coalesce(step.reopened_count, 0) AS reopened_count
  FROM fct_tickets AS ticket
  LEFT JOIN (SELECT * FROM int_ticket_steps WHERE in_part(ticket_id)) AS step ON ticket.ticket_id = step.ticket_id
  LEFT JOIN (
    SELECT ticket_id, assigned_at, accepted_at FROM stg_tickets
    WHERE in_part(ticket_id) AND (assigned_at IS NOT NULL OR accepted_at IS NOT NULL)
  ) AS own
    ON ticket.ticket_id = own.ticket_id
  CROSS JOIN (SELECT count(*) > 0 AS has_events FROM int_ticket_steps) AS source
  WHERE in_part(ticket.ticket_id) AND (source.has_events OR own.ticket_id IS NOT NULL OR ticket.visit_count > 0)
)
SELECT
  steps.ticket_id,
  steps.type,
  steps.category,
  steps.model,
  steps.region,
  steps.region_tier,
  steps.channel,
  steps.mode,
  steps.service_point_id,
  steps.warranty,
  steps.customer_tier,
  steps.created_at,
  steps.closed_at,
  steps.is_open,
  steps.is_cancelled,
  steps.is_on_site,
  steps.arrived_at,
  steps.assigned_at,
  steps.accepted_at,
  steps.worked_at,
  steps.is_auto_assigned,
  steps.assigned_count,
  steps.rejected_count,
  steps.accepted_count,
  steps.closed_count,
  steps.reopened_count,
  CASE
    WHEN NOT steps.is_open THEN 'archive'
    WHEN steps.worked_at IS NOT NULL THEN 'feedback'
    WHEN steps.accepted_at IS NOT NULL THEN 'handling'
    WHEN steps.assigned_at IS NOT NULL THEN 'dispatch'
    ELSE 'intake'
  END AS state,
  CASE WHEN steps.assigned_at IS NOT NULL THEN greatest(minutes_between(steps.created_at, steps.assigned_at), 0) END
    AS intake_minutes,
  CASE
    WHEN steps.assigned_at IS NOT NULL AND steps.accepted_at IS NOT NULL
      THEN greatest(minutes_between(steps.assigned_at, steps.accepted_at), 0)
  END AS dispatch_minutes,
  CASE
    WHEN steps.accepted_at IS NOT NULL AND coalesce(steps.worked_at, steps.closed_at) IS NOT NULL
      THEN greatest(minutes_between(steps.accepted_at, coalesce(steps.worked_at, steps.closed_at)), 0)
  END AS handling_minutes,
  CASE
    WHEN steps.worked_at IS NOT NULL AND steps.closed_at IS NOT NULL
      THEN minutes_between(steps.worked_at, steps.closed_at)
  END AS feedback_minutes,
  CASE WHEN steps.accepted_at IS NOT NULL THEN greatest(minutes_between(steps.created_at, steps.accepted_at), 0) END
    AS acceptance_minutes,
  steps.accepted_count > 0 OR steps.accepted_at IS NOT NULL OR steps.visit_count > 0 AS is_held,
  coalesce(owner.owner_change_count, 0) AS owner_change_count,
  coalesce(visitor.engineer_change_count, 0) AS engineer_change_count,
  coalesce(visitor.service_point_change_count, 0) AS service_point_change_count,
  coalesce(owner.owner_change_count, 0) = 0
  AND coalesce(visitor.engineer_change_count, 0) = 0
  AND coalesce(visitor.service_point_change_count, 0) = 0 AS is_one_owner,
  steps.is_logged,
  CASE
    WHEN NOT coalesce(steps.has_created, FALSE) THEN 'created'
    WHEN NOT steps.has_responded THEN 'responded'
    WHEN steps.is_on_site AND steps.assigned_count = 0 THEN 'assigned'
    WHEN steps.is_on_site AND steps.accepted_count = 0 THEN 'accepted'
    WHEN steps.is_on_site AND NOT steps.has_contacted THEN 'contacted'
    WHEN steps.is_on_site AND steps.visit_count = 0 THEN 'arrived'
    WHEN steps.closed_count = 0 THEN 'closed'
  END AS first_missing_step,
  coalesce(steps.first_event_at < steps.created_at, FALSE) AS is_before_request,
  coalesce(steps.accepted_at < steps.assigned_at, FALSE) AS is_accepted_unassigned,
  coalesce(steps.arrived_at < steps.accepted_at, FALSE) AS is_worked_unaccepted,
  coalesce(steps.reopened_count = 0 AND steps.last_work_at > steps.last_closed_at, FALSE) AS is_worked_after_close,
  steps.reopened_count > steps.closed_count AND (steps.closed_count > 0 OR steps.closed_at IS NULL) AS is_reopened_unclosed,
  steps.closed_count > steps.reopened_count + 1 AS is_closed_twice,
  source.has_visits AND steps.is_on_site AND NOT steps.is_open AND NOT steps.is_cancelled AND steps.visit_count = 0 AS is_closed_unvisited
FROM steps
CROSS JOIN (SELECT count(*) > 0 AS has_visits FROM stg_visits) AS source
LEFT JOIN int_owner_changes AS owner ON steps.ticket_id = owner.ticket_id
LEFT JOIN int_visitor_changes AS visitor ON steps.ticket_id = visitor.ticket_id
