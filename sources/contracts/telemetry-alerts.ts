import { defineEntity } from "./entity.ts";
import { required, text, timestamp } from "./field.ts";

export const telemetryAlerts = defineEntity({
  name: "telemetry_alerts",
  description: "An alert sent by a connected unit.",
  key: ["alert_id"],
  fields: {
    alert_id: required(text("The alert's identifier")),
    serial: required(text("Serial number", { pii: true })),
    at: required(timestamp("When it was raised")),
    code: text("Error code"),
    severity: text("Severity as the device names it"),
    component: text("Component named"),
    firmware: text("Firmware version"),
    ticket_id: text("Ticket it led to"),
  },
});
