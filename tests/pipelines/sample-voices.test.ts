import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { type Planted, planted, sampleFolder } from "./sample-folder.ts";

let truth: Planted;
let engine: DuckdbEngine;
let workspace = "";
beforeAll(async () => {
  const folder = sampleFolder(1);
  truth = planted(folder);
  workspace = mkdtempSync(join(tmpdir(), "huiyin-voices-"));
  const env = { logger: silentLogger, now: () => new Date("2026-11-21T00:00:00Z"), write: () => {}, variables: {} };
  expect(await run({ workspace, input: folder, steps: ["pull", "transform"], env })).toBe(0);
  engine = await openDuckdb({ path: join(workspace, "warehouse.duckdb"), memoryLimit: "1GB", threads: 2 });
}, 600_000);
afterAll(async () => {
  await engine?.close();
  rmSync(workspace, { recursive: true, force: true });
});

test("the service point whose engineers score themselves is found, and no other", async () => {
  const { service_point_id, answers } = truth.begging_service_point;
  const rows = await engine.query<{ service_point_id: string; rule: string; suspected: number }>(
    "SELECT * FROM mart_survey_suspects ORDER BY rule",
  );
  expect(new Set(rows.map((row) => row.service_point_id))).toEqual(new Set([service_point_id]));
  expect(rows.map((row) => row.rule)).toEqual(["engineer_streak", "quick_on_device", "streak"]);
  const quick = rows.find((row) => row.rule === "quick_on_device")?.suspected ?? 0;
  expect(quick).toBeGreaterThan(0.98 * answers);
  expect(quick).toBeLessThanOrEqual(answers);
  const findings = await engine.query<{ rule: string; subject: string }>(
    "SELECT rule, subject FROM mart_findings WHERE rule LIKE 'survey%' ORDER BY rule",
  );
  expect(findings.map(({ rule }) => rule)).toEqual([
    "survey_engineer_streak",
    "survey_quick_on_device",
    "survey_streak",
  ]);
});

test("complaints that came back after they were called resolved are found", async () => {
  const planted = truth.truth.feedback.complaint_again ?? 0;
  const [row] = await engine.query<{ planted: number; found: number }>(
    `SELECT count(*) AS planted, count(c.feedback_id) AS found
     FROM (SELECT person, need, created_at FROM int_feedback_texts WHERE feedback_id LIKE 'FA%') AS a
     LEFT JOIN (SELECT t.person, t.need, c.feedback_id, c.resolved_at FROM fct_complaints AS c JOIN int_feedback_texts AS t ON t.feedback_id = c.feedback_id
                WHERE c.is_again) AS c
       ON c.person = a.person AND c.need = a.need AND a.created_at > c.resolved_at AND a.created_at <= add_days(c.resolved_at, 30)`,
  );
  expect(planted).toBeGreaterThan(80);
  expect(row?.planted).toBeGreaterThanOrEqual(planted);
  // A complaint that does not count itself, within 7 days of the one before, has nothing to come back after.
  expect(row?.found).toBeGreaterThan(0.9 * planted);
});

test("the five ones are claimed more often than users confirm them, as planted", async () => {
  const rows = await engine.query<{ item: string; lo: number; hi: number }>("SELECT item, lo, hi FROM mart_five_ones");
  expect(rows).toHaveLength(6);
  // Claimed with 93 percent and confirmed with 85 percent, independently; several visits of one ticket claim more.
  for (const { item, lo, hi } of rows.filter((row) => row.item !== "all_five")) {
    expect({ item, isGap: lo > 0, isPlausible: lo < 0.1 && hi > 0.06 }).toEqual({
      item,
      isGap: true,
      isPlausible: true,
    });
  }
});

describe("what the generator planted in the scores", () => {
  interface Row {
    driver: string;
    held: number;
    difference: number;
    lo: number;
    hi: number;
  }
  const planted = {
    is_late: "late",
    is_repeat: "repeat",
    is_part_wait: "part_wait",
    is_wrongly_charged: "fee_dispute",
  };

  test("lies within the interval of each driver, and all four are found", async () => {
    const rows = await engine.query<Row>("SELECT * FROM mart_drivers WHERE measure = 'nps'");
    for (const [driver, name] of Object.entries(planted)) {
      const row = rows.find((candidate) => candidate.driver === driver);
      const points = -(truth.nps.driver_points[name] ?? Number.NaN);
      expect({ driver, isInside: (row?.lo ?? 0) <= points && points <= (row?.hi ?? 0) }).toEqual({
        driver,
        isInside: true,
      });
    }
    for (const driver of Object.keys(planted)) {
      expect(rows.find((row) => row.driver === driver)?.hi, driver).toBeLessThan(0);
    }
  });

  test("is compared over the answers that fct_answers lists", async () => {
    const [row] = await engine.query<Row>("SELECT * FROM mart_drivers WHERE measure = 'nps' AND driver = 'is_late'");
    const [list] = await engine.query<{ n: number }>(
      `SELECT count(*) AS n FROM fct_answers, mart_drivers AS d WHERE d.measure = 'nps' AND d.driver = 'is_late'
         AND nps IS NOT NULL AND is_late AND local_date(answered_at) >= d.window_start AND local_date(answered_at) < d.window_end`,
    );
    expect(row?.held).toBe(list?.n);
  });
});
