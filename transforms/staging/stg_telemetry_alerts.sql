-- Alerts raised by connected units up to as_of.
-- grain: alert_id
-- not_null: alert_id, serial, raised_at
SELECT
  alert_id,
  serial,
  alert.at AS raised_at,
  code,
  severity,
  component,
  firmware
FROM landing_telemetry_alerts AS alert
WHERE alert.at <= as_of()
