-- Everything measured on a ticket on one line: its moments, its visits, and the user's share in the waiting.
-- The clock of a contact starts an hour before the time the user asked for, if that is later than the request.
-- restored_at says when the product works at the user's again. For a unit sent in and on its way back that is its return.
-- is_resolved says that the first closing was no cancellation and no refusal by the company.
-- grain: ticket_id
-- not_null: ticket_id, created_at
SELECT
  ticket.*,
  greatest(ticket.created_at, add_minutes(ticket.requested_from, -60)) AS contact_start_at,
  ticket.is_cancelled AND coalesce(ticket.refused_by, 'user') = 'user' AS is_withdrawn,
  ticket.closed_at IS NOT NULL
  AND (ticket.reopen_count > 0 OR NOT (ticket.is_cancelled OR coalesce(ticket.refused_by = 'company', FALSE))) AS is_resolved,
  visit.arrived_at,
  visit.home_arrived_at,
  coalesce(visit.has_unproven_arrival, FALSE) AS has_unproven_arrival,
  coalesce(visit.visit_count, 0) AS visit_count,
  coalesce(visit.productive_visit_count, 0) AS productive_visit_count,
  visit.hands_on_minutes,
  coalesce(repeated.hands_on_wall_minutes, visit.hands_on_minutes) AS hands_on_wall_minutes,
  coalesce(ticket.mode = 'on_site', visit.visit_count > 0, FALSE) AS is_on_site,
  CASE
    WHEN ticket.is_open AND ticket.last_reopened_at >= visit.restored_at THEN NULL
    WHEN returned.ticket_id IS NOT NULL THEN returned.returned_at
    ELSE visit.restored_at
  END AS restored_at,
  unreachable.unreachable_at,
  pause.paused_at,
  pause.logged_minutes AS logged_pause_minutes
FROM int_ticket_moments AS ticket
LEFT JOIN (SELECT * FROM int_ticket_visits WHERE in_part(ticket_id)) AS visit ON ticket.ticket_id = visit.ticket_id
LEFT JOIN int_repeated_visits AS repeated ON ticket.ticket_id = repeated.ticket_id
LEFT JOIN int_returned_units AS returned ON ticket.ticket_id = returned.ticket_id
LEFT JOIN int_unreachable_users AS unreachable ON ticket.ticket_id = unreachable.ticket_id
LEFT JOIN int_user_pauses AS pause ON ticket.ticket_id = pause.ticket_id
