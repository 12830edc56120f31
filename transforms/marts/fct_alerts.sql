-- One row an alert of a connected unit that had none in the 30 days before (is_episode tells them from the alerts that follow one).
-- Followed means that a fault of the unit, confirmed since, was reported within 30 days of the alert, whatever the component. Same component where both name one.
-- grain: alert_id
-- not_null: alert_id, raised_at, is_episode, is_matured, is_followed, is_same_component
WITH ordered AS (
  SELECT
    *,
    lag(raised_at) OVER (PARTITION BY serial ORDER BY raised_at NULLS LAST, alert_id NULLS LAST) AS before_at
  FROM stg_telemetry_alerts
),
followed AS (
  SELECT
    alert.alert_id,
    min(fault.reported_at) AS fault_reported_at,
    min_by(fault.ticket_id, fault.reported_at) AS ticket_id,
    bool_or(coalesce(fault.component = alert.component, FALSE)) AS is_same_component
  FROM stg_telemetry_alerts AS alert
  INNER JOIN int_unit_faults AS fault
    ON alert.serial = fault.serial
    AND fault.reported_at > alert.raised_at
    AND fault.reported_at <= add_days(alert.raised_at, 30)
  GROUP BY alert.alert_id
)
SELECT
  alert.alert_id,
  product.category,
  unit.model,
  unit.region,
  CAST(NULL AS VARCHAR) AS region_tier,
  CAST(NULL AS VARCHAR) AS channel,
  CAST(NULL AS VARCHAR) AS mode,
  CAST(NULL AS VARCHAR) AS service_point_id,
  CAST(NULL AS VARCHAR) AS warranty,
  CAST(NULL AS VARCHAR) AS customer_tier,
  alert.raised_at,
  alert.code,
  alert.severity,
  alert.component,
  coalesce(alert.raised_at > add_days(alert.before_at, 30), TRUE) AS is_episode,
  add_days(alert.raised_at, 30) <= as_of() AS is_matured,
  followed.ticket_id,
  followed.alert_id IS NOT NULL AS is_followed,
  coalesce(followed.is_same_component, FALSE) AS is_same_component
FROM ordered AS alert
LEFT JOIN stg_units AS unit ON alert.serial = unit.serial
LEFT JOIN landing_products AS product ON unit.model = product.model
LEFT JOIN followed ON alert.alert_id = followed.alert_id
