import { readFileSync } from "node:fs";
import { mysql } from "../../../sources/mysql.ts";

/*
 * The after-sales database of a brand, read where it lies by a user that may only SELECT.
 *   CRM_URL_FILE=/run/secrets/crm npx huiyin run --pipeline docs/examples/crm-mysql/pipeline.ts
 * Orders, visits and callbacks have a time of update; the log of dispatching only grows, so its number is the cursor;
 * complaints have neither and are compared whole.
 */
export default mysql({
  name: "crm",
  mapping: readFileSync(new URL("mapping.yaml", import.meta.url), "utf8"),
  url: "CRM_URL",
  tables: [
    { table: "gd_order", cursor: "update_time", time: "create_time" },
    { table: "gd_dispatch", cursor: "id" },
    { table: "gd_visit", cursor: "update_time" },
    { table: "gd_callback", cursor: "update_time" },
    { table: "gd_complaint" },
  ],
});
