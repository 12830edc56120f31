-- Proven arrivals at a closed door since the window was last set: the first, and the first inside the window the user asked for.
-- grain: ticket_id
-- not_null: ticket_id, arrived_at
-- materialised: table
SELECT
  visit.ticket_id,
  min(visit.arrived_at) AS arrived_at,
  min(
    CASE
      WHEN
        visit.arrived_at
        >= add_minutes(coalesce(moved.window_from, ticket.requested_from, ticket.created_at), -15)
        AND visit.arrived_at <= coalesce(moved.window_to, ticket.requested_to, visit.arrived_at)
        THEN visit.arrived_at
    END
  ) AS in_window_at
FROM int_visits AS visit
INNER JOIN stg_tickets AS ticket ON visit.ticket_id = ticket.ticket_id
LEFT JOIN int_rescheduled_windows AS moved ON visit.ticket_id = moved.ticket_id
WHERE
  visit.outcome = 'no_access'
  AND visit.is_arrival_proven
  AND visit.arrived_at >= coalesce(moved.moved_at, visit.arrived_at)
GROUP BY visit.ticket_id
