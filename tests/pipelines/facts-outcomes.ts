import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";

const dims = "category, model, region, region_tier, channel, mode, service_point_id, warranty, customer_tier";

/** Random facts of what became of tickets, needs and care tasks beside fct_tickets, from its columns ux and uy. */
export async function addOutcomeFacts(engine: DuckdbEngine): Promise<void> {
  await engine.execute(
    `CREATE TABLE fct_needs AS
     SELECT 'K' || ticket_id AS need_id, ticket_id, ${dims}, created_at AS started_at, ux > 0.02 AS is_customer_known, uy < 0.4 AS is_visit_needed,
       add_days(created_at, 7) <= as_of() AS is_matured, ux > 0.3 AS is_solved_at_first FROM fct_tickets WHERE uy < 0.6`,
  );
  await engine.execute(
    `CREATE TABLE fct_installs AS
     SELECT ticket_id, ${dims}, closed_at, is_matured, ux > 0.05 AS is_fixed_at_once
     FROM fct_tickets WHERE type = 'install' AND closed_at IS NOT NULL AND NOT is_cancelled`,
  );
  await engine.execute(
    `CREATE TABLE fct_bad_outcomes AS
     SELECT ticket_id, ${dims}, closed_at, is_matured, CASE WHEN ux < 0.1 THEN 'repeat' ELSE 'late' END AS reason, has_complaint
     FROM fct_tickets WHERE closed_at IS NOT NULL AND NOT is_cancelled AND ux < 0.3`,
  );
  await engine.execute(
    `CREATE TABLE fct_score_turns AS
     SELECT rating_id, ${dims}, answered_at, CASE WHEN nps >= 9 THEN 'high' WHEN nps <= 6 THEN 'low' ELSE 'middle' END AS level,
       CASE WHEN csat >= 4 THEN 'high' WHEN csat <= 2 THEN 'low' ELSE 'middle' END AS previous_level
     FROM fct_ratings WHERE answered_at IS NOT NULL`,
  );
  await engine.execute(
    `CREATE TABLE fct_care_dues AS
     SELECT 'D' || ticket_id AS due_id, ${dims}, due_at, add_days(due_at, 31) <= as_of() AS is_matured, ux > 0.4 AS is_done, ux < 0.05 AS is_opted_out
     FROM (SELECT *, to_utc(CAST(local_date(created_at) AS TIMESTAMP)) AS due_at FROM fct_tickets WHERE uy > 0.5) AS dues`,
  );
}
