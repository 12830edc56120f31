import { describe, expect, test } from "vitest";
import { inMonth, int, local, own, printed, type SampleSite } from "../sample-site.ts";

const asOf = "TIMESTAMP '2026-10-31 15:59:59'";

/** Nearest rank: the smallest value that so large a share of the rows do not exceed. */
const rank = (share: number, column: string, from: string) =>
  `SELECT max(n) AS n, max(CASE WHEN place = ceil(${share} * n) THEN value END) AS value
   FROM (SELECT ${column} AS value, row_number() OVER (ORDER BY ${column} NULLS LAST) AS place, count(*) OVER () AS n FROM (${from}))`;

/** Pages of waits and ways. */
export function flowPages(site: () => SampleSite): void {
  describe("risk", () => {
    const clocks = {
      contact: "contacted_at IS NULL AND visit_count = 0 AND sla_contact_due_at <= AT",
      arrival: "arrived_at IS NULL AND closed_at IS NULL AND arrival_due_at <= AT",
      restore: "restored_at IS NULL AND closed_at IS NULL AND sla_restore_due_at <= AT",
    };
    const waiting = (clock: keyof typeof clocks, at: string) =>
      `SELECT ticket_id FROM fct_tickets WHERE is_open AND NOT is_cancelled AND ${clocks[clock].replace("AT", at)}`;

    test("clocks past due and due within a day, in the heading, the table and the lists", async () => {
      const found: Record<string, { overdue: number; due: number }> = {};
      const ids: Record<string, string[]> = { overdue: [], due: [] };
      for (const clock of ["contact", "arrival", "restore"] as const) {
        const past = await site().query<{ ticket_id: string }>(waiting(clock, asOf));
        const all = await site().query<{ ticket_id: string }>(waiting(clock, `${asOf} + INTERVAL 1 DAY`));
        const late = new Set(past.map(({ ticket_id }) => ticket_id));
        found[clock] = { overdue: late.size, due: all.length - late.size };
        for (const { ticket_id } of all) ids[late.has(ticket_id) ? "overdue" : "due"]?.push(`${clock} ${ticket_id}`);
      }
      expect(site().csv("risk-clocks")).toEqual(
        Object.entries(found).map(([clock, { overdue, due }]) => ({ clock, overdue: `${overdue}`, due: `${due}` })),
      );
      const listed = (name: string) =>
        site()
          .csv(name)
          .map(({ clock, ticket_id }) => `${clock} ${ticket_id}`)
          .sort();
      expect(listed("tickets-overdue")).toEqual(ids.overdue?.sort());
      expect(listed("tickets-due-soon")).toEqual(ids.due?.sort());
      expect(ids.overdue?.length).toBeGreaterThan(5);
      expect(site().text("risk")).toContain(`${ids.due?.length}项24小时内到期，${ids.overdue?.length}项已经超时`);
      const bars = [
        ...site()
          .text("risk", "reasons")
          .matchAll(/ ([\d,]+)(?= |$)/g),
      ].map(([, n = ""]) => Number(n));
      expect(bars.reduce((sum, n) => sum + n, 0)).toBe((ids.due?.length ?? 0) + (ids.overdue?.length ?? 0));
    });

    test("who waits for a part or by the user's own wish, from the landed logs", async () => {
      const rows = [...site().csv("tickets-overdue"), ...site().csv("tickets-due-soon")];
      const named = (reason: string) =>
        [...new Set(rows.filter((row) => row.reason === reason).map(({ ticket_id }) => ticket_id))].sort();
      const paused = await site().query<{ ticket_id: string }>(
        `SELECT ticket_id FROM landing_ticket_events WHERE kind IN ('paused', 'resumed')
         QUALIFY row_number() OVER (PARTITION BY ticket_id ORDER BY "at" DESC, _order DESC) = 1 AND kind = 'paused' AND actor_kind = 'user'`,
      );
      const parts = await site().query<{ ticket_id: string }>(
        `SELECT DISTINCT ticket_id FROM landing_part_requests WHERE received_at IS NULL AND requested_at <= ${asOf}`,
      );
      const listed = new Set(rows.map(({ ticket_id }) => ticket_id));
      const own = (found: { ticket_id: string }[], but: readonly (string | undefined)[] = []) =>
        found
          .map(({ ticket_id }) => ticket_id)
          .filter((id) => listed.has(id) && !but.includes(id))
          .sort();
      expect(named("paused_by_user")).toEqual(own(paused));
      expect(named("awaiting_part")).toEqual(own(parts, named("paused_by_user")));
      expect(named("awaiting_part").length).toBeGreaterThan(0);
    });

    test("closed tickets the user put off", () =>
      site().prints(
        "risk",
        "user_pause_rate",
        (start) => `
        SELECT count(*) AS n, count(p.ticket_id) / count(*) AS value FROM (${own}) AS t
        LEFT JOIN (SELECT DISTINCT ticket_id FROM landing_ticket_events WHERE kind = 'paused' AND actor_kind = 'user') AS p
          ON p.ticket_id = t.ticket_id
        WHERE t.status <> 'cancelled' AND ${inMonth("t.closed_at", start)}`,
        1,
        100,
      ));
  });

  test("time: the shares of the newest month, its medians, and the same by month and category, from the minutes of each repair", async () => {
    const columns: Record<string, string> = {
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
    const company = Object.values(columns).slice(0, 8).join(" + ");
    const shares = `sum(${company}) / sum(time_to_restore_minutes) AS company,
      sum(window_minutes + user_minutes) / sum(time_to_restore_minutes) AS user_, sum(hands_on_minutes) / sum(time_to_restore_minutes) AS hands_on`;
    const { period_start: start } = site().headline("restore_share_company");
    const restored = `SELECT * FROM fct_restore_times WHERE ${inMonth("restored_at", start)}`;
    const landed = await site().one<{ n: number }>(
      `SELECT count(*) AS n FROM fct_tickets WHERE type = 'repair' AND NOT is_cancelled AND ${inMonth("restored_at", start)}`,
    );
    const rows = site().csv("restore-parts");
    expect(rows.map(({ part }) => part)).toEqual(Object.keys(columns));
    for (const { part = "", share, p50_minutes, p90_minutes, tickets } of rows) {
      const column = columns[part] ?? "";
      const wanted = await site().one<{ share: number; tickets: number; n: number }>(
        `SELECT sum(${column}) / sum(time_to_restore_minutes) AS share, count(CASE WHEN ${column} > 0 THEN 1 END) AS tickets, count(*) AS n FROM (${restored})`,
      );
      const at = async (rate: number) => (await site().one<{ value: number }>(rank(rate, column, restored))).value;
      expect({
        part,
        share: Number(share),
        p50: Number(p50_minutes),
        p90: Number(p90_minutes),
        tickets: Number(tickets),
      }).toEqual({
        part,
        share: expect.closeTo(wanted.share, 9),
        p50: await at(0.5),
        p90: await at(0.9),
        tickets: wanted.tickets,
      });
      expect(wanted.n).toBe(landed.n);
    }
    const [all] = await site().query<{ company: number; user_: number; hands_on: number }>(
      `SELECT ${shares} FROM (${restored})`,
    );
    const say = (share = 0) => `${printed(100 * share, 1)}%`;
    expect(site().text("time").slice(0, 400)).toMatch(
      new RegExp([say(all?.company), say(all?.user_), say(all?.hands_on)].join(".{1,20}")),
    );
    expect(site().text("time", "parts")).toContain(`${int(landed.n)}`);
    const groups: Record<string, string> = {
      months: `SELECT strftime(${local("restored_at")}, '%Y-%m') AS key, * FROM fct_restore_times`,
      categories: `SELECT category AS key, * FROM fct_restore_times WHERE date_trunc('quarter', ${local("restored_at")}) =
        (SELECT max(period_start) FROM mart_metric_values WHERE metric_id = 'restore_share_company' AND grain = 'quarter' AND maturity = 'matured')`,
    };
    for (const [name, from] of Object.entries(groups)) {
      const wanted = new Map(
        (
          await site().query<{ key: string; n: number; company: number; user_: number; hands_on: number }>(
            `SELECT key, count(*) AS n, ${shares} FROM (${from}) GROUP BY key`,
          )
        ).map((row) => [row.key, row]),
      );
      const shown = site().csv(`restore-${name}`);
      expect(shown.length, name).toBeGreaterThan(4);
      for (const row of shown) {
        const own = wanted.get(row[name] ?? "");
        expect(Number(row.n), `${name} ${row[name]}`).toBe(own?.n);
        if (Number(row.n) < 10) continue;
        expect(Number(row.company)).toBeCloseTo(own?.company ?? 0, 9);
        expect(Number(row.user)).toBeCloseTo(own?.user_ ?? 0, 9);
        expect(Number(row.hands_on)).toBeCloseTo(own?.hands_on ?? 0, 9);
      }
    }
  });

  describe("mail-in", () => {
    const scans = `SELECT t.ticket_id, t.created_at, coalesce(min(CASE WHEN leg = 'pickup' THEN ended_at END), min(CASE WHEN leg = 'inbound' THEN started_at END)) AS handed_in_at,
        min(CASE WHEN leg = 'inbound' THEN ended_at END) AS at_workshop_at, max(CASE WHEN leg = 'outbound' THEN started_at END) AS shipped_at,
        max(CASE WHEN leg = 'outbound' THEN ended_at END) AS delivered_at, bool_or(l.status = 'lost') AS is_lost
      FROM landing_logistics_legs AS l JOIN (${own}) AS t ON t.ticket_id = l.ticket_id
      WHERE t.type = 'repair' AND t.status <> 'cancelled' GROUP BY t.ticket_id, t.created_at`;
    const handedIn = (
      start: string,
    ) => `SELECT *, CASE WHEN NOT is_lost THEN floor(date_diff('second', handed_in_at, delivered_at) / 60) END AS minutes
      FROM (${scans}) WHERE handed_in_at IS NOT NULL AND ${inMonth("handed_in_at", start)}`;

    test("half of what is handed in is back after", () =>
      site().prints(
        "mail-in",
        "mail_in_turnaround_p50",
        (start) => rank(0.5, "minutes", handedIn(start)),
        1,
        1 / 1440,
      ));

    test("parcels lost", () =>
      site().prints(
        "mail-in",
        "mail_in_lost_rate",
        (start) =>
          `SELECT count(*) AS n, count(CASE WHEN is_lost THEN 1 END) / count(*) AS value FROM (${handedIn(start)})`,
        1,
        100,
      ));

    test("days without a unit", () =>
      site().prints(
        "mail-in",
        "uncovered_days_per_repair",
        (start) => `
        SELECT count(*) AS n, sum(uncovered_minutes) / 1440 / count(*) AS value FROM fct_unit_absences
        WHERE uncovered_minutes IS NOT NULL AND ${inMonth("handed_back_at", start)}`,
        1,
      ));

    test("the legs of a quarter: what is on the way from the scans, what is in the workshop from the facts", async () => {
      const rows = site().csv("mail-in-legs");
      const quarter = (
        await site().one<{ start: string }>(
          "SELECT CAST(max(period_start) AS VARCHAR) AS start FROM mart_metric_values WHERE metric_id = 'mail_in_share_inbound' AND grain = 'quarter' AND maturity = 'matured'",
        )
      ).start;
      const inQuarter = (at: string) => `date_trunc('quarter', ${local(at)}) = DATE '${quarter}'`;
      const minutes = (a: string, b: string) =>
        `(floor(date_diff('second', created_at, ${b}) / 60) - floor(date_diff('second', created_at, ${a}) / 60))`;
      const [way] = await site().query<Record<string, number>>(
        `SELECT count(*) AS n, sum(${minutes("created_at", "handed_in_at")}) AS to_pickup, sum(${minutes("handed_in_at", "at_workshop_at")}) AS inbound,
           sum(${minutes("shipped_at", "delivered_at")}) AS outbound, sum(${minutes("created_at", "delivered_at")}) AS total
         FROM (${scans}) AS s JOIN (SELECT ticket_id FROM fct_mail_ins WHERE total_minutes IS NOT NULL) AS split ON split.ticket_id = s.ticket_id
         WHERE NOT is_lost AND ${inQuarter("delivered_at")}`,
      );
      const [shop] = await site().query<Record<string, number>>(
        `SELECT sum(queue_minutes) AS queue, sum(bench_minutes) AS bench, sum(parts_minutes) AS parts, sum(quote_minutes) AS quote
         FROM fct_mail_ins WHERE total_minutes IS NOT NULL AND ${inQuarter("returned_at")}`,
      );
      const sums: Record<string, number> = { ...way, ...shop };
      expect(rows.map(({ leg }) => leg)).toEqual([
        "to_pickup",
        "inbound",
        "queue",
        "bench",
        "parts",
        "quote",
        "outbound",
      ]);
      for (const { leg = "", share, n } of rows) {
        expect({ leg, n: Number(n) }).toEqual({ leg, n: way?.n });
        expect(Number(share), leg).toBeCloseTo((sums[leg] ?? 0) / (way?.total ?? 1), 9);
      }
    });
  });

  describe("contacts", () => {
    const answered = (
      start: string,
    ) => `SELECT greatest(floor(date_diff('second', queued_at, answered_at) / 60), 0) AS minutes FROM landing_contacts
      WHERE queued_at IS NOT NULL AND answered_at IS NOT NULL AND actor_kind = 'human' AND ${inMonth('"at"', start)}`;

    for (const share of [50, 90]) {
      test(`the wait for a person that ${share} of 100 do not exceed`, async () => {
        const row = site().headline(`contact_answer_time_p${share}`);
        const wanted = await site().one<{ n: number; value: number }>(
          rank(share / 100, "minutes", answered(row.period_start)),
        );
        expect({ n: row.n, value: row.value }).toEqual(wanted);
        expect(site().text("contacts")).toContain(`n = ${wanted.n}`);
        expect(site().text("contacts")).toMatch(new RegExp(`${wanted.value} ?分钟`));
      });
    }

    test("queued contacts that were given up", () =>
      site().prints(
        "contacts",
        "contact_abandon_rate",
        (start) => `
        SELECT count(*) AS n, count(CASE WHEN abandoned THEN 1 END) / count(*) AS value FROM landing_contacts
        WHERE queued_at IS NOT NULL AND ${inMonth('"at"', start)}`,
        1,
        100,
      ));

    test("contacts that chase a ticket, to a hundred tickets", () =>
      site().prints(
        "contacts",
        "progress_contacts_per_hundred_tickets",
        (start) => `
        SELECT (SELECT count(*) FROM (${own}) WHERE ${inMonth("created_at", start)}) AS n,
          100 * count(*) / (SELECT count(*) FROM (${own}) WHERE ${inMonth("created_at", start)}) AS value
        FROM landing_contacts WHERE intent = 'progress' AND ${inMonth('"at"', start)}`,
        1,
      ));

    test("by channel, in the newest quarter", async () => {
      const rows = await site().query<{ channel: string; n: number; value: number }>(
        `SELECT channel, count(*) AS n, count(CASE WHEN abandoned THEN 1 END) / count(*) AS value FROM landing_contacts
         WHERE queued_at IS NOT NULL AND date_trunc('quarter', ${local('"at"')}) =
           (SELECT max(period_start) FROM mart_metric_values WHERE metric_id = 'contact_abandon_rate' AND grain = 'quarter' AND maturity = 'matured')
         GROUP BY channel`,
      );
      const shown = site().csv("contact_abandon_rate-channel");
      const wanted = new Map(rows.map((row) => [row.channel, row]));
      expect(shown.map(({ channel }) => channel).sort()).toEqual([...wanted.keys()].sort());
      for (const { channel = "", n, value } of shown) {
        expect(Number(n)).toBe(wanted.get(channel)?.n);
        if (value !== "") expect(Number(value)).toBeCloseTo(wanted.get(channel)?.value ?? 0, 9);
      }
    });

    test.each([
      ["first_response_time_p90", "channel", "TRUE"],
      [
        "time_to_arrive_p90",
        "customer_tier",
        "mode = 'on_site' AND NOT is_cancelled AND (time_to_arrive_minutes IS NOT NULL OR closed_at IS NULL)",
      ],
    ])("%s by %s: n and the wait of every group, in the newest quarter", async (metric, column, where) => {
      const minutes = metric.startsWith("first") ? "first_response_minutes" : "time_to_arrive_minutes";
      const rows = await site().query<{ key: string; n: number; value: number | null }>(
        `SELECT key, max(n) AS n, max(CASE WHEN place = ceil(0.9 * n) THEN minutes END) AS value FROM (
           SELECT ${column} AS key, ${minutes} AS minutes, count(*) OVER own AS n, row_number() OVER (PARTITION BY ${column} ORDER BY ${minutes} NULLS LAST) AS place
           FROM fct_tickets WHERE ${where} AND ${column} IS NOT NULL AND date_trunc('quarter', ${local("created_at")}) =
             (SELECT max(period_start) FROM mart_metric_values WHERE metric_id = '${metric}' AND grain = 'quarter' AND maturity = 'matured')
           WINDOW own AS (PARTITION BY ${column})) GROUP BY key`,
      );
      const wanted = new Map(rows.map((row) => [row.key, row]));
      const shown = site().csv(`${metric}-${column}`);
      expect(shown.length).toBeGreaterThan(1);
      for (const { [column]: key = "", n, value } of shown) {
        expect({ key, n: Number(n) }).toEqual({ key, n: wanted.get(key)?.n });
        if (value !== "") expect({ key, value: Number(value) }).toEqual({ key, value: wanted.get(key)?.value });
      }
    });
  });
}
