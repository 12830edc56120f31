import { type Grain, grains, grainsOf, type Metric } from "../transforms/metrics/metric.ts";

/**
 * The fact tables of carry-in and mail-in tickets, written for this data alone by someone who knows that it has no events,
 * visits, merges or symptoms: every shortcut of DuckDB is allowed.
 */
export const factsByHand: readonly string[] = [
  `CREATE TABLE days AS
   WITH d AS (SELECT CAST(g AS DATE) AS day FROM generate_series(DATE '2010-01-01', DATE '2026-12-31', INTERVAL 1 DAY) AS s(g)),
   k AS (SELECT d.day, CASE WHEN coalesce(c.kind, '') = 'holiday' OR (isodow(d.day) > 5 AND coalesce(c.kind, '') <> 'makeup')
     THEN 0 ELSE 540 END AS open_minutes FROM d LEFT JOIN input_calendar AS c ON c.date = d.day)
   SELECT day, open_minutes, sum(open_minutes) OVER (ORDER BY day) - open_minutes AS before FROM k`,
  `CREATE TABLE repeats AS
   WITH r AS (SELECT ticket_id, serial, created_at, closed_at FROM landing_tickets WHERE type = 'repair')
   SELECT r.ticket_id, n.created_at AS repeated_at FROM (SELECT * FROM r WHERE closed_at IS NOT NULL) AS r
   ASOF JOIN r AS n ON r.serial = n.serial AND r.closed_at < n.created_at
   WHERE n.created_at <= r.closed_at + INTERVAL 30 DAY AND n.created_at <= as_of()`,
  `CREATE TABLE chronic AS
   SELECT ticket_id, (lag(created_at, 2) OVER (PARTITION BY serial ORDER BY created_at, ticket_id) + INTERVAL 8 HOUR)::DATE
     >= (created_at + INTERVAL 8 HOUR)::DATE - INTERVAL 24 MONTH AS is_chronic
   FROM landing_tickets WHERE type = 'repair' AND created_at <= as_of()`,
  `CREATE TABLE fct_tickets AS
   WITH t AS (
     SELECT ticket_id, created_at, CASE WHEN closed_at <= as_of() THEN closed_at END AS closed_at, type, channel, mode, category,
       model, serial, region, region_tier, service_point_id, CAST(NULL AS VARCHAR) AS warranty, CAST(NULL AS VARCHAR) AS customer_tier,
       CASE WHEN first_response_at <= as_of() THEN first_response_at END AS first_response_at,
       created_at + INTERVAL 60 MINUTE AS sla_first_response_due_at,
       CASE WHEN type = 'repair' THEN CASE mode WHEN 'carry_in' THEN 4320 WHEN 'mail_in' THEN 14400 ELSE 11520 END END AS restore_target
     FROM landing_tickets WHERE created_at <= as_of()),
   b AS (
     SELECT t.*, created_at + INTERVAL 8 HOUR AS created_local, first_response_at + INTERVAL 8 HOUR AS responded_local,
       created_at + to_minutes(restore_target) AS sla_restore_due_at FROM t)
   SELECT b.* EXCLUDE (created_local, responded_local, restore_target),
     CAST(floor(epoch(first_response_at - created_at) / 60) AS INTEGER) AS first_response_minutes,
     CAST(floor((e.before * 60 + least(greatest(epoch(responded_local - responded_local::DATE::TIMESTAMP) - 32400, 0), e.open_minutes * 60)
       - s.before * 60 - least(greatest(epoch(created_local - created_local::DATE::TIMESTAMP) - 32400, 0), s.open_minutes * 60)) / 60) AS INTEGER)
       AS first_response_business_minutes,
     closed_at IS NULL AS is_open,
     sla_first_response_due_at <= as_of() AS is_sla_first_response_due,
     CASE WHEN sla_first_response_due_at <= as_of() THEN coalesce(first_response_at <= sla_first_response_due_at, false) END
       AS is_sla_first_response_met,
     sla_restore_due_at <= as_of() AS is_sla_restore_due,
     CASE WHEN sla_restore_due_at <= as_of() THEN coalesce(closed_at <= sla_restore_due_at, false) END AS is_sla_restore_met,
     CASE WHEN type = 'repair' THEN closed_at IS NOT NULL END AS is_fix_eligible,
     CASE WHEN type = 'repair' THEN closed_at + INTERVAL 30 DAY END AS matures_at,
     CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN closed_at + INTERVAL 30 DAY <= as_of() END AS is_matured,
     CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN r.repeated_at IS NULL END AS is_first_time_fix,
     CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN true END AS is_first_time_fix_by_visit,
     CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN r.repeated_at IS NOT NULL END AS is_repeated,
     CASE WHEN type = 'repair' AND closed_at IS NOT NULL THEN false END AS is_no_fault_found,
     CASE WHEN type = 'repair' THEN coalesce(h.is_chronic, false) END AS is_chronic, false AS is_reopened, false AS is_cancelled,
     false AS is_withdrawn, closed_at IS NOT NULL AS is_resolved
   FROM b LEFT JOIN repeats AS r USING (ticket_id) LEFT JOIN chronic AS h USING (ticket_id)
   LEFT JOIN days AS s ON s.day = created_local::DATE LEFT JOIN days AS e ON e.day = responded_local::DATE`,
  `CREATE TABLE fct_open_spells AS
   SELECT ticket_id, 1 AS spell, created_at AS opened_at, CASE WHEN closed_at <= as_of() THEN closed_at END AS closed_at, created_at,
     category, model, region, region_tier, channel, mode, service_point_id
   FROM landing_tickets WHERE created_at <= as_of()`,
];

/** The values of proportions, one INSERT a metric: GROUPING SETS over the fact table and Wilson's interval. */
export function valuesByHand(metrics: readonly Metric[], asOf: Date): string[] {
  const table = `CREATE TABLE mart_metric_values (metric_id VARCHAR, grain VARCHAR, period_start DATE, dims VARCHAR, n BIGINT, x DOUBLE,
    value DOUBLE, lo DOUBLE, hi DOUBLE, as_of TIMESTAMP)`;
  return [table, ...metrics.map((metric) => insert(metric, asOf))];
}

const z = 1.959963984540054;

function insert(metric: Metric, asOf: Date): string {
  const { measure, population } = metric;
  if (measure.kind !== "proportion") throw new Error(`${metric.id} is not a proportion.`);
  const period = (grain: Grain) =>
    grain === "all" ? "DATE '1970-01-01'" : `CAST(date_trunc('${grain}', local_day) AS DATE)`;
  const periods = grains.map((grain) => `${period(grain)} AS "${grain}"`).join(", ");
  const sets = ["", ...metric.dimensions].flatMap((dim) =>
    grainsOf(metric, dim).map((grain) => ({ dim, grain, set: dim === "" ? `("${grain}")` : `("${grain}", ${dim})` })),
  );
  const start = `CASE ${grains.map((grain) => `WHEN GROUPING("${grain}") = 0 THEN "${grain}"`).join(" ")} END`;
  const name = `CASE ${grains.map((grain) => `WHEN GROUPING("${grain}") = 0 THEN '${grain}'`).join(" ")} END`;
  const dims = `CASE ${metric.dimensions.map((dim) => `WHEN GROUPING(${dim}) = 0 THEN '{"${dim}":"' || ${dim} || '"}'`).join(" ")} ELSE '{}' END`;
  return `INSERT INTO mart_metric_values
    SELECT '${metric.id}', grain, period_start, dims, n, x, x / n,
      (x + ${(z * z) / 2} - ${z} * sqrt(x * (n - x) / n + ${(z * z) / 4})) / (n + ${z * z}),
      (x + ${(z * z) / 2} + ${z} * sqrt(x * (n - x) / n + ${(z * z) / 4})) / (n + ${z * z}), TIMESTAMP '${asOf.toISOString().slice(0, 19).replace("T", " ")}'
    FROM (
      SELECT ${name} AS grain, ${start} AS period_start, ${dims} AS dims, count(*) AS n,
        CAST(count(*) FILTER (WHERE ${measure.hit}) AS DOUBLE) AS x
      FROM (
        SELECT *, ${periods} FROM (
          SELECT *, CAST(${population.at} + INTERVAL 8 HOUR AS DATE) AS local_day FROM fct_tickets
          WHERE ${population.where} AND ${population.at} IS NOT NULL))
      GROUP BY GROUPING SETS (${sets.map(({ set }) => set).join(", ")}))
    WHERE dims IS NOT NULL`;
}
