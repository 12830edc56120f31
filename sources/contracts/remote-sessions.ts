import { defineEntity } from "./entity.ts";
import { boolean, required, text, timestamp } from "./field.ts";

export const remoteSessions = defineEntity({
  name: "remote_sessions",
  description: "A remote diagnosis or repair.",
  key: ["session_id"],
  fields: {
    session_id: required(text("The session's identifier")),
    ticket_id: text("The ticket"),
    serial: text("Serial number", { pii: true }),
    started_at: required(timestamp("Start")),
    ended_at: timestamp("End"),
    consented: boolean("Whether the user authorised it"),
    is_resolved: boolean("Whether it solved the need"),
    engineer_id: text("Who did it"),
  },
});
