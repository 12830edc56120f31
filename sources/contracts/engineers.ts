import { defineEntity } from "./entity.ts";
import { date, required, text, timestamp } from "./field.ts";

export const engineers = defineEntity({
  name: "engineers",
  description: "An engineer.",
  key: ["engineer_id"],
  fields: {
    engineer_id: required(text("The engineer's identifier", { pii: true })),
    service_point_id: text("The engineer's service point"),
    joined_at: timestamp("Joined"),
    left_at: timestamp("Left"),
    certified_for: text("Categories the engineer is certified for"),
    certified_until: date("Last day of the certificate"),
  },
});
