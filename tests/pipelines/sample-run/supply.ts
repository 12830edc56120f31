import { expect, test } from "vitest";
import { planted, rowsOf } from "../sample-folder.ts";
import type { SampleSite } from "../sample-site.ts";

/** Parts, remote service, charges, alerts, flows, mail-ins, needs, installations and birthdays, against what the generator counted. */
export function supply(site: () => SampleSite): void {
  const truth = () => planted(site().input).truth;
  const number = async (sql: string): Promise<number> => (await site().query<{ n: number }>(sql))[0]?.n ?? Number.NaN;

  test("parts: who needed one, who had it at hand, and who has waited 60 and 90 days", async () => {
    expect({
      needed_part: await number("SELECT count(*) AS n FROM fct_part_waits WHERE part_count > 0"),
      first_pass_filled: await number("SELECT count(*) AS n FROM fct_part_waits WHERE is_first_pass_filled"),
      part_waits_60_days: await number("SELECT count(*) AS n FROM mart_part_alerts"),
      part_waits_90_days: await number("SELECT count(*) AS n FROM mart_part_alerts WHERE level = 90"),
    }).toEqual({
      needed_part: truth().supply.needed_part,
      first_pass_filled: truth().supply.first_pass_filled,
      part_waits_60_days: truth().supply.part_waits_60_days,
      part_waits_90_days: truth().supply.part_waits_90_days,
    });
  });

  test("remote service: needs tried, solved without a visit, and consent nobody wrote down", async () => {
    expect({
      needs: await number("SELECT count(*) AS n FROM fct_remote_needs WHERE is_matured"),
      solved: await number("SELECT count(*) AS n FROM fct_remote_needs WHERE is_matured AND is_solved"),
      consent_missing: await number("SELECT count(*) AS n FROM fct_remote_needs WHERE consent = 'missing'"),
    }).toEqual({ consent_missing: 0, ...truth().remote });
    expect(truth().remote.solved).toBeLessThan(truth().remote.needs ?? 0);
  });

  test("charges, alerts and birthdays count what the files hold", async () => {
    const rows = (file: string) => rowsOf(site().input, file) as Record<string, string>[];
    const merges = await site().query<{ id: string; into: string }>(
      "SELECT ticket_id AS id, merged_into AS into FROM landing_tickets WHERE merged_into IS NOT NULL",
    );
    const into = new Map(merges.map((merge) => [merge.id, merge.into]));
    const over = new Map<string, number>();
    for (const { ticket_id = "", quoted, charged } of rows("charges.csv")) {
      const id = into.get(ticket_id) ?? ticket_id;
      over.set(id, (over.get(id) ?? 0) + Math.round(100 * Number(charged)) - Math.round(100 * Number(quoted)));
    }
    expect(await number("SELECT count(*) AS n FROM fct_charges WHERE is_overcharged")).toBe(
      [...over.values()].filter((cents) => cents > 0).length,
    );
    expect(await number("SELECT count(*) AS n FROM fct_alerts")).toBe(rows("telemetry_alerts.csv").length);
    expect(await number("SELECT count(*) AS n FROM fct_alerts WHERE is_followed")).toBeGreaterThan(0);
    expect(await number("SELECT count(*) AS n FROM fct_care_dues WHERE is_card_given")).toBeGreaterThan(0);
  });

  test("hands and steps: changes of hand, rejections, and the logs that cannot be", async () => {
    expect({
      changes_of_hand: await number(
        "SELECT sum(owner_change_count) AS n FROM fct_ticket_flows WHERE closed_at IS NOT NULL AND NOT is_cancelled",
      ),
      rejected: await number("SELECT count(*) AS n FROM fct_ticket_flows WHERE rejected_count > 0"),
      closed_twice: await number("SELECT count(*) AS n FROM mart_illegal_steps WHERE rule = 'closed_twice'"),
      worked_after_closed: await number(
        "SELECT count(*) AS n FROM mart_illegal_steps WHERE rule = 'worked_after_closed'",
      ),
      findings: await number(
        "SELECT sum(rows) AS n FROM mart_findings WHERE rule IN ('closed_twice', 'worked_after_closed')",
      ),
    }).toEqual({
      changes_of_hand: truth().supply.changes_of_hand,
      rejected: truth().supply.rejected,
      closed_twice: truth().supply.closed_twice,
      worked_after_closed: truth().supply.worked_after_closed,
      findings: (truth().supply.closed_twice ?? 0) + (truth().supply.worked_after_closed ?? 0),
    });
  });

  test("mail-in: who came back, which parcels were lost, who had a loan", async () => {
    expect({
      mail_ins_returned: await number("SELECT count(*) AS n FROM fct_mail_ins WHERE returned_at IS NOT NULL"),
      parcels_lost: await number("SELECT count(*) AS n FROM fct_mail_ins WHERE is_lost"),
      mail_in_loans: await number("SELECT count(*) AS n FROM fct_unit_absences WHERE mode = 'mail_in' AND has_loan"),
      quote_waits: await number("SELECT count(*) AS n FROM fct_user_pauses WHERE mode = 'mail_in'"),
    }).toEqual({
      mail_ins_returned: truth().supply.mail_ins_returned,
      parcels_lost: truth().supply.parcels_lost,
      mail_in_loans: truth().supply.mail_in_loans,
      quote_waits: truth().supply.quote_waits,
    });
  });

  test("where the hours go: the parts add up to the whole in every month and slice, and to the company's, the user's and work", async () => {
    const parts = "response assignment acceptance contact arrival parts transport rest window pause hands_on"
      .split(" ")
      .map((part) => `'restore_share_${part}'`);
    const groups = ["company", "user", "hands_on"].map((group) => `'restore_share_${group}'`);
    const sums = await site().query<{ parts: number; groups: number }>(
      `SELECT sum(CASE WHEN metric_id IN (${parts.join(", ")}) THEN value END) AS parts,
       sum(CASE WHEN metric_id IN (${groups.join(", ")}) THEN value END) AS groups
     FROM mart_metric_values WHERE metric_id LIKE 'restore_share_%' GROUP BY grain, period_start, dims`,
    );
    expect(sums.length).toBeGreaterThan(100);
    for (const row of sums) {
      expect(row.parts).toBeCloseTo(1, 9);
      expect(row.groups).toBeCloseTo(1, 9);
    }
    expect(await number("SELECT count(*) AS n FROM mart_findings WHERE rule LIKE '%do_not_add_up'")).toBe(0);
  });

  test("at risk: the open tickets whose window ends within a day, counted from the tickets", async () => {
    const due = await number("SELECT count(*) AS n FROM mart_at_risk_tickets WHERE clock = 'arrival'");
    expect(due).toBe(
      await number(
        "SELECT count(*) AS n FROM fct_tickets WHERE is_open AND arrived_at IS NULL AND closed_at IS NULL AND seconds_between(as_of(), arrival_due_at) <= 86400",
      ),
    );
    expect(
      await number("SELECT count(*) AS n FROM mart_at_risk_tickets WHERE clock = 'restore' AND is_overdue"),
    ).toBeGreaterThan(5);
  });

  test("needs: how many were solved at once, and how many of those that took no visit", async () => {
    const needs = await site().query<{ intent: string; n: number; solved: number; net: number; net_solved: number }>(
      `SELECT intent, count(*) AS n, count(*) FILTER (WHERE is_solved_at_first) AS solved, count(*) FILTER (WHERE NOT is_visit_needed) AS net,
       count(*) FILTER (WHERE NOT is_visit_needed AND is_solved_at_first) AS net_solved
     FROM fct_needs WHERE is_matured AND intent IN ('request', 'how_to') GROUP BY intent`,
    );
    const { needs: wanted } = truth();
    expect(needs).toHaveLength(2);
    for (const { intent, n, solved, net, net_solved } of needs) {
      expect({ intent, n, solved, net, net_solved }).toEqual({
        intent,
        n: wanted[intent],
        solved: wanted[`${intent}_solved`],
        net: wanted[`${intent}_net`],
        net_solved: wanted[`${intent}_net_solved`],
      });
    }
  });

  test("installations: how many were right at once and stayed so for 30 days", async () => {
    const found = await site().query<{ n: number; x: number }>(
      "SELECT count(*) AS n, count(*) FILTER (WHERE is_fixed_at_once) AS x FROM fct_installs WHERE is_matured",
    );
    const { matured = 0, first_time_fix = 0 } = truth().install_first_time_fix_by_closed_month.all ?? {};
    expect(found).toEqual([{ n: matured, x: first_time_fix }]);
  });

  test("birthdays: who was due and what was done, counted again from the files", async () => {
    const asOf = Date.UTC(2026, 9, 31);
    const day = 86_400_000;
    const category = new Map(rowsOf(site().input, "products.csv").map((row) => [row?.model, row?.category]));
    const tier = new Map(rowsOf(site().input, "customers.csv").map((row) => [row?.customer_key, row?.tier]));
    const units = new Map(rowsOf(site().input, "units.csv").map((row) => [row?.serial, row ?? {}]));
    const tasks = rowsOf(site().input, "proactive_tasks.csv");
    const dayOf = (text: unknown) => Date.parse(`${String(text).slice(0, 10)}T00:00:00Z`);
    let due = 0;
    let done = 0;
    for (const [serial, unit] of units) {
      const began = String(unit.in_use_at || unit.sold_at).slice(0, 10);
      const isNamed = ["vip", "premium"].includes(String(tier.get(unit.customer_key)));
      const step = isNamed || category.get(unit.model) === "tv" ? 1 : 5;
      for (let year = 2024; year <= 2026; year++) {
        const age = year - Number(began.slice(0, 4));
        const on = dayOf(`${year}${began.slice(4) === "-02-29" && year % 4 > 0 ? "-02-28" : began.slice(4)}`);
        if (began === "" || age <= 0 || age % step > 0 || on < Date.UTC(2024, 8, 30) || on + 30 * day >= asOf) continue;
        if (unit.status !== "active" && dayOf(unit.status_at) <= on) continue;
        due++;
        const within = tasks.some((task) => {
          if (task?.serial !== serial) return false;
          const late = (dayOf(task?.completed_at) - on) / day;
          return late >= -7 && late <= 30;
        });
        if (within) done++;
      }
    }
    const [found] = await site().query(
      "SELECT count(*) AS n, count(*) FILTER (WHERE is_done) AS x FROM fct_care_dues WHERE is_matured",
    );
    expect(found).toEqual({ n: due, x: done });
    expect(done).toBeGreaterThan(5);
  });
}
