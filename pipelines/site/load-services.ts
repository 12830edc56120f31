import type { Certificate, Services, WrongCharge } from "../../dashboards/services.ts";
import type { Query } from "./load-flows.ts";

/** Rows a list on a page brings with it; all of them stand in the published table. */
const longest = 5000;

/** What the pages of fees, coverage, alerts and groups read beyond metric values. A table that was not published gives no rows. */
export async function loadServices(query: Query): Promise<Services> {
  const list = async <Row extends object>(table: string, columns: string, order: string) => {
    const [count] = await query<{ n: number }>(table, `SELECT count(*) AS n FROM ${table}`);
    const rows = await query<Row>(table, `SELECT ${columns} FROM ${table} ORDER BY ${order} LIMIT ${longest}`);
    return { rows, total: count?.n ?? 0 };
  };
  const [plan] = await query<{ due: number; covered: number; in_time: number }>(
    "fct_coverage_plan",
    `SELECT count(*) AS due, count(CASE WHEN is_covered THEN 1 END) AS covered, count(CASE WHEN is_covered_in_time THEN 1 END) AS in_time
     FROM fct_coverage_plan WHERE is_due`,
  );
  return {
    wrongCharges: await list<WrongCharge>(
      "mart_wrong_charges",
      "ticket_id, reason, category, region, service_point_id, charged_at, currency, quoted, charged, over_quote",
      "charged_at DESC, ticket_id",
    ),
    coverage: await query(
      "mart_region_coverage",
      `SELECT c.region, c.points, c.own_points, c.counties, c.township_points, c.tickets, COALESCE(p.planned, 0) AS planned, COALESCE(p.covered, 0) AS covered
       FROM mart_region_coverage AS c
       LEFT JOIN (SELECT region, count(*) AS planned, count(CASE WHEN is_covered THEN 1 END) AS covered
                  FROM fct_coverage_plan WHERE is_due GROUP BY region) AS p ON p.region = c.region
       ORDER BY c.region`,
    ),
    gaps: await query(
      "fct_coverage_plan",
      `SELECT place_id, region_tier, CAST(due_on AS VARCHAR) AS due_on, is_due FROM fct_coverage_plan
       WHERE NOT is_covered ORDER BY due_on, place_id LIMIT ${longest}`,
    ),
    plan: plan !== undefined && plan.due > 0 ? plan : null,
    alerts: await query(
      "fct_alerts",
      `SELECT severity, count(*) AS alerts, count(CASE WHEN is_followed THEN 1 END) AS followed FROM fct_alerts
       WHERE is_episode AND is_matured GROUP BY severity ORDER BY severity NULLS LAST`,
    ),
    groups: await query(
      "mart_group_comparisons",
      "SELECT * EXCLUDE (phi) FROM mart_group_comparisons ORDER BY metric_id, group_kind, group_id",
    ),
    certificates: await list<Certificate>(
      "mart_certificates",
      "engineer_key, service_point_id, region, CAST(certified_until AS VARCHAR) AS certified_until, days_left, state",
      "certified_until NULLS LAST, engineer_key",
    ),
  };
}
