import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";

const dims = "category, model, region, region_tier, channel, mode, service_point_id, warranty, customer_tier";

/** Random facts of what became of tickets, needs and care tasks beside fct_tickets, from its columns ux and uy. */
export async function addOutcomeFacts(engine: DuckdbEngine): Promise<void> {
  await engine.execute(
    `CREATE TABLE fct_needs AS
     SELECT 'K' || ticket_id AS need_id, ticket_id, ${dims}, created_at AS started_at, CASE WHEN ux > 0.7 THEN 'bot' ELSE 'human' END AS actor_kind, ux > 0.02 AS is_customer_known, uy < 0.4 AS is_visit_needed,
       add_days(created_at, 7) <= as_of() AS is_matured, ux > 0.3 AS is_solved_at_first FROM fct_tickets WHERE uy < 0.6`,
  );
  await engine.execute(
    `CREATE TABLE fct_contacts AS
     SELECT 'K' || ticket_id AS contact_id, ticket_id, ${dims}, created_at AS began_at, ux > 0.1 AS is_queued, ux > 0.1 AND ux < 0.2 AS is_abandoned,
       uy < 0.2 AS is_progress, CASE WHEN ux > 0.2 THEN CAST(10 * uy AS INTEGER) END AS answer_minutes FROM fct_tickets WHERE uy < 0.5`,
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
     SELECT 'D' || ticket_id AS due_id, ${dims}, due_at, add_days(due_at, 31) <= as_of() AS is_matured, ux > 0.4 AS is_done, ux < 0.05 AS is_opted_out,
       ux > 0.3 AS is_visited, CASE WHEN ux > 0.9 THEN 2 ELSE 0 END AS found_count
     FROM (SELECT *, to_utc(CAST(local_date(created_at) AS TIMESTAMP)) AS due_at FROM fct_tickets WHERE uy > 0.5) AS dues`,
  );
  await engine.execute(
    `CREATE TABLE fct_charges AS
     SELECT ticket_id, type, ${dims}, is_cancelled, closed_at, coalesce(closed_at, created_at) AS charged_at, uy > 0.1 AS is_charged, ux > 0.1 AS is_quoted,
       uy > 0.9 AS is_overcharged, ux <= 0.1 AND uy > 0.1 AS is_unquoted FROM fct_tickets WHERE warranty = 'out' OR ux < 0.05`,
  );
  await engine.execute(
    `CREATE TABLE fct_coverage_plan AS
     SELECT 'P' || ticket_id AS place_id, ${dims}, local_date(created_at) AS due_on, to_utc(CAST(local_date(created_at) AS TIMESTAMP)) AS due_at,
       ux > 0.05 AS is_due, uy > 0.2 AS is_covered FROM fct_tickets WHERE ux < 0.2`,
  );
  await engine.execute(
    `CREATE TABLE fct_remote_needs AS
     SELECT ticket_id AS need_id, ticket_id, ${dims}, created_at AS started_at, add_days(created_at, 7) <= as_of() AS is_matured, uy > 0.3 AS is_solved,
       CASE WHEN uy < 0.02 THEN 'missing' ELSE 'given' END AS consent FROM fct_tickets WHERE ux < 0.3`,
  );
  await engine.execute(
    `CREATE TABLE fct_alerts AS
     SELECT 'A' || ticket_id AS alert_id, ${dims}, created_at AS raised_at, uy > 0.1 AS is_episode, add_days(created_at, 30) <= as_of() AS is_matured,
       ux < 0.1 AS is_followed FROM fct_tickets WHERE ux < 0.3`,
  );
  await engine.execute(
    `CREATE TABLE fct_warned_faults AS
     SELECT ticket_id, ${dims}, created_at AS reported_at, ux < 0.2 AS is_warned, CASE WHEN ux < 0.2 THEN CAST(43000 * uy AS INTEGER) END AS lead_minutes
     FROM fct_tickets WHERE type = 'repair'`,
  );
}
