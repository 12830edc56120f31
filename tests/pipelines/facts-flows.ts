import type { DuckdbEngine } from "../../pipelines/engines/duckdb.ts";

const dims = "type, category, model, region, region_tier, channel, mode, service_point_id, warranty, customer_tier";

/** Random facts of waits and ways beside fct_tickets, from its columns ux and uy. */
export async function addFlowFacts(engine: DuckdbEngine): Promise<void> {
  await engine.execute(
    `CREATE TABLE fct_part_waits AS
     WITH waits AS (SELECT *, CAST(9000 * uy AS INTEGER) AS m FROM fct_tickets WHERE ux < 0.4),
     known AS (SELECT *, add_minutes(created_at, m) <= as_of() AS has_come FROM waits)
     SELECT ticket_id, ${dims}, is_cancelled, closed_at, created_at AS requested_at,
       CASE WHEN has_come THEN add_minutes(created_at, m) END AS received_at, CASE WHEN NOT has_come THEN created_at END AS open_since_at,
       CASE WHEN has_come THEN m END AS parts_wait_minutes, least(m, minutes_between(created_at, as_of())) AS waited_minutes,
       restored_at, time_to_restore_minutes, CASE WHEN restored_at IS NOT NULL THEN CAST(time_to_restore_minutes * uy AS INTEGER) END AS wait_to_restore_minutes,
       arrived_at AS first_visit_at, CASE WHEN arrived_at IS NOT NULL THEN uy < 0.7 END AS is_first_pass_filled,
       CASE WHEN uy < 0.9 THEN uy < 0.85 END AS is_all_genuine
     FROM known`,
  );
  await engine.execute(
    `CREATE TABLE fct_restore_times AS
     WITH cut AS (SELECT *, CAST(time_to_restore_minutes * ux AS INTEGER) AS a, CAST(time_to_restore_minutes * ux * uy AS INTEGER) AS b FROM fct_tickets WHERE time_to_restore_minutes IS NOT NULL)
     SELECT ticket_id, ${dims}, created_at, restored_at, time_to_restore_minutes, b AS response_minutes, a - b AS window_minutes,
       time_to_restore_minutes - a AS rest_minutes, ${"assignment acceptance contact arrival hands_on parts user transport"
         .split(" ")
         .map((name) => `0 AS ${name}_minutes`)
         .join(", ")} FROM cut`,
  );
  await engine.execute(
    `CREATE TABLE fct_mail_ins AS
     SELECT ticket_id, ${dims}, created_at, created_at AS handed_in_at, restored_at AS returned_at, uy < 0.05 AS is_lost, time_to_restore_minutes AS turnaround_minutes,
       coalesce(time_to_restore_minutes, minutes_between(created_at, as_of())) AS waited_minutes, time_to_restore_minutes AS total_minutes,
       CAST(time_to_restore_minutes * ux AS INTEGER) AS inbound_minutes, time_to_restore_minutes - CAST(time_to_restore_minutes * ux AS INTEGER) AS queue_minutes,
       ${"to_pickup bench parts quote outbound"
         .split(" ")
         .map((name) => `0 AS ${name}_minutes`)
         .join(", ")} FROM fct_tickets WHERE mode = 'mail_in'`,
  );
  await engine.execute(
    `CREATE TABLE fct_unit_absences AS
     SELECT ticket_id, ${dims}, handed_in_at, returned_at AS handed_back_at, is_lost AS has_loan, turnaround_minutes AS absent_minutes,
       inbound_minutes AS covered_minutes, queue_minutes AS uncovered_minutes FROM fct_mail_ins`,
  );
  await engine.execute(
    `CREATE TABLE fct_user_pauses AS
     SELECT ticket_id, ${dims}, created_at AS paused_at, CAST(4320 * uy AS INTEGER) AS paused_minutes, uy > 0.97 AS is_capped FROM fct_tickets WHERE ux < 0.2`,
  );
  await engine.execute(
    `CREATE TABLE fct_appointments AS SELECT ticket_id, ${dims}, created_at, uy < 0.1 AS is_outside_ask FROM fct_tickets WHERE is_on_site AND ux > 0.1`,
  );
  await engine.execute(
    `CREATE TABLE fct_ticket_flows AS
     SELECT ticket_id, ${dims}, is_cancelled, is_open, is_on_site, created_at, closed_at, contacted_at AS assigned_at,
       CASE WHEN ux > 0.05 THEN arrived_at END AS accepted_at, restored_at AS worked_at,
       CASE WHEN contacted_at IS NOT NULL THEN time_to_contact_minutes END AS intake_minutes,
       CASE WHEN arrived_at IS NOT NULL AND contacted_at IS NOT NULL AND ux > 0.05 THEN greatest(0, minutes_between(contacted_at, arrived_at)) END AS dispatch_minutes,
       CASE WHEN ux > 0.05 AND arrived_at IS NOT NULL AND closed_at IS NOT NULL THEN greatest(0, minutes_between(arrived_at, closed_at)) END AS handling_minutes,
       CASE WHEN closed_at IS NOT NULL THEN 300 END AS feedback_minutes,
       CASE WHEN ux > 0.05 AND arrived_at IS NOT NULL THEN time_to_arrive_minutes END AS acceptance_minutes,
       CASE WHEN contacted_at IS NULL THEN 0 WHEN uy < 0.1 THEN 2 ELSE 1 END AS assigned_count, CASE WHEN uy < 0.08 THEN 1 ELSE 0 END AS rejected_count,
       uy > 0.3 AS is_auto_assigned, ux > 0.1 AS is_held, CASE WHEN uy < 0.05 THEN 2 ELSE 0 END AS owner_change_count, uy > 0.06 AS is_one_owner,
       CASE WHEN ux < 0.03 THEN 'responded' END AS first_missing_step
     FROM fct_tickets`,
  );
}
