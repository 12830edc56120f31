import { defineEntity } from "./entity.ts";
import { boolean, required, text, timestamp } from "./field.ts";

export const partRequests = defineEntity({
  name: "part_requests",
  description: "A part asked for on a ticket.",
  key: ["ticket_id", "part_no", "requested_at"],
  fields: {
    ticket_id: required(text("The ticket")),
    part_no: required(text("Part number")),
    requested_at: required(timestamp("When it was asked for")),
    received_at: timestamp("When it came"),
    is_genuine: boolean("Whether it is an original part"),
  },
});
