-- What may have gone wrong on each ticket that somebody rated, as far as the answer is the latest of its customer's month. NULL: does not apply to it, or is not known.
-- A wait is long from three days between request and restoration. Wrongly charged: anything within warranty, or more than was quoted.
-- grain: ticket_id
-- not_null: ticket_id, outcome
-- materialised: table
SELECT
  ticket.ticket_id,
  outcomes.outcome,
  ticket.arrival_class = 'late' AS is_late,
  ticket.arrival_class = 'not_arrived' AS is_no_show,
  CASE WHEN ticket.is_on_site THEN ticket.company_reschedule_count > 0 END AS is_moved_by_company,
  NOT ticket.is_sla_first_response_met AS is_slow_response,
  ticket.is_repeat,
  CASE WHEN visits.visit_count > 0 THEN visits.awaiting_part_count > 0 END AS is_part_wait,
  NOT ticket.is_first_time_fix_by_visit AS is_not_fixed_at_once,
  ticket.time_to_restore_minutes > 4320 AS is_long_wait,
  ticket.is_reopened,
  CASE
    WHEN source.has_charges AND ticket.type = 'repair'
      THEN
        coalesce(
          (ticket.warranty IN ('in', 'extended') AND charges.charged > 0) OR charges.charged > charges.quoted, FALSE
        )
  END AS is_wrongly_charged
FROM fct_tickets AS ticket
INNER JOIN int_ticket_outcomes AS outcomes ON ticket.ticket_id = outcomes.ticket_id
CROSS JOIN (SELECT count(*) > 0 AS has_charges FROM stg_charges) AS source
LEFT JOIN int_ticket_visits AS visits ON ticket.ticket_id = visits.ticket_id
LEFT JOIN int_ticket_charges AS charges ON ticket.ticket_id = charges.ticket_id
WHERE ticket.ticket_id IN (SELECT fct_ratings.ticket_id FROM fct_ratings WHERE fct_ratings.is_latest_in_month)
