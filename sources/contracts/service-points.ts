import { defineEntity } from "./entity.ts";
import { number, required, text, timestamp } from "./field.ts";

export const servicePoints = defineEntity({
  name: "service_points",
  description: "A service point (网点).",
  key: ["service_point_id"],
  fields: {
    service_point_id: required(text("The service point's identifier")),
    name: text("Name"),
    ownership: text("Own or partner"),
    level: text("Level in the network"),
    province: text("Province"),
    city: text("City"),
    county: text("County"),
    lat: number("Latitude in degrees", { min: -90, max: 90 }),
    lon: number("Longitude in degrees", { min: -180, max: 180 }),
    opened_at: timestamp("Opened"),
    closed_at: timestamp("Closed"),
  },
});
