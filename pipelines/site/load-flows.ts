import type { Flows, Listed, RiskTicket } from "../../dashboards/flows.ts";

/** Rows a list on a page brings with it; all of them stand in the published table. */
const longest = 5000;

export type Query = <Row extends object>(table: string, sql: string) => Promise<Row[]>;

/** What the pages of waits and ways read beyond metric values. A table that was not published gives no rows. */
export async function loadFlows(query: Query): Promise<Flows> {
  const list = async <Row extends object>(
    table: string,
    columns: string,
    order: string,
    where = "TRUE",
  ): Promise<Listed<Row>> => {
    const from = `FROM ${table} WHERE ${where}`;
    const [count] = await query<{ n: number }>(table, `SELECT count(*) AS n ${from}`);
    const rows = await query<Row>(table, `SELECT ${columns} ${from} ORDER BY ${order} LIMIT ${longest}`);
    return { rows, total: count?.n ?? 0 };
  };
  const risks = (where: string) =>
    list<RiskTicket>(
      "mart_at_risk_tickets",
      "ticket_id, clock, due_at, minutes_left, reason, category, region, service_point_id, customer_tier",
      "due_at, ticket_id, clock",
      where,
    );
  return {
    dueSoon: await risks("NOT is_overdue"),
    overdue: await risks("is_overdue"),
    riskCounts: await query(
      "mart_at_risk_tickets",
      `SELECT clock, reason, count(CASE WHEN is_overdue THEN 1 END) AS overdue, count(CASE WHEN NOT is_overdue THEN 1 END) AS due
       FROM mart_at_risk_tickets GROUP BY clock, reason ORDER BY clock, reason`,
    ),
    restoreParts: await query("fct_restore_times", restorePartsSql),
    partAlerts: await list(
      "mart_part_alerts",
      "ticket_id, category, model, region, service_point_id, open_since_at, open_part_count, age_days, level",
      "open_since_at, ticket_id",
    ),
    illegalSteps: await query(
      "mart_illegal_steps",
      "SELECT rule, count(*) AS tickets, min(ticket_id) AS example FROM mart_illegal_steps GROUP BY rule ORDER BY rule",
    ),
    openStates: await query(
      "fct_ticket_flows",
      "SELECT state, count(*) AS tickets FROM fct_ticket_flows WHERE is_open AND NOT is_cancelled GROUP BY state ORDER BY state",
    ),
    missingSteps: await query(
      "fct_ticket_flows",
      `SELECT first_missing_step AS step, count(*) AS tickets FROM fct_ticket_flows
       WHERE first_missing_step IS NOT NULL AND NOT is_cancelled AND closed_at > add_days(as_of(), -90) GROUP BY first_missing_step ORDER BY first_missing_step`,
    ),
  };
}

const restoreParts: Record<string, string> = {
  response: "response_minutes",
  assignment: "assignment_minutes",
  acceptance: "acceptance_minutes",
  contact: "contact_minutes",
  arrival: "arrival_minutes",
  parts: "parts_minutes",
  transport: "transport_minutes",
  rest: "rest_minutes",
  window: "window_minutes",
  pause: "user_minutes",
  hands_on: "hands_on_minutes",
};

/** Median and P90 of each part of the time to restore, over the newest complete month. */
const restorePartsSql = `WITH newest AS (
    SELECT * FROM fct_restore_times
    WHERE period_start('month', local_date(restored_at)) = add_months(period_start('month', local_date(as_of())), -1))
  ${Object.entries(restoreParts)
    .map(
      ([
        part,
        column,
      ]) => `SELECT '${part}' AS part, quantile_disc(${column}, 0.5) AS p50, quantile_disc(${column}, 0.9) AS p90,
        count(CASE WHEN ${column} > 0 THEN 1 END) AS tickets FROM newest HAVING count(*) > 0`,
    )
    .join(" UNION ALL ")}`;
