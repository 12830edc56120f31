-- Where the time of each repair that works again went, in whole minutes that add up to time_to_restore_minutes.
-- No minute counts twice: work on the product comes first, then the user's own waits, parts, parcels, and what is left is the phase it falls in.
-- arrival_minutes is the way and the delay after the asked window, in a workshop the queue before the bench.
-- grain: ticket_id
-- not_null: ticket_id, restored_at, time_to_restore_minutes, response_minutes, assignment_minutes, acceptance_minutes
-- not_null: contact_minutes, window_minutes, arrival_minutes, hands_on_minutes, parts_minutes, user_minutes, transport_minutes, rest_minutes
-- parts: int_restore_phases
WITH pieces AS (
  SELECT
    piece.*,
    phase.responded_minute,
    phase.assigned_minute,
    phase.accepted_minute,
    phase.contacted_minute,
    phase.window_minute,
    phase.arrived_minute,
    phase.left_minute,
    piece.until_minute - piece.from_minute
    - greatest(least(piece.until_minute, phase.left_minute) - greatest(piece.from_minute, phase.arrived_minute), 0)
      AS outside_minutes
  FROM int_restore_interruptions AS piece
  INNER JOIN int_restore_phases AS phase ON piece.ticket_id = phase.ticket_id
),
cuts AS (
  SELECT
    ticket_id,
    sum(greatest(least(until_minute, responded_minute) - from_minute, 0)) AS response_cut,
    sum(greatest(least(until_minute, assigned_minute) - greatest(from_minute, responded_minute), 0)) AS assignment_cut,
    sum(greatest(least(until_minute, accepted_minute) - greatest(from_minute, assigned_minute), 0)) AS acceptance_cut,
    sum(greatest(least(until_minute, contacted_minute) - greatest(from_minute, accepted_minute), 0)) AS contact_cut,
    sum(greatest(least(until_minute, window_minute) - greatest(from_minute, contacted_minute), 0)) AS window_cut,
    sum(greatest(least(until_minute, arrived_minute) - greatest(from_minute, window_minute), 0)) AS arrival_cut,
    sum(greatest(until_minute - greatest(from_minute, left_minute), 0)) AS rest_cut,
    sum(CASE WHEN kind = 'visit' THEN outside_minutes ELSE 0 END) AS visit_minutes,
    sum(CASE WHEN kind = 'user' THEN outside_minutes ELSE 0 END) AS user_minutes,
    sum(CASE WHEN kind = 'parts' THEN outside_minutes ELSE 0 END) AS parts_minutes,
    sum(CASE WHEN kind = 'transport' THEN outside_minutes ELSE 0 END) AS transport_minutes
  FROM pieces
  GROUP BY ticket_id
)
SELECT
  phase.ticket_id,
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
  ticket.restored_at,
  phase.restored_minute AS time_to_restore_minutes,
  CAST(phase.responded_minute - coalesce(cut.response_cut, 0) AS INTEGER) AS response_minutes,
  CAST(phase.assigned_minute - phase.responded_minute - coalesce(cut.assignment_cut, 0) AS INTEGER) AS assignment_minutes,
  CAST(phase.accepted_minute - phase.assigned_minute - coalesce(cut.acceptance_cut, 0) AS INTEGER) AS acceptance_minutes,
  CAST(phase.contacted_minute - phase.accepted_minute - coalesce(cut.contact_cut, 0) AS INTEGER) AS contact_minutes,
  CAST(phase.window_minute - phase.contacted_minute - coalesce(cut.window_cut, 0) AS INTEGER) AS window_minutes,
  CAST(phase.arrived_minute - phase.window_minute - coalesce(cut.arrival_cut, 0) AS INTEGER) AS arrival_minutes,
  CAST(phase.left_minute - phase.arrived_minute + coalesce(cut.visit_minutes, 0) AS INTEGER) AS hands_on_minutes,
  CAST(coalesce(cut.parts_minutes, 0) AS INTEGER) AS parts_minutes,
  CAST(coalesce(cut.user_minutes, 0) AS INTEGER) AS user_minutes,
  CAST(coalesce(cut.transport_minutes, 0) AS INTEGER) AS transport_minutes,
  CAST(phase.restored_minute - phase.left_minute - coalesce(cut.rest_cut, 0) AS INTEGER) AS rest_minutes
FROM int_restore_phases AS phase
INNER JOIN fct_tickets AS ticket ON phase.ticket_id = ticket.ticket_id
LEFT JOIN cuts AS cut ON phase.ticket_id = cut.ticket_id
WHERE in_part(phase.ticket_id) AND in_part(ticket.ticket_id)
