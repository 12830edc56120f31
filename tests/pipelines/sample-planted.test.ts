import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { type Planted, planted, rowsOf, sampleFolder } from "./sample-folder.ts";

let folder = "";
let truth: Planted;
let engine: DuckdbEngine;
beforeAll(async () => {
  folder = sampleFolder(1);
  truth = planted(folder);
  engine = await openDuckdb({ memoryLimit: "1GB", threads: 2 });
  const read = (name: string, files: string) =>
    engine.execute(
      `CREATE TABLE ${name} AS FROM read_csv('${join(folder, files)}', all_varchar = true, ignore_errors = true, quote = '"', escape = '"', header = true)`,
    );
  await read("entries", "tickets-*.csv");
  await read("base", "installed_base.csv.gz");
  await engine.execute(`CREATE TABLE tickets AS SELECT DISTINCT ON (ticket_id) * FROM entries
    WHERE ticket_id NOT LIKE 'X%' AND ticket_id IS NOT NULL AND status <> 'merged' AND try_cast(created_at AS TIMESTAMP) IS NOT NULL
    ORDER BY ticket_id, closed_at NULLS LAST`);
});
afterAll(() => engine.close());

const number = async (sql: string): Promise<number> => Number((await engine.query<{ n: number }>(sql))[0]?.n);
const nps = (counts: Record<string, number> | undefined) =>
  (100 * ((counts?.promoters ?? 0) - (counts?.detractors ?? 0))) / (counts?.n ?? Number.NaN);

describe("volumes", () => {
  test("are about 60,000 tickets and 25,000 texts over 26 months", async () => {
    expect(await number("SELECT count(*) AS n FROM tickets")).toBe(truth.truth.tickets.total ?? 0);
    expect(truth.rows.tickets).toBeGreaterThan(57_000);
    expect(truth.rows.tickets).toBeLessThan(63_000);
    expect(truth.rows.feedback).toBeGreaterThan(22_500);
    expect(truth.rows.feedback).toBeLessThan(27_500);
    expect(await number("SELECT count(DISTINCT left(created_at, 7)) AS n FROM tickets")).toBe(26);
    expect(await number("SELECT count(DISTINCT category) AS n FROM tickets")).toBe(8);
    expect(await number("SELECT count(DISTINCT region) AS n FROM tickets")).toBe(31);
    expect(await number("SELECT count(DISTINCT type) AS n FROM tickets")).toBe(7);
    expect(await number("SELECT count(DISTINCT channel) AS n FROM tickets")).toBe(9);
    expect(await number("SELECT count(DISTINCT mode) AS n FROM tickets")).toBe(4);
  });

  test("follow summer, the sale days, the Spring Festival and the week", async () => {
    const count = (where: string) => number(`SELECT count(*) AS n FROM tickets WHERE ${where}`);
    const repairs = (category: string, month: string) =>
      count(`type = 'repair' AND category = '${category}' AND created_at LIKE '${month}%'`);
    expect(
      (await repairs("air_conditioner", "2025-07")) / (await repairs("air_conditioner", "2025-03")),
    ).toBeGreaterThan(3);
    expect((await repairs("refrigerator", "2026-07")) / (await repairs("refrigerator", "2026-01"))).toBeGreaterThan(
      1.3,
    );
    expect((await repairs("water_heater", "2026-01")) / (await repairs("water_heater", "2025-07"))).toBeGreaterThan(
      1.5,
    );
    const installs = (month: string) =>
      count(`type = 'install' AND category <> 'air_conditioner' AND created_at LIKE '${month}%'`);
    expect((await installs("2025-11")) / (await installs("2025-10"))).toBeGreaterThan(1.4);
    expect((await installs("2025-06")) / (await installs("2025-04"))).toBeGreaterThan(1.4);
    const festival = await count("created_at >= '2026-02-16' AND created_at < '2026-02-23'");
    const before = await count("created_at >= '2026-02-02' AND created_at < '2026-02-09'");
    expect(festival / before).toBeLessThan(0.5);
    expect(await count("dayofweek(CAST(created_at AS TIMESTAMP)) = 1")).toBeGreaterThan(
      1.2 * (await count("dayofweek(CAST(created_at AS TIMESTAMP)) = 0")),
    );
  });
});

describe("planted faults", () => {
  test("number six, with ratios from 2 to 5 and both kinds of place", () => {
    expect(truth.faults.map(({ id }) => id)).toEqual(["F1", "F2", "F3", "F4", "F5", "F6"]);
    expect(truth.faults.map(({ rate_ratio }) => rate_ratio).sort()).toEqual([2, 3, 3, 4, 4, 5]);
    for (const fault of truth.faults) expect((fault.batch === null) !== (fault.region === null)).toBe(true);
  });

  test.each([0, 1, 2, 3, 4, 5])(
    "number %i shows its rate ratio against other models of the category by plain counting",
    async (i) => {
      const fault = truth.faults[i] as Planted["faults"][number];
      const place = fault.batch === null ? `region = '${fault.region}'` : `batch = '${fault.batch}'`;
      const part = `type = 'repair' AND category = '${fault.category}' AND component = '${fault.component}'`;
      const models = `(SELECT model FROM read_csv('${join(folder, "products.csv")}', all_varchar = true) WHERE category = '${fault.category}' AND model <> '${fault.model}')`;
      const ratio = async (from: string, to: string) => {
        const during = `created_at >= '${from}' AND created_at < '${to}'`;
        // Exposure in unit-days: units of the month times the days of it inside the span.
        const units = (where: string) =>
          number(`SELECT sum(CAST(units AS DOUBLE) * greatest(0, date_diff('day', greatest(CAST(month || '-01' AS DATE), DATE '${from}'),
            least(CAST(month || '-01' AS DATE) + INTERVAL 1 MONTH, DATE '${to}')))) AS n FROM base WHERE ${where}`);
        const observed = await number(
          `SELECT count(*) AS n FROM tickets WHERE ${part} AND ${during} AND model = '${fault.model}' AND ${place}`,
        );
        const peers = await number(
          `SELECT count(*) AS n FROM tickets WHERE ${part} AND ${during} AND model IN ${models}`,
        );
        const expected =
          (peers * (await units(`model = '${fault.model}' AND ${place}`))) / (await units(`model IN ${models}`));
        return { observed, expected };
      };
      const after = await ratio(fault.starts_on, "2026-11-01");
      const wanted = fault.rate_ratio * after.expected;
      expect(after.expected, "enough to be found").toBeGreaterThan(3);
      expect(Math.abs(after.observed - wanted)).toBeLessThan(3.3 * Math.sqrt(wanted) + 0.15 * wanted);
      const before = await ratio("2024-09-01", fault.starts_on);
      expect(before.observed).toBeLessThan(before.expected * 1.3 + 3.3 * Math.sqrt(before.expected) + 1);
      expect(fault.tickets_added).toBeGreaterThan(10);
    },
  );
});

describe("planted service", () => {
  const rate = (counts: Record<string, number> | undefined, hit: string, of: readonly string[]) =>
    (counts?.[hit] ?? 0) / of.reduce((sum, name) => sum + (counts?.[name] ?? 0), 0);

  test("comes out at plausible standards", () => {
    const {
      arrival_by_due_month: arrival,
      first_time_fix_by_closed_month: fix,
      nps_by_mode: modes,
      visits,
    } = truth.truth;
    const onTime = rate(arrival.all, "on_time", ["on_time", "early", "late", "not_arrived", "cancelled_by_company"]);
    expect(onTime).toBeGreaterThan(0.87);
    expect(onTime).toBeLessThan(0.94);
    const first = rate(fix.all, "first_time_fix", ["matured"]);
    expect(first).toBeGreaterThan(0.82);
    expect(first).toBeLessThan(0.87);
    expect(nps(modes.all)).toBeGreaterThan(40);
    expect(nps(modes.all)).toBeLessThan(50);
    const info = (visits.info_items_since_2026_08 ?? 0) / (visits.on_site_since_2026_08 ?? 1);
    expect(info).toBeGreaterThan(0.04);
    expect(info).toBeLessThan(0.065);
    expect(nps(modes.store_tablet)).toBeGreaterThan(nps(modes.sms) + 5);
  });

  test("fixes more at the first visit from March 2026 on", () => {
    const fix = truth.truth.first_time_fix_by_closed_month;
    const share = (months: readonly string[]) => {
      const sum = (name: string) => months.reduce((total, month) => total + (fix[month]?.[name] ?? 0), 0);
      return sum("first_time_fix") / sum("matured");
    };
    const gain =
      share(["2026-04", "2026-05", "2026-06", "2026-07"]) - share(["2025-09", "2025-10", "2025-11", "2025-12"]);
    expect(gain).toBeGreaterThan(0.03);
    expect(gain).toBeLessThan(0.09);
  });

  test("has one service point that is worse and large enough to show it", async () => {
    const id = truth.bad_service_point.service_point_id;
    expect(
      await number(`SELECT count(*) AS n FROM tickets WHERE service_point_id = '${id}' AND created_at >= '2026-08-01'`),
    ).toBeGreaterThan(60);
    const again = (where: string) =>
      number(`SELECT count(*) FILTER (EXISTS (SELECT 1 FROM tickets AS later WHERE later.serial = t.serial AND later.component = t.component
        AND later.type = 'repair' AND later.created_at > t.closed_at
        AND CAST(later.created_at AS TIMESTAMP) <= CAST(t.closed_at AS TIMESTAMP) + INTERVAL 30 DAY)) / count(*) AS n
        FROM tickets AS t WHERE type = 'repair' AND closed_at IS NOT NULL AND serial IS NOT NULL AND ${where}`);
    expect(await again(`service_point_id = '${id}'`)).toBeGreaterThan(
      1.5 * (await again(`service_point_id <> '${id}'`)),
    );
  });

  test("lowers the recommendation by about the points it states", () => {
    const { nps_by_driver: drivers } = truth.truth;
    const calm = nps(drivers.none);
    for (const name of ["late", "repeat", "part_wait", "fee_dispute"]) {
      const counts = drivers[name] as Record<string, number>;
      const error = 85 / Math.sqrt(counts.n ?? 1);
      expect(Math.abs(calm - nps(counts) - (truth.nps.driver_points[name] ?? 0)), name).toBeLessThan(3 * error + 2);
    }
  });

  test("has reschedules, no-shows, merged entries, thank-yous, late rows and silent complaints", async () => {
    const { tickets, feedback } = truth.truth;
    for (const name of [
      "paused_by_user",
      "user_rescheduled",
      "company_rescheduled",
      "no_access",
      "merged",
      "reopened",
      "repeats",
      "cancelled",
      "open",
    ]) {
      expect(tickets[name], name).toBeGreaterThan(60);
    }
    expect(feedback.silent).toBeGreaterThan(feedback.voiced ?? 0);
    expect(truth.late.rows).toBeGreaterThan(100);
    expect(truth.superseded.tickets).toBe(truth.late.exact_duplicates + truth.late.newer_versions);
    const kinds = await engine.query<{ kind: string }>(
      `SELECT DISTINCT kind FROM read_csv('${join(folder, "ticket_events.csv")}', all_varchar = true) ORDER BY kind`,
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(
        "accepted assigned auto_replied callback closed company_rescheduled contact_failed contacted created part_received part_requested paused rejected reopened responded resumed thanked transferred user_rescheduled".split(
          " ",
        ),
      ),
    );
  });
});

describe("texts", () => {
  const hotline = /(?<![\da-z])(?:400[- ]?\d{3}[- ]?\d{4}|95\d{3}(?!\d)|12315|12345)/;

  test("are many, of every length, and seldom the same", () => {
    const texts = rowsOf(folder, "feedback.jsonl").flatMap((row) => (typeof row?.text === "string" ? [row.text] : []));
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    expect(counts.size / texts.length).toBeGreaterThan(0.85);
    expect(Math.max(...counts.values()) / texts.length).toBeLessThan(0.01);
    const lengths = texts.map((text) => text.length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length * 0.05)]).toBeLessThanOrEqual(5);
    expect(lengths[Math.floor(lengths.length * 0.98)]).toBeGreaterThan(60);
    // No one way of putting it: even the commonest opening stays rare.
    const openings = new Map<string, number>();
    for (const text of counts.keys()) openings.set(text.slice(0, 4), (openings.get(text.slice(0, 4)) ?? 0) + 1);
    expect(Math.max(...openings.values()) / counts.size).toBeLessThan(0.03);
    expect(texts.filter((text) => /[a-z]{4,} [a-z]{3,}/i.test(text)).length).toBeGreaterThan(150);
    expect(texts.filter((text) => /[門師聲開這們時電]/.test(text)).length).toBeGreaterThan(150);
    expect(
      texts.filter((text) => /躁音|师付|按装|治冷|跳匣|莫得|啥子|咋|冇|唔|木有|嘅|勿来赛|肿么|保休|摇控/.test(text))
        .length,
    ).toBeGreaterThan(150);
  });

  test("hold no hotline and no mobile number but those that nobody has", () => {
    for (const file of ["feedback.jsonl", "tickets-2025.csv", "ratings.csv"]) {
      const text = readFileSync(join(folder, file), "utf8");
      for (const number of text.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? [])
        expect(number.startsWith("154"), number).toBe(true);
    }
    for (const row of rowsOf(folder, "feedback.jsonl")) {
      for (const text of [row?.text, row?.reply_text])
        if (typeof text === "string") expect(hotline.test(text), text).toBe(false);
    }
  });

  test("carry the canaries where planted.json says", () => {
    const { canaries, texts } = truth.personal_data;
    expect(canaries.length).toBe(500);
    expect(texts.feedback).toBeGreaterThan(200);
    expect(new Set(canaries.map(({ kind }) => kind))).toEqual(
      new Set(["mobile", "name", "address", "email", "id_card", "customer_key"]),
    );
    const byId = new Map(rowsOf(folder, "feedback.jsonl").map((row) => [row?.feedback_id, row?.text as string]));
    const mine = canaries.filter(({ entity }) => entity === "feedback");
    expect(mine.length).toBeGreaterThan(30);
    for (const { id, value } of mine) expect(byId.get(id), `${id} ${value}`).toContain(value);
  });

  test("have an answer sheet that names every text's subjects", () => {
    const lines = readFileSync(join(folder, "planted-subjects.json"), "utf8").trim().split("\n");
    const sheet = new Map(
      lines.map((line) => JSON.parse(line)).map((row) => [row.feedback_id, row.subjects as string[]]),
    );
    const good = rowsOf(folder, "feedback.jsonl").filter((row) => String(row?.feedback_id).startsWith("F"));
    expect(sheet.size).toBe(good.length);
    const faults = [...sheet.values()].flat().filter((subject) => subject.startsWith("fault:"));
    expect(new Set(faults).size).toBeGreaterThan(70);
    expect([...sheet.values()].filter((subjects) => subjects.length > 1).length).toBeGreaterThan(4000);
  });
});
