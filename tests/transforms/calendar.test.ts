import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { moment, openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

const folder = fileURLToPath(new URL("../../transforms/calendar/", import.meta.url));
const listed = readFileSync(`${folder}cn.csv`, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","))
  .map(([date = "", kind = ""]) => ({ date, kind }));
const kinds = new Map(listed.map(({ date, kind }) => [date, kind]));
const { complete } = parseYaml(readFileSync(`${folder}coverage.yaml`, "utf8")) as { complete: number[] };

const day = 86_400_000;
const minute = 60_000;
const zone = 8 * 60 * minute;
const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());
const works = (date: string) => kinds.get(date) === "makeup" || (kinds.get(date) !== "holiday" && !isWeekend(date));

describe("the shipped calendar", () => {
  test("lists weekdays off and weekend days worked, each once, within the covered years", () => {
    expect(listed.length).toBe(kinds.size);
    for (const { date, kind } of listed) {
      expect({ date, kind }).toEqual({ date, kind: isWeekend(date) ? "makeup" : "holiday" });
      expect(complete).toContain(Number(date.slice(0, 4)));
    }
  });

  test("has as many working days as the statutes leave in every year", () => {
    const oneOffs: Record<number, number> = { 2011: 1, 2012: -1, 2015: -1, 2020: -2 };
    for (const year of complete) {
      let working = 0;
      let weekdays = 0;
      for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += day) {
        const date = new Date(at).toISOString().slice(0, 10);
        if (!isWeekend(date)) weekdays++;
        if (works(date)) working++;
      }
      const statutory = year < 2025 ? 11 : 13;
      expect([year, working]).toEqual([year, weekdays - statutory + (oneOffs[year] ?? 0)]);
    }
  });

  test("covers 2010 to 2026", () => {
    expect(complete).toEqual(Array.from({ length: 17 }, (_, i) => 2010 + i));
  });
});

/** Working minutes from 09:00 to 18:00 counted one by one, the slow way. */
function isWorking(at: number): boolean {
  const local = at + zone;
  const hour = Math.floor((local % day) / (60 * minute));
  return hour >= 9 && hour < 18 && workingDays.has(Math.floor(local / day));
}

const workingDays = new Set<number>();
for (let at = Date.UTC(2025, 11, 1); at < Date.UTC(2026, 11, 31); at += day) {
  if (works(new Date(at).toISOString().slice(0, 10))) workingDays.add(at / day);
}

describe("working minutes", () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse();
  });
  afterAll(() => warehouse.close());

  async function measure(spans: readonly { from: number; to: number }[], target: number) {
    await warehouse.land(
      "tickets",
      spans.map(({ from, to }, i) => ({
        ticket_id: `T${String(i).padStart(5, "0")}`,
        created_at: moment(from),
        first_response_at: moment(to),
      })),
    );
    await warehouse.build("int_ticket_targets", "2026-12-31T15:59:59Z", [
      { metric: "first_response", target_minutes: target, clock: "business" },
    ]);
    return warehouse.engine.query<{ minutes: number | null; due_at: string | null }>(
      `SELECT first_response_business_minutes AS minutes, first_response_due_at AS due_at
       FROM int_ticket_targets ORDER BY ticket_id`,
    );
  }

  test("of a make-up Saturday and of the National Day week", async () => {
    const rows = await measure(
      [
        { from: Date.UTC(2026, 1, 13, 9), to: Date.UTC(2026, 1, 14, 1, 30) },
        { from: Date.UTC(2026, 8, 30, 9), to: Date.UTC(2026, 9, 8, 1) },
      ],
      60,
    );
    expect(rows.map((row) => row.minutes)).toEqual([90, 60]);
  });

  test("are those counted minute by minute, and so are the times due", async () => {
    const random = seeded(20260213);
    const target = 700;
    const spans = Array.from({ length: 250 }, () => {
      const from = Date.UTC(2025, 11, 20) + Math.floor(random() * 300 * 24 * 60) * minute;
      return { from, to: from + Math.floor(random() * 12 * 24 * 60) * minute };
    });
    const wanted = spans.map(({ from, to }) => {
      let minutes = 0;
      for (let at = from; at < to; at += minute) if (isWorking(at)) minutes++;
      let due = from;
      for (let left = target; left > 0; due += minute) if (isWorking(due)) left--;
      return { minutes, due_at: new Date(due).toISOString() };
    });
    expect(await measure(spans, target)).toEqual(wanted);
  });

  test("are none where the span leaves the covered years", async () => {
    const rows = await measure([{ from: Date.UTC(2009, 11, 31, 9), to: Date.UTC(2010, 0, 4, 9) }], 60);
    expect(rows).toEqual([{ minutes: null, due_at: null }]);
  });
});
