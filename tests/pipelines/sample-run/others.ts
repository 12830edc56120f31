import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../house/tree.ts";
import { inMonth, int, own, percent, type SampleSite } from "../sample-site.ts";

/** Pages of fees, dispatch, surveys, remote service, alerts, engineers, parts, and of the data. */
export function otherPages(site: () => SampleSite): void {
  describe("what pages print is what plain SQL counts in the landed rows", () => {
    /** Asserts that the page prints the share, by what the statement counts. */
    const prints = (page: string, metric: string, sql: (start: string) => string) =>
      site().prints(page, metric, (start) => `SELECT n, x / n AS value FROM (${sql(start)})`, 1, 100);

    test("charges: what was taken beyond the quote", () =>
      prints(
        "charges",
        "overcharge_rate",
        (start) => `
      SELECT count(*) AS n, count(CASE WHEN over > 0.001 THEN 1 END) AS x
      FROM (SELECT c.ticket_id, sum(c.charged - c.quoted) AS over, max(c.at) AS last_at
            FROM landing_charges AS c JOIN (${own}) AS t ON t.ticket_id = c.ticket_id WHERE t.status <> 'cancelled' GROUP BY c.ticket_id)
      WHERE ${inMonth("last_at", start)}`,
      ));

    test("dispatch: assigned tickets that were rejected", () =>
      prints(
        "dispatch",
        "rejection_rate",
        (start) => `
      SELECT count(*) AS n, count(CASE WHEN rejected THEN 1 END) AS x
      FROM (SELECT e.ticket_id, min(CASE WHEN e.kind = 'assigned' THEN e.at END) AS assigned_at, bool_or(e.kind = 'rejected') AS rejected
            FROM landing_ticket_events AS e JOIN (${own}) AS t ON t.ticket_id = e.ticket_id GROUP BY e.ticket_id)
      WHERE assigned_at IS NOT NULL AND ${inMonth("assigned_at", start)}`,
      ));

    for (const page of ["survey-health", "nps"]) {
      test(`${page}: of those invited, who answered`, () =>
        prints(
          page,
          "survey_response_rate",
          (start) => `
        SELECT count(*) AS n, count(answered_at) AS x FROM landing_ratings WHERE ${inMonth("invited_at", start)}`,
        ));
    }

    test("remote: sessions with the user's consent", () =>
      prints(
        "remote",
        "remote_consent_rate",
        (start) => `
      SELECT count(*) AS n, count(CASE WHEN agreed THEN 1 END) AS x
      FROM (SELECT coalesce(ticket_id, session_id) AS need, min(started_at) AS started_at, bool_and(coalesce(consented, FALSE)) AS agreed
            FROM landing_remote_sessions GROUP BY need) WHERE ${inMonth("started_at", start)}`,
      ));

    test("first-fix: installations that were right at once", () =>
      prints(
        "first-fix",
        "install_ftf30",
        (start) => `
      WITH work AS (
        SELECT ticket_id, count(*) AS visits, max(outcome) AS outcome FROM landing_visits
        WHERE outcome NOT IN ('no_access', 'quote_refused') AND left_at IS NOT NULL GROUP BY ticket_id),
      jobs AS (SELECT *, coalesce(serial, customer_key || '|' || model) AS asset FROM (${own}) WHERE type IN ('install', 'repair'))
      SELECT count(*) AS n, count(CASE WHEN work.visits = 1 AND work.outcome IN ('installed', 'fixed', 'no_fault_found')
        AND NOT EXISTS (SELECT 1 FROM jobs AS later WHERE later.asset = job.asset AND later.created_at > job.closed_at
          AND later.created_at <= job.closed_at + INTERVAL 30 DAY) THEN 1 END) AS x
      FROM jobs AS job JOIN work ON work.ticket_id = job.ticket_id
      WHERE job.type = 'install' AND job.status = 'closed' AND job.asset IS NOT NULL AND ${inMonth("job.closed_at", start)}`,
      ));

    for (const page of ["response", "monthly"]) {
      test(`${page}: the median speaks of every ticket of the month`, async () => {
        const row = site().headline("first_response_time_p50");
        const { n } = await site().one<{ n: number }>(
          `SELECT count(*) AS n FROM (${own}) WHERE ${inMonth("created_at", row.period_start)}`,
        );
        expect(row.n).toBe(n);
        expect(site().text(page)).toContain(`n = ${int(n)}`);
      });
    }

    test("overview: information speaks of every visit of the month", async () => {
      const row = site().headline("info_items_per_hundred_visits");
      const { n } = await site().one<{ n: number }>(
        `SELECT count(*) AS n FROM landing_visits WHERE ${inMonth("arrived_at", row.period_start)}`,
      );
      expect(row.n).toBe(n);
      expect(site().text("index")).toContain(`n = ${int(n)}`);
    });

    test("alerts: once a unit in thirty days, and who was found faulty", async () => {
      const { n } = await site().one<{ n: number }>(`
      SELECT count(*) AS n FROM (SELECT a.at AS raised, lag(a.at) OVER (PARTITION BY a.serial ORDER BY a.at, a.alert_id) AS earlier FROM landing_telemetry_alerts AS a)
      WHERE (earlier IS NULL OR raised > earlier + INTERVAL 30 DAY) AND raised + INTERVAL 30 DAY <= (SELECT max(created_at) FROM landing_tickets)`);
      const severities = site().published.services.alerts;
      expect(severities.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(n);
      for (const { severity, alerts, followed } of severities) {
        expect(site().text("alerts")).toContain(
          `${severity} ${alerts} ${followed} ${alerts < 10 ? "—" : percent(followed / alerts)}`,
        );
      }
    });

    test("engineers: certificates that have run out and that end within sixty days", async () => {
      const { lapsed, ending } = await site().one<{ lapsed: number; ending: number }>(`
      SELECT count(CASE WHEN certified_until < DATE '2026-10-31' THEN 1 END) AS lapsed,
        count(CASE WHEN certified_until BETWEEN DATE '2026-10-31' AND DATE '2026-12-30' THEN 1 END) AS ending
      FROM landing_engineers WHERE left_at IS NULL OR left_at > TIMESTAMP '2026-10-31 15:59:59'`);
      expect(lapsed).toBeGreaterThan(0);
      expect(site().text("engineers")).toContain(`${int(lapsed)}位在岗工程师的证书已过期，${int(ending)}位60天内到期`);
    });

    test("dispatch: places of the plan with a service point", async () => {
      const plan = `SELECT * FROM read_csv('${join(root, "data", "coverage_plan.csv")}', all_varchar = true, nullstr = '', header = true)`;
      const { due, covered } = await site().one<{ due: number; covered: number }>(`
      SELECT count(*) AS due, count(CASE WHEN EXISTS (SELECT 1 FROM landing_service_points AS s WHERE s.province = p.region
          AND (p.city IS NULL OR s.city = p.city) AND (p.county IS NULL OR s.county = p.county)) THEN 1 END) AS covered
      FROM (${plan}) AS p WHERE p.due_on <= '2026-10-31'`);
      expect(covered).toBeLessThan(due);
      expect(site().text("dispatch")).toContain(`覆盖计划到期的${due}处，${covered}处现在有网点`);
    });

    test("parts: tickets that have waited sixty days", async () => {
      const { n } = await site().one<{ n: number }>(`
      SELECT count(DISTINCT r.ticket_id) AS n FROM landing_part_requests AS r JOIN (${own}) AS t ON t.ticket_id = r.ticket_id
      WHERE r.received_at IS NULL AND t.status = 'open' AND r.requested_at <= (SELECT max(created_at) FROM landing_tickets) - INTERVAL 60 DAY`);
      expect(n).toBeGreaterThan(0);
      expect(site().text("parts")).toMatch(new RegExp(`${n}张等件满60天`));
    });

    test("about: rows by source, and definitions: metrics of the registry", async () => {
      const { n } = await site().one<{ n: number }>("SELECT count(*) AS n FROM landing_remote_sessions");
      expect(site().text("about")).toMatch(new RegExp(`远程会话 .{0,40} ${int(n)} ${int(n)} 0 0`));
      expect(site().text("definitions/index")).toContain(`${site().published.definitions.length}项指标`);
    });
  });
}
