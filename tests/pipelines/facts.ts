import { fileURLToPath } from "node:url";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { addFlowFacts } from "./facts-flows.ts";
import { addOutcomeFacts } from "./facts-outcomes.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));

/** An engine with the prelude alone, in Shanghai time. */
export async function openPrelude(asOf: string, path?: string): Promise<DuckdbEngine> {
  const engine = await openDuckdb({
    memoryLimit: "2GB",
    threads: 2,
    ...(path === undefined ? {} : { path, tempDirectory: `${path}.spill` }),
  });
  await loadPrelude(engine, transforms, { asOf: new Date(asOf), zone: "Asia/Shanghai" });
  return engine;
}

/**
 * An engine with the prelude and random fact tables of `tickets` tickets over `days` days that end at `asOf`, without any model:
 * what the metrics read, in every state they tell apart. The same arguments give the same rows.
 */
export async function openFacts(options: {
  tickets: number;
  seed?: number;
  days?: number;
  asOf?: string;
  path?: string;
}): Promise<DuckdbEngine> {
  const { tickets, seed = 1, days = 500, asOf = "2026-10-01T02:30:00Z", path } = options;
  const engine = await openPrelude(asOf, path);
  const u = (k: number) => `((hash(i * 64 + ${k} + ${seed} * 1000003) % 1000003) / 1000003.0)`;
  const pick = (k: number, list: string[]) =>
    `CASE CAST(floor(${u(k)} * ${list.length}) AS INTEGER) ${list.map((item, n) => `WHEN ${n} THEN ${item === "NULL" ? item : `'${item}'`}`).join(" ")} END`;
  const dims = `${pick(1, ["washer", "fridge", "tv", "air", "NULL"])} AS category, 'M' || CAST(floor(${u(2)} * 120) AS INTEGER) AS model,
    'R' || CAST(floor(${u(3)} * 31) AS INTEGER) AS region, ${pick(4, ["urban", "county", "rural"])} AS region_tier,
    ${pick(5, ["hotline", "app", "wechat", "web"])} AS channel, ${pick(6, ["on_site", "on_site", "on_site", "carry_in", "mail_in"])} AS mode,
    'S' || CAST(floor(${u(7)} * ${tickets < 5000 ? 4 : 300}) AS INTEGER) AS service_point_id, ${pick(8, ["in", "out", "extended"])} AS warranty,
    ${pick(9, ["standard", "vip", "premium"])} AS customer_tier`;
  const long = (k: number, median: number, spread: number) =>
    `CAST(exp(ln(${median}.0) + ${spread} * (${u(k)} + ${u(k + 20)} + ${u(k + 40)} - 1.5) * 2) AS INTEGER)`;
  const known = (at: string) => `CASE WHEN ${at} <= as_of() THEN ${at} END`;
  await engine.execute(
    `CREATE TABLE raw AS SELECT i, 'T' || i AS ticket_id, ${dims}, ${pick(10, ["repair", "repair", "install"])} AS type, ${u(19)} < 0.05 AS is_cancelled,
       as_of() - to_seconds(CAST(floor(${u(11)} * ${days} * 86400.0) AS BIGINT)) AS created_at,
       ${long(12, 12, 1.2)} AS rm, ${long(13, 240, 1.3)} AS cm, ${long(14, 1500, 1)} AS am, ${long(15, 2600, 1)} AS fm, ${long(16, 45, 0.5)} AS hm,
       ${u(17)} AS ux, ${u(18)} AS uy
     FROM range(${tickets}) AS r(i)`,
  );
  const at = (minutes: string) => known(`add_minutes(created_at, ${minutes})`);
  await engine.execute(
    `CREATE TABLE fct_tickets AS
     WITH times AS (
       SELECT *, ${at("CASE WHEN ux < 0.02 THEN NULL ELSE rm END")} AS first_response_at, ${at("cm")} AS contacted_at,
         CASE WHEN mode = 'on_site' THEN ${at("am")} END AS arrived_at, ${at("fm")} AS restored_at, ${at("fm + 300")} AS closed_at,
         created_at AS contact_start_at, add_minutes(created_at, 1440) AS arrival_due_at, add_minutes(created_at, 2000) AS promise_due_at,
         add_minutes(created_at, 30) AS sla_first_response_due_at, add_minutes(created_at, 480) AS sla_contact_due_at,
         add_minutes(created_at, 2880) AS sla_arrival_due_at, add_minutes(created_at, 4320) AS sla_restore_due_at
       FROM raw),
     due AS (
       SELECT *, CASE WHEN mode = 'on_site' THEN arrival_due_at <= as_of() END AS is_due, promise_due_at <= as_of() AS is_promise_due,
         sla_first_response_due_at <= as_of() AS is_sla_first_response_due, sla_contact_due_at <= as_of() AS is_sla_contact_due,
         CASE WHEN mode = 'on_site' THEN sla_arrival_due_at <= as_of() END AS is_sla_arrival_due,
         sla_restore_due_at <= as_of() AS is_sla_restore_due
       FROM times)
     SELECT * EXCLUDE (rm, cm, am, fm, hm, i), closed_at IS NULL AS is_open, is_cancelled AND uy < 0.5 AS is_withdrawn,
       closed_at IS NOT NULL AND NOT is_cancelled AS is_resolved,
       CASE WHEN first_response_at IS NOT NULL THEN rm END AS first_response_minutes,
       CASE WHEN first_response_at IS NOT NULL AND ux > 0.1 THEN rm // 2 END AS first_response_business_minutes,
       CASE WHEN contacted_at IS NOT NULL THEN cm END AS time_to_contact_minutes,
       CASE WHEN arrived_at IS NOT NULL THEN am END AS time_to_arrive_minutes,
       CASE WHEN restored_at IS NOT NULL THEN fm END AS time_to_restore_minutes,
       CASE WHEN restored_at IS NOT NULL THEN hm END AS hands_on_minutes,
       CASE WHEN is_due THEN coalesce(arrived_at <= arrival_due_at AND am > 200, FALSE) END AS is_arrival_on_time,
       CASE WHEN is_due THEN CASE WHEN arrived_at IS NULL THEN 'not_arrived' WHEN arrived_at > arrival_due_at THEN 'late' WHEN am > 200 THEN 'on_time' ELSE 'early' END END AS arrival_class,
       CASE WHEN is_promise_due THEN coalesce(arrived_at <= promise_due_at, FALSE) END AS is_promise_kept,
       CASE WHEN is_sla_first_response_due THEN coalesce(first_response_at <= sla_first_response_due_at, FALSE) END AS is_sla_first_response_met,
       CASE WHEN is_sla_contact_due THEN coalesce(contacted_at <= sla_contact_due_at, FALSE) END AS is_sla_contact_met,
       CASE WHEN is_sla_arrival_due THEN coalesce(arrived_at <= sla_arrival_due_at, FALSE) END AS is_sla_arrival_met,
       CASE WHEN is_sla_restore_due THEN coalesce(NOT is_cancelled AND closed_at <= sla_restore_due_at, FALSE) END AS is_sla_restore_met,
       type = 'repair' AND closed_at IS NOT NULL AND NOT is_cancelled AS is_fix_eligible,
       add_days(closed_at, 30) <= as_of() AS is_matured,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN ux < 0.88 END AS is_first_time_fix,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN ux < 0.93 END AS is_first_time_fix_by_visit,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN CASE WHEN ux < 0.88 THEN CAST(least(30, floor(seconds_between(closed_at, as_of()) / 86400)) AS INTEGER) ELSE 0 END END AS fix_observed_days,
       mode = 'on_site' AS is_on_site, ux < 0.07 AS is_no_fault_found, ux < 0.06 AS has_complaint, uy < 0.09 AS is_repeated, type = 'repair' AND uy > 0.9 AS is_repeat,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL AND ux < 0.07 THEN uy < 0.2 END AS is_nff_escape,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN CAST(least(90, floor(seconds_between(closed_at, as_of()) / 86400), CASE WHEN uy < 0.2 THEN 1 + floor(uy * 300) ELSE 90 END) AS INTEGER) END AS repeat_observed_days,
       CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN uy < 0.2 AND 1 + floor(uy * 300) <= floor(seconds_between(closed_at, as_of()) / 86400) END AS is_repeat_observed,
       uy < 0.03 AS is_reopened, CASE WHEN ux < 0.2 THEN CAST(4320 * uy AS INTEGER) END AS paused_minutes, CAST(1 + floor(uy * 2) AS INTEGER) AS repair_sequence, CAST(1 + floor(uy * 1.2) AS INTEGER) AS productive_visit_count, CASE WHEN type = 'repair' THEN uy > 0.98 END AS is_chronic
     FROM due`,
  );
  const dimNames = "category, model, region, region_tier, channel, mode, service_point_id, warranty, customer_tier";
  await engine.execute(
    `CREATE TABLE fct_visits AS SELECT 'V' || ticket_id AS visit_id, ticket_id, ${dimNames}, arrived_at, CAST(floor(ux * 3) AS INTEGER) AS info_item_count, ux > 0.1 AS is_info_collected
     FROM fct_tickets WHERE arrived_at IS NOT NULL OR ux < 0.5`,
  );
  await engine.execute(
    `CREATE TABLE fct_ratings AS
     SELECT 'G' || ticket_id AS rating_id, ticket_id, ${dimNames}, closed_at AS invited_at,
       CASE WHEN uy < 0.4 THEN ${known("add_minutes(closed_at, 600)")} END AS answered_at,
       CASE WHEN uy < 0.4 AND ux < 0.9 THEN CAST(floor(11 * (1 - ux * ux)) AS INTEGER) END AS nps,
       CASE WHEN uy < 0.4 THEN CAST(1 + floor(5 * sqrt(ux)) AS INTEGER) END AS csat, CASE WHEN uy < 0.4 THEN CAST(1 + floor(7 * sqrt(ux)) AS INTEGER) END AS ces,
       CASE WHEN uy < 0.2 THEN 'sms' ELSE 'app' END AS survey_mode, CASE WHEN ux < 0.5 THEN 'call' ELSE 'repair' END AS touchpoint, ux > 0.01 AS is_valid, uy < 0.4 AS is_answered, uy < 0.02 AS is_callback_before_fix, CASE WHEN uy < 0.3 THEN ux < 0.2 END AS is_quick_on_device,
       uy < 0.39 AS is_latest_in_day, uy < 0.38 AS is_latest_in_week, uy < 0.36 AS is_latest_in_month, uy < 0.34 AS is_latest_in_quarter,
       uy < 0.32 AS is_latest_in_year, uy < 0.30 AS is_latest_in_all
     FROM fct_tickets WHERE closed_at IS NOT NULL`,
  );
  await engine.execute(
    `CREATE TABLE fct_answers AS SELECT rating_id, ticket_id, ${dimNames}, answered_at, nps, csat, survey_mode,
       least(3, greatest(0.3, 0.2 + 3 * uy)) AS weight, ux < 0.1 AS is_late
     FROM (SELECT *, ((hash(rating_id) % 1000) / 1000.0) AS uy, ((hash(rating_id || 'x') % 1000) / 1000.0) AS ux FROM fct_ratings)
     WHERE is_latest_in_month AND answered_at IS NOT NULL`,
  );
  await engine.execute(
    `CREATE TABLE fct_five_ones AS SELECT rating_id, ticket_id, ${dimNames}, answered_at, survey_mode, csat > 2 AS is_all_confirmed,
       CASE WHEN nps IS NOT NULL THEN csat > 1 END AS is_all_claimed
     FROM fct_ratings WHERE answered_at IS NOT NULL AND csat > 1`,
  );
  await engine.execute(
    `CREATE TABLE fct_feedback AS
     SELECT 'F' || ticket_id AS feedback_id, ticket_id, ${dimNames}, created_at, ux < 0.01 AS is_complaint, ux > 0.99 AS is_praise, uy < 0.9 AS is_counted
     FROM fct_tickets WHERE ux < 0.02 OR ux > 0.98`,
  );
  await engine.execute(
    `CREATE TABLE fct_complaints AS
     WITH made AS (
       SELECT 'F' || ticket_id AS feedback_id, ticket_id, ${dimNames}, created_at, ux, uy,
         ${known("add_minutes(created_at, CAST(20 + 3000 * uy AS INTEGER))")} AS acknowledged_at,
         CASE WHEN uy < 0.9 THEN ${known("add_minutes(created_at, CAST(900 + 20000 * uy AS INTEGER))")} END AS resolved_at
       FROM fct_tickets WHERE ux < 0.1)
     SELECT *, CASE WHEN ux < 0.01 THEN 'regulator' WHEN ux < 0.03 THEN 'social' ELSE 'direct' END AS complaint_source,
       minutes_between(created_at, acknowledged_at) AS acknowledge_minutes, minutes_between(created_at, resolved_at) AS resolve_minutes,
       add_minutes(created_at, 1440) AS acknowledge_due_at, add_minutes(created_at, 10080) AS resolve_due_at,
       CASE WHEN add_minutes(created_at, 1440) <= as_of() THEN coalesce(acknowledged_at <= add_minutes(created_at, 1440), FALSE) END AS is_acknowledged_in_time,
       CASE WHEN add_minutes(created_at, 10080) <= as_of() THEN coalesce(resolved_at <= add_minutes(created_at, 10080), FALSE) END AS is_resolved_in_time,
       add_days(resolved_at, 30) AS again_due_at, CASE WHEN resolved_at IS NOT NULL AND uy > 0.05 THEN uy > 0.3 END AS upheld, uy < 0.1 AS is_again
     FROM made`,
  );
  await engine.execute(
    `CREATE TABLE fct_replies AS
     WITH made AS (
       SELECT 'F' || ticket_id AS feedback_id, ticket_id, ${dimNames}, created_at, ux, uy,
         CASE WHEN uy < 0.8 THEN ${known("add_minutes(created_at, CAST(10 + 5000 * uy AS INTEGER))")} END AS replied_at
       FROM fct_tickets WHERE ux > 0.8)
     SELECT *, CASE WHEN ux < 0.9 THEN 'complaint' ELSE 'review' END AS kind, minutes_between(created_at, replied_at) AS reply_minutes,
       add_minutes(created_at, 2880) AS reply_due_at,
       CASE WHEN add_minutes(created_at, 2880) <= as_of() THEN coalesce(replied_at <= add_minutes(created_at, 2880), FALSE) END AS is_replied_in_time
     FROM made`,
  );
  await engine.execute(
    `CREATE TABLE fct_open_spells AS
     SELECT ticket_id, 1 AS spell, created_at AS opened_at, closed_at, created_at, ${dimNames} FROM fct_tickets
     UNION ALL
     SELECT ticket_id, 2, ${known("add_minutes(closed_at, 3000)")}, ${known("add_minutes(closed_at, 9000)")}, created_at, ${dimNames}
     FROM fct_tickets WHERE is_reopened AND ${known("add_minutes(closed_at, 3000)")} IS NOT NULL`,
  );
  await addFlowFacts(engine);
  await addOutcomeFacts(engine);
  await engine.execute(
    `CREATE TABLE int_case_mix AS
     SELECT ticket_id, service_point_id, 'E' || CAST(floor(uy * 40) AS INTEGER) AS engineer_id, 'k' || CAST(floor(uy * 40) AS INTEGER) AS engineer_key,
       ${pick(44, ["leak", "noise", "NULL"])} AS symptom_group, ${pick(45, ["under_1y", "1_to_3y", "unknown"])} AS age_band,
       CASE WHEN ux < 0.004 THEN 'flood' END AS appeal_reason, CASE WHEN ux < 0.004 THEN 'manager' END AS appeal_by_role,
       ${pick(46, ["valid", "lapsed", "none", "NULL"])} AS certificate
     FROM (SELECT *, row_number() OVER (ORDER BY ticket_id) AS i FROM fct_tickets) AS numbered`,
  );
  await engine.execute(
    `CREATE TABLE int_comparison_units AS SELECT DISTINCT 'service_point' AS unit_kind, service_point_id AS unit_id, service_point_id,
       CAST(CASE WHEN service_point_id = 'S1' THEN as_of() END AS TIMESTAMP) AS began_at,
       CASE WHEN service_point_id IN ('S0', 'S1') THEN 'own' ELSE 'partner' END AS ownership FROM fct_tickets`,
  );
  await engine.execute(
    `CREATE TABLE fct_faults AS SELECT ticket_id, created_at AS reported_at, closed_at AS confirmed_at, category, model, region, uy < 0.9 AS is_episode
     FROM fct_tickets WHERE type = 'repair' AND closed_at IS NOT NULL AND NOT is_no_fault_found`,
  );
  await engine.execute(
    `CREATE TABLE fct_exposure AS
     SELECT model, region, MIN(category) AS category, to_utc(CAST(month AS TIMESTAMP)) AS month_at, COUNT(*) * 40.0 AS unit_months
     FROM (SELECT *, period_start('month', local_date(created_at)) AS month FROM fct_tickets) AS t GROUP BY model, region, month`,
  );
  await engine.execute("DROP TABLE raw");
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  return engine;
}

/** Says that the input had every field the metrics want. */
export async function presentAll(engine: DuckdbEngine, fields: readonly string[]): Promise<void> {
  const rows = fields.map((name) => `('${name.split(".")[0]}', '${name.split(".")[1]}', 1, 1)`);
  await engine.execute(`INSERT INTO input_presence VALUES ${rows.join(", ")}`);
}
