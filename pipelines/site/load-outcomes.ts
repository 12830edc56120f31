import type { CareFunnel, ChronicUnit, Outcomes, WarrantyAlert } from "../../dashboards/outcomes.ts";
import type { Query } from "./load-flows.ts";

/** Rows a list on a page brings with it; all of them stand in the published table. */
const longest = 5000;

/** What the pages of repeats and care tasks read beyond metric values. A table that was not published gives no rows. */
export async function loadOutcomes(query: Query): Promise<Outcomes> {
  const list = async <Row extends object>(table: string, columns: string, order: string) => {
    const [count] = await query<{ n: number }>(table, `SELECT count(*) AS n FROM ${table}`);
    const rows = await query<Row>(table, `SELECT ${columns} FROM ${table} ORDER BY ${order} LIMIT ${longest}`);
    return { rows, total: count?.n ?? 0 };
  };
  const [funnel] = await query<CareFunnel>("fct_care_dues", funnelSql);
  return {
    chronicUnits: await list<ChronicUnit>(
      "mart_chronic_units",
      `ticket_id, previous_ticket_id, earlier_ticket_id, repair_count, category, model, region, service_point_id, created_at, is_open`,
      "repair_count DESC, created_at DESC, ticket_id",
    ),
    nffCauses: await query(
      "fct_tickets",
      `SELECT COALESCE(nff_cause, 'unknown') AS cause, count(*) AS tickets, count(CASE WHEN is_nff_escape THEN 1 END) AS escapes
       FROM fct_tickets WHERE is_nff_escape IS NOT NULL AND is_matured AND closed_at > add_days(as_of(), -395)
       GROUP BY 1 ORDER BY tickets DESC, cause`,
    ),
    nffModels: await query(
      "mart_metric_values",
      `SELECT json_extract_string(dims, '$.model') AS model, period_start, n, value, lo, hi FROM mart_metric_values
       WHERE metric_id = 'nff_escape_rate' AND grain = 'all' AND dims LIKE '{"model"%' AND n >= 10 ORDER BY n DESC, model LIMIT 15`,
    ),
    badReasons: await query(
      "fct_bad_outcomes",
      `SELECT CAST(period_start('month', local_date(closed_at)) AS VARCHAR) AS month, reason,
         count(CASE WHEN NOT has_complaint THEN 1 END) AS silent, count(CASE WHEN has_complaint THEN 1 END) AS voiced
       FROM fct_bad_outcomes WHERE is_matured GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    warrantyAlerts: await list<WarrantyAlert>(
      "mart_warranty_alerts",
      `ticket_id, kind, category, model, region, service_point_id, created_at, is_open, earlier_repair_count, wait_days,
       CAST(warranty_ends_on AS VARCHAR) AS warranty_ends_on, CAST(extended_to AS VARCHAR) AS extended_to`,
      "kind, is_open DESC, created_at, ticket_id",
    ),
    warrantyPolicy: await query("mart_warranty_policy", "SELECT * FROM mart_warranty_policy ORDER BY category"),
    dueByRegion: await query("fct_care_dues", dueSql),
    careFunnel: funnel !== undefined && funnel.eligible > 0 ? funnel : null,
  };
}

const count = (columns: readonly string[]): string =>
  columns.map((column) => `count(CASE WHEN is_${column} THEN 1 END) AS ${column}`).join(", ");

const noted = "count(CASE WHEN has_install_note THEN 1 END) AS noted";

const dueSql = `SELECT region, count(*) AS due, ${count(["vip", "called", "done", "opted_out"])}, ${noted}, CAST(min(due_on) AS VARCHAR) AS first_on
  FROM fct_care_dues WHERE due_on > local_date(as_of()) GROUP BY region ORDER BY region NULLS LAST`;

const funnelSql = `SELECT count(*) AS eligible, ${count(["called", "consented", "visited", "found", "done", "opted_out", "card_given", "maintained", "opinion_asked"])}, ${noted}
  FROM fct_care_dues WHERE is_matured AND due_on > add_days(local_date(as_of()), -396)`;
