-- Each repair that works again, cut by its milestones into phases, in whole minutes since the request: a phase ends where the next begins, one without its milestone is empty.
-- The first productive visit is a phase of its own; what follows it up to the working product is the rest.
-- grain: ticket_id
-- not_null: ticket_id, restored_minute, responded_minute, assigned_minute, accepted_minute, contacted_minute, window_minute, arrived_minute, left_minute
-- materialised: table
-- parts: fct_ticket_flows
WITH moments AS (
  SELECT
    ticket.ticket_id,
    ticket.created_at,
    ticket.time_to_restore_minutes AS restored_minute,
    least(
      greatest(minutes_between(ticket.created_at, coalesce(visit.first_worked_at, ticket.restored_at)), 0),
      ticket.time_to_restore_minutes
    ) AS arrived_minute,
    coalesce(minutes_between(ticket.created_at, visit.first_left_at), 0) AS first_left_minute,
    coalesce(minutes_between(ticket.created_at, ticket.first_response_at), 0) AS first_responded_minute,
    coalesce(minutes_between(ticket.created_at, flow.assigned_at), 0) AS first_assigned_minute,
    coalesce(minutes_between(ticket.created_at, flow.accepted_at), 0) AS first_accepted_minute,
    coalesce(minutes_between(ticket.created_at, ticket.contacted_at), 0) AS first_contacted_minute,
    CASE
      WHEN ticket.is_on_site AND NOT ticket.is_window_missing
        THEN coalesce(minutes_between(ticket.created_at, ticket.window_to), 0)
      ELSE 0
    END AS window_end_minute
  FROM fct_tickets AS ticket
  INNER JOIN (SELECT ticket_id, assigned_at, accepted_at FROM fct_ticket_flows WHERE in_part(ticket_id)) AS flow
    ON ticket.ticket_id = flow.ticket_id
  INNER JOIN (SELECT ticket_id, first_worked_at, first_left_at FROM int_ticket_visits WHERE in_part(ticket_id)) AS visit
    ON ticket.ticket_id = visit.ticket_id
  WHERE
    in_part(ticket.ticket_id)
    AND ticket.type = 'repair'
    AND NOT ticket.is_cancelled
    AND ticket.time_to_restore_minutes IS NOT NULL
),
responded AS (
  SELECT *, least(arrived_minute, greatest(0, first_responded_minute)) AS responded_minute FROM moments
),
assigned AS (
  SELECT *, least(arrived_minute, greatest(responded_minute, first_assigned_minute)) AS assigned_minute FROM responded
),
accepted AS (
  SELECT *, least(arrived_minute, greatest(assigned_minute, first_accepted_minute)) AS accepted_minute FROM assigned
),
contacted AS (
  SELECT *, least(arrived_minute, greatest(accepted_minute, first_contacted_minute)) AS contacted_minute FROM accepted
)
SELECT
  ticket_id,
  created_at,
  responded_minute,
  assigned_minute,
  accepted_minute,
  contacted_minute,
  least(arrived_minute, greatest(contacted_minute, window_end_minute)) AS window_minute,
  arrived_minute,
  least(restored_minute, greatest(arrived_minute, first_left_minute)) AS left_minute,
  restored_minute
FROM contacted
