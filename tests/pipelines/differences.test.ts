import { mkdir, mkdtemp, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Definition, RunDifference } from "../../dashboards/published.ts";
import { main } from "../../pipelines/cli.ts";
import { readDifference } from "../../pipelines/differences.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Status } from "../../pipelines/status.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

async function huiyin(now: string, ...argv: string[]): Promise<string> {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main(argv, {
    logger: { info: say, warn: say, error: say },
    now: () => new Date(now),
    write: say,
    variables: { HUIYIN_MEMORY: "500MB" },
  });
  expect(code, said.join("\n")).toBe(0);
  return said.join("\n");
}

const header = "ticket_id,created_at,type,mode,status,closed_at,first_response_at,serial,symptom_group,category";
const first = [
  header,
  "A,2026-01-05 09:00,repair,carry_in,closed,2026-01-06 09:00,2026-01-05 09:06,S1,noise,washer",
  "B,2026-01-20 09:00,repair,carry_in,open,,2026-01-20 10:31,S2,noise,washer",
];
/** B is corrected, C comes late, D belongs to the month after and repeats A, whose window of 30 days was running. */
const second = [
  header,
  "B,2026-01-20 09:00,repair,carry_in,closed,2026-01-21 09:00,2026-01-20 09:31,S2,noise,washer",
  "C,2026-01-08 09:00,repair,carry_in,closed,2026-01-09 09:00,2026-01-08 09:45,S3,noise,washer",
  "D,2026-02-03 09:00,repair,carry_in,closed,2026-02-09 09:00,2026-02-03 09:45,S1,noise,washer",
];
const policy =
  "policy_id,metric,region_tier,type,mode,customer_tier,priority,target_minutes,clock,valid_from,valid_to\nR,first_response,,,,,,30,calendar,2025-01-01,\n";

describe("what changed since the run before", () => {
  let folder: string;
  let workspace: string;
  const days = ["2026-02-01T02:00:00Z", "2026-02-10T02:00:00Z", "2026-02-11T02:00:00Z", "2026-02-12T02:00:00Z"];
  const found: (RunDifference | null)[] = [];

  async function publishOn(day: string, ...transform: string[]) {
    await huiyin(day, "pull", "--input", join(folder, "input"), "--workspace", workspace);
    await huiyin(day, "transform", "--workspace", workspace, ...transform);
    await huiyin(day, "publish", "--workspace", workspace);
    found.push(await readDifference(await openWorkspace(workspace)));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "huiyin-differences-"));
    workspace = join(folder, "workspace");
    await mkdir(join(folder, "input"));
    await writeFile(join(folder, "input", "tickets-1.csv"), `${first.join("\n")}\n`);
    await publishOn(days[0] ?? "", "--as-of", "2026-01-31");
    await writeFile(join(folder, "input", "tickets-2.csv"), `${second.join("\n")}\n`);
    // As an earlier version would have left it: a table without a column that is counted today.
    const facts = join(workspace, "published", "fct_tickets.parquet");
    const engine = await openDuckdb({ memoryLimit: "500MB" });
    await engine.exportParquet(
      `SELECT * EXCLUDE (first_response_business_minutes) FROM read_parquet('${facts}')`,
      `${facts}.new`,
    );
    await engine.close();
    await rename(`${facts}.new`, facts);
    await publishOn(days[1] ?? "");
    await writeFile(join(workspace, "sla_policy.csv"), policy);
    await publishOn(days[2] ?? "");
    const file = join(workspace, "published", "metrics.json");
    const metrics = JSON.parse(await readFile(file, "utf8")) as { definitions: Definition[] };
    for (const one of metrics.definitions) if (one.id === "repeat_repair_curve") one.sql = "SELECT 1";
    await writeFile(file, JSON.stringify(metrics));
    await publishOn(days[3] ?? "", "--as-of", "2026-03-31");
  });

  const number = (run: number, metric: string, month: string) =>
    found[run]?.numbers.find(({ metric_id, period_start }) => metric_id === metric && period_start === month);

  test("the first run has nothing to compare", () => {
    expect(found[0]).toBeNull();
  });

  test("late rows and corrections are told apart, ticket by ticket", () => {
    expect(number(1, "first_response_time_p50", "2026-01-01")).toEqual({
      metric_id: "first_response_time_p50",
      period_start: "2026-01-01",
      before: { n: 2, value: 6 },
      now: { n: 3, value: 31 },
      reasons: [
        { reason: "late", rows: 1 },
        { reason: "corrected", rows: 1 },
      ],
    });
    expect(number(1, "first_response_time_p50", "2026-02-01")).toMatchObject({
      before: null,
      now: { n: 1, value: 45 },
      reasons: [{ reason: "new", rows: 1 }],
    });
  });

  test("what the run before did not count yet is the program's doing", () => {
    expect(number(1, "first_response_business_time_p50", "2026-01-01")?.reasons).toEqual([
      { reason: "code", rows: null },
    ]);
  });

  test("a number that reads the same is not listed", () => {
    expect(number(1, "no_fault_found_rate", "2026-01-01")).toBeUndefined();
    for (const run of found) {
      for (const { before, now } of run?.numbers ?? []) expect(now).not.toEqual(before);
      for (const { reasons } of run?.numbers ?? []) expect(reasons.length).toBeGreaterThan(0);
    }
  });

  test("what fell due because time went on says so", () => {
    expect(number(3, "repeat_repair_rate", "2026-01-01")).toMatchObject({
      before: { n: 2, value: 1 / 2 },
      now: { n: 3, value: 1 / 3 },
      reasons: [{ reason: "time", rows: 1 }],
    });
    expect(found[3]?.files).toEqual([]);
  });

  test("another policy is the reason of the service levels alone", () => {
    expect(found[2]?.files).toEqual(["sla_policy.csv"]);
    expect(found[2]?.before.loads).toBe(2);
    const changed = new Set(found[2]?.numbers.map(({ metric_id }) => metric_id));
    expect([...changed].every((id) => id.includes("_sla"))).toBe(true);
    expect(number(2, "first_response_sla", "2026-01-01")?.reasons).toEqual([{ reason: "policy", rows: 2 }]);
  });

  test("another definition is named, and is the reason of its numbers", () => {
    expect(found[3]?.metrics).toEqual({ changed: ["repeat_repair_curve"], added: [], removed: [] });
    expect(number(3, "repeat_repair_curve_60d", "2026-01-01")?.reasons).toEqual([{ reason: "definition", rows: null }]);
  });

  test("status shows the numbers that changed", async () => {
    const status = JSON.parse(await huiyin(days[3] ?? "", "status", "--workspace", workspace, "--json")) as Status;
    expect(status.changes).toContainEqual(
      expect.objectContaining({ kind: "number", metric_id: "repeat_repair_rate", period_start: "2026-01-01" }),
    );
    expect(await huiyin(days[3] ?? "", "status", "--workspace", workspace)).toContain(
      "repeat_repair_rate 2026-01: 0.5 (n 2) -> 0.3333 (n 3); 1 time",
    );
  });
});
