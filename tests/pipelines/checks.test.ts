import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findFaults, loadChecks } from "../../pipelines/checks.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { readGate } from "../../pipelines/gate.ts";
import { materialise, parseModel } from "../../pipelines/models.ts";

let engine: DuckdbEngine;
let root: string;
beforeEach(async () => {
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
  root = await mkdtemp(join(tmpdir(), "huiyin-checks-"));
  await mkdir(join(root, "checks"));
});
afterEach(() => engine.close());

const check = (name: string, text: string) => writeFile(join(root, "checks", `${name}.sql`), text);
const model = async (name: string, header: string, sql: string) => {
  const made = await parseModel(engine, `-- A model.\n${header}\n${sql}\n`, `marts/${name}.sql`);
  await materialise(engine, made);
  return made;
};

describe("checks", () => {
  test("report rows that ought not to exist, with one example", async () => {
    const rows = await model(
      "m",
      "-- grain: id",
      "SELECT * FROM (VALUES ('a', -1), ('b', 2), ('c', -3)) AS t(id, minutes)",
    );
    await check(
      "negative",
      "-- Durations are never negative.\n-- severity: warn\n-- zh: 时长不应为负\nSELECT id FROM m WHERE minutes < 0 ORDER BY id\n",
    );
    const findings = await findFaults(engine, [rows], await loadChecks(engine, root));
    expect(findings).toEqual([
      {
        rule: "negative",
        severity: "warn",
        subject: "a",
        rows: 2,
        message_zh: "时长不应为负",
        message_en: "Durations are never negative.",
      },
    ]);
    expect(await readGate(engine)).toMatchObject({ passed: true });
  });

  test("look at a mart that is a view too", async () => {
    const view = await model(
      "m",
      "-- grain: id\n-- materialised: view",
      "SELECT * FROM (VALUES ('a'), ('a')) AS t(id)",
    );
    expect(view.kind).toBe("view");
    expect(await findFaults(engine, [view], [])).toMatchObject([{ rule: "grain id", subject: "m", rows: 1 }]);
  });

  test("close the gate where a header's promise is broken", async () => {
    const rows = await model("m", "-- grain: id", "SELECT * FROM (VALUES ('a'), ('a')) AS t(id)");
    await findFaults(engine, [rows], []);
    expect(await readGate(engine)).toMatchObject({
      passed: false,
      findings: [{ rule: "grain id", severity: "fail", subject: "m", rows: 1 }],
    });
  });

  test("take the rows of findings models as they are", async () => {
    const found = await model(
      "int_calendar_findings",
      "-- grain: rule, subject",
      "SELECT 'calendar_coverage' AS rule, 'warn' AS severity, '2031' AS subject, 7 AS rows, '缺日历' AS message_zh, 'No calendar' AS message_en",
    );
    expect(await findFaults(engine, [found], [])).toMatchObject([
      { rule: "calendar_coverage", subject: "2031", rows: 7 },
    ]);
  });

  test("without a severity or a Chinese sentence are refused by name", async () => {
    await check("nameless", "-- Something.\n-- zh: 某事\nSELECT 1 AS id\n");
    await expect(loadChecks(engine, root)).rejects.toThrow('checks/nameless.sql has no "severity: warn"');
    await check("nameless", "-- Something.\n-- severity: fail\nSELECT 1 AS id\n");
    await expect(loadChecks(engine, root)).rejects.toThrow('checks/nameless.sql has no "zh:" line');
  });
});
