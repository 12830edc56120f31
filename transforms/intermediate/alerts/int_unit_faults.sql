-- Confirmed faults of units known by their serial number, the ground on which alerts are judged.
-- grain: ticket_id
-- not_null: ticket_id, serial, reported_at
SELECT fault.ticket_id, ticket.serial, fault.reported_at, fault.component, fault.is_episode
FROM fct_faults AS fault
INNER JOIN fct_tickets AS ticket ON fault.ticket_id = ticket.ticket_id
WHERE ticket.serial IS NOT NULL
