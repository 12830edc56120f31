import { describe, expect, test } from "vitest";
import { inMonth, int, local, own, percent, type SampleSite } from "../sample-site.ts";

/** Pages of users' voices. */
export function voicePages(site: () => SampleSite): void {
  describe("voice", () => {
    const counted = (kind: "complaint" | "praise") =>
      `SELECT f.* FROM landing_feedback AS f JOIN fct_feedback AS c ON c.feedback_id = f.feedback_id WHERE c.is_${kind}`;

    test("unsolicited praise, to a thousand closed tickets", () =>
      site().prints(
        "voice",
        "praise_rate",
        (start) => `
        SELECT n, 1000 * x / n AS value FROM (
          SELECT (SELECT count(*) FROM (${own}) WHERE status <> 'cancelled' AND ${inMonth("closed_at", start)}) AS n, count(*) AS x
          FROM (${counted("praise")}) WHERE kind = 'praise' AND NOT coalesce(is_solicited, FALSE) AND ${inMonth("created_at", start)})`,
        1,
      ));

    test("complaints, to a thousand tickets", () =>
      site().prints(
        "voice",
        "complaint_rate",
        (start) => `
        SELECT n, 1000 * x / n AS value FROM (
          SELECT (SELECT count(*) FROM (${own}) WHERE ${inMonth("created_at", start)}) AS n, count(*) AS x
          FROM (${counted("complaint")}) WHERE kind = 'complaint' AND ${inMonth("created_at", start)})`,
        1,
      ));

    test("praise to complaints, half a text added to each", () =>
      site().prints(
        "voice",
        "praise_complaint_ratio",
        (start) => `
        SELECT praise + complaints AS n, (praise + 0.5) / (complaints + 0.5) AS value FROM (
          SELECT (SELECT count(*) FROM (${counted("praise")}) WHERE ${inMonth("created_at", start)}) AS praise,
            (SELECT count(*) FROM (${counted("complaint")}) WHERE ${inMonth("created_at", start)}) AS complaints)`,
        2,
      ));

    test("satisfaction by touchpoint in the newest month", async () => {
      const shown = site().csv("csat-touchpoint");
      const { start } = await site().one<{ start: string }>(
        "SELECT CAST(max(period_start) AS VARCHAR) AS start FROM mart_metric_values WHERE metric_id = 'csat' AND grain = 'month' AND maturity = 'matured'",
      );
      const wanted = await site().query<{ touchpoint: string; n: number; value: number }>(
        `SELECT r.touchpoint, count(*) AS n, count(CASE WHEN r.csat >= 4 THEN 1 END) / count(*) AS value FROM landing_ratings AS r
         JOIN fct_ratings AS f ON f.rating_id = r.rating_id
         WHERE f.is_valid AND r.csat IS NOT NULL AND r.touchpoint IS NOT NULL AND ${inMonth("r.answered_at", start)} GROUP BY r.touchpoint`,
      );
      expect(wanted.length).toBeGreaterThan(1);
      expect(shown.map(({ touchpoint }) => touchpoint).sort()).toEqual(
        wanted.map(({ touchpoint }) => touchpoint).sort(),
      );
      for (const { touchpoint, n, value } of wanted) {
        const row = shown.find((one) => one.touchpoint === touchpoint);
        expect(Number(row?.n)).toBe(n);
        if (n >= 10) expect(Number(row?.value)).toBeCloseTo(value, 9);
      }
    });

    test("the five ones as engineers claim them and users confirm them, from the landed lists", async () => {
      const items = ["business_card", "shoe_covers", "floor_mat", "cleaning_cloth", "full_check"];
      const has = (list: string, item: string) =>
        `coalesce(list_contains(CAST(${list} AS VARCHAR[]), '${item}'), FALSE)`;
      const pairs = `SELECT r.rating_id, ${items.map((item) => `bool_or(${has("v.checked_items", item)}) AS claimed_${item}, any_value(${has("r.confirmed_items", item)}) AS confirmed_${item}`).join(", ")}
        FROM landing_ratings AS r JOIN fct_ratings AS f ON f.rating_id = r.rating_id AND NOT f.is_callback_before_fix
        JOIN landing_visits AS v ON v.ticket_id = r.ticket_id AND v.checked_items IS NOT NULL
        WHERE r.confirmed_items IS NOT NULL AND r.answered_at IS NOT NULL
          AND CAST(${local("r.answered_at")} AS DATE) > DATE '2026-10-31' - INTERVAL 365 DAY GROUP BY r.rating_id`;
      const all = (side: string) => items.map((item) => `${side}_${item}`).join(" AND ");
      for (const row of site().csv("five-ones")) {
        const { item = "" } = row;
        const [claimed, confirmed] =
          item === "all_five" ? [all("claimed"), all("confirmed")] : [`claimed_${item}`, `confirmed_${item}`];
        const wanted = await site().one<{ n: number; claimed: number; confirmed: number }>(
          `SELECT count(*) AS n, count(CASE WHEN ${claimed} THEN 1 END) / count(*) AS claimed, count(CASE WHEN ${confirmed} THEN 1 END) / count(*) AS confirmed FROM (${pairs})`,
        );
        expect({ item, n: Number(row.n) }).toEqual({ item, n: wanted.n });
        expect(Number(row.claimed)).toBeCloseTo(wanted.claimed, 9);
        expect(Number(row.confirmed)).toBeCloseTo(wanted.confirmed, 9);
        expect(Number(row.gap)).toBeCloseTo(wanted.claimed - wanted.confirmed, 9);
        if (item === "all_five") {
          expect(site().text("voice", "five-ones")).toContain(
            `五个一：工程师报${percent(wanted.claimed)}齐全，用户认${percent(wanted.confirmed)}`,
          );
        }
      }
      expect(site().csv("five-ones")).toHaveLength(6);
    });
  });

  describe("drivers", () => {
    const scores = {
      nps: "CASE WHEN nps >= 9 THEN 100 WHEN nps <= 6 THEN -100 ELSE 0 END",
      csat: "CASE WHEN csat >= 4 THEN 100 ELSE 0 END",
    } as const;
    test.each(["nps", "csat"] as const)(
      "%s: answers, those concerned, both scores, and the difference among like answers",
      async (measure) => {
        const answers = `SELECT *, ${scores[measure]} AS score, concat_ws('/', coalesce(survey_mode, ''), coalesce(type, ''), coalesce(mode, ''), coalesce(region_tier, '')) AS kind
        FROM fct_answers WHERE ${measure} IS NOT NULL AND CAST(${local("answered_at")} AS DATE) > DATE '2026-10-31' - INTERVAL 365 DAY`;
        const rows = site().csv(`drivers-${measure}`);
        expect(rows.length).toBeGreaterThan(3);
        for (const row of rows) {
          const wanted = await site().one<Record<string, number>>(
            `WITH known AS (SELECT ${row.driver} AS held, score, kind FROM (${answers}) WHERE ${row.driver} IS NOT NULL),
           strata AS (SELECT kind, count(*) FILTER (held) AS n1, avg(score) FILTER (held) AS with_, avg(score) FILTER (NOT held) AS without
                      FROM known GROUP BY kind)
           SELECT (SELECT count(*) FROM (${answers})) AS n, (SELECT count(*) FROM known) AS known, (SELECT count(*) FROM known WHERE held) AS held,
             (SELECT avg(score) FROM known WHERE held) AS score_with, (SELECT avg(score) FROM known WHERE NOT held) AS score_without,
             sum(n1) AS matched, sum(n1 * (with_ - without)) / sum(n1) AS difference FROM strata WHERE n1 > 0 AND without IS NOT NULL`,
          );
          expect({
            driver: row.driver,
            known: Number(row.known),
            held: Number(row.held),
            matched: Number(row.matched),
          }).toEqual({
            driver: row.driver,
            known: wanted.known,
            held: wanted.held,
            matched: wanted.matched,
          });
          for (const key of ["score_with", "score_without", "difference"])
            expect(Number(row[key]), `${row.driver} ${key}`).toBeCloseTo(wanted[key] ?? 0, 6);
          expect(Number(row.stake)).toBeCloseTo(((wanted.difference ?? 0) * (wanted.held ?? 0)) / (wanted.n ?? 1), 6);
          const shown = `n = ${int(wanted.held ?? 0)} ?，${percent((wanted.held ?? 0) / (wanted.n ?? 1))}`;
          expect(site().text("drivers", measure)).toMatch(new RegExp(shown));
        }
      },
    );
  });
}
