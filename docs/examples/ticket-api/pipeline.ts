import { readFileSync } from "node:fs";
import { http } from "../../../sources/http.ts";

/*
 * A help desk with an incremental export over HTTP. The ids under custom_fields are those of your own desk.
 *   TICKET_API_URL=https://example.zendesk.com TICKET_API_USER=name@example.com/token TICKET_API_TOKEN=… \
 *     npx huiyin run --pipeline docs/examples/ticket-api/pipeline.ts
 */
export default http({
  name: "ticket-api",
  mapping: readFileSync(new URL("mapping.yaml", import.meta.url), "utf8"),
  url: "TICKET_API_URL",
  auth: { by: "basic", user: "TICKET_API_USER", password: "TICKET_API_TOKEN" },
  perSecond: 5,
  requests: [
    {
      file: "tickets.jsonl",
      path: "/api/v2/incremental/tickets/cursor.json",
      query: { start_time: "1704067200", include: "metric_sets" },
      records: "tickets",
      paging: { by: "cursor", parameter: "cursor", next: "after_cursor", end: "end_of_stream", start: "start_time" },
      add: {
        via_channel: "via.channel",
        solved_at: "metric_set.solved_at",
        assigned_at: "metric_set.initially_assigned_at",
        request_type: "custom_fields.id=1001.value",
        category: "custom_fields.id=1002.value",
        model: "custom_fields.id=1003.value",
        serial: "custom_fields.id=1004.value",
        visit: "custom_fields.id=1005.value",
      },
    },
    {
      file: "ratings.jsonl",
      path: "/api/v2/satisfaction_ratings.json",
      query: { "page[size]": "100" },
      records: "satisfaction_ratings",
      paging: { by: "link", next: "links.next" },
      window: { from: "start_time", to: "end_time", start: "2024-01-01T00:00:00Z", hours: 8760, format: "epoch" },
    },
  ],
});
