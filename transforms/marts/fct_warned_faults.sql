-- One row a confirmed fault, once in 30 days, of a model whose units send alerts, from the day the first of them did: whether the unit had sent one in the
-- 30 days before the request, and how long before it the first of those came.
-- grain: ticket_id
-- not_null: ticket_id, reported_at, is_warned
WITH connected AS (
  SELECT model, min(raised_at) AS since_at
  FROM fct_alerts
  WHERE model IS NOT NULL
  GROUP BY model
),
warned AS (
  SELECT fault.ticket_id, min(alert.raised_at) AS warned_at
  FROM int_unit_faults AS fault
  INNER JOIN stg_telemetry_alerts AS alert
    ON fault.serial = alert.serial
    AND alert.raised_at < fault.reported_at
    AND alert.raised_at >= add_days(fault.reported_at, -30)
  GROUP BY fault.ticket_id
)
SELECT
  fault.ticket_id,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  fault.reported_at,
  warned.ticket_id IS NOT NULL AS is_warned,
  CASE WHEN warned.ticket_id IS NOT NULL THEN minutes_between(warned.warned_at, fault.reported_at) END AS lead_minutes
FROM int_unit_faults AS fault
INNER JOIN fct_tickets AS ticket ON fault.ticket_id = ticket.ticket_id
INNER JOIN connected ON ticket.model = connected.model AND fault.reported_at >= connected.since_at
LEFT JOIN warned ON fault.ticket_id = warned.ticket_id
WHERE fault.is_episode
