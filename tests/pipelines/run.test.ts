import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import type { Status } from "../../pipelines/status.ts";

const huiyin = (...argv: string[]) => huiyinWith({}, ...argv);

async function huiyinWith(variables: Record<string, string>, ...argv: string[]) {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  let written = "";
  const code = await main(argv, {
    logger: { info: say, warn: say, error: say },
    write: (text) => {
      written += text;
    },
    variables: { HUIYIN_MEMORY: "500MB", ...variables },
  });
  return { code, said: said.join("\n"), written };
}

const folder = () => mkdtemp(join(tmpdir(), "huiyin-run-"));
const header = "ticket_id,created_at,type,mode,status,closed_at,first_response_at,serial,symptom_group,category";
const tickets = [
  header,
  "A,2026-01-05 09:00,repair,carry_in,closed,2026-01-06 09:00,2026-01-05 09:06,S1,noise,washer",
  "B,2026-01-20 09:00,repair,carry_in,closed,2026-01-21 09:00,2026-01-20 10:31,S1,noise,washer",
  "C,2026-01-07 09:00,repair,carry_in,closed,2026-01-08 09:00,2026-01-07 09:00,S2,leak,fridge",
  "D,2026-01-09 09:00,repair,carry_in,closed,2026-01-08 09:00,,S3,leak,fridge",
  "E,soon,repair,carry_in,open,,,S4,leak,fridge",
];

async function input(lines: readonly string[], mapping?: string): Promise<string> {
  const dir = await folder();
  await writeFile(join(dir, "tickets.csv"), `${lines.join("\n")}\n`);
  if (mapping !== undefined) await writeFile(join(dir, "mapping.yaml"), mapping);
  return dir;
}

async function hashes(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(dir)).sort()) {
    found[name] = createHash("sha256")
      .update(await readFile(join(dir, name)))
      .digest("hex");
  }
  return found;
}

async function runSteps(workspace: string, dir: string, ...more: string[]) {
  const pulled = await huiyin("pull", "--input", dir, "--workspace", workspace);
  const transformed = await huiyin("transform", "--workspace", workspace, "--as-of", "2026-06-30", ...more);
  const published = await huiyin("publish", "--workspace", workspace);
  return { pulled, transformed, published };
}

test.each([
  ["2026-03-04 17:20", "2026-03-04T09:20:00.000Z"],
  ["2026-03-05", "2026-03-05T16:00:00.000Z"],
])("without --as-of numbers are as of the newest event, %s, a day without a clock to its end", async (at, asOf) => {
  const [workspace, dir] = [await folder(), await input(["ticket_id,created_at", "A,2026-03-01", `B,${at}`])];
  expect((await huiyin("pull", "--input", dir, "--workspace", workspace)).code).toBe(0);
  expect((await huiyin("transform", "--workspace", workspace)).code).toBe(0);
  const { written } = await huiyin("status", "--workspace", workspace, "--json");
  expect((JSON.parse(written) as Status).as_of).toBe(asOf);
});

describe("a run of a small folder", () => {
  let workspace: string;
  let dir: string;
  beforeAll(async () => {
    workspace = await folder();
    dir = await input(tickets);
    const { pulled, transformed, published } = await runSteps(workspace, dir);
    expect([pulled.code, transformed.code, published.code]).toEqual([0, 0, 0]);
  });

  test("counts every row read, and status says so", async () => {
    const { code, written } = await huiyin("status", "--workspace", workspace, "--json");
    const status = JSON.parse(written) as Status;
    expect(code).toBe(0);
    expect(status.gate.passed).toBe(true);
    expect(status.as_of).toBe("2026-06-30T16:00:00.000Z");
    expect(status.sources).toMatchObject([
      {
        source: "tickets.csv",
        entity: "tickets",
        read: 5,
        loaded: 3,
        quarantined: 2,
        superseded: 0,
        freshness: "late",
      },
    ]);
  });

  test("publishes values whose ticket lists have the length n", async () => {
    const metrics = JSON.parse(await readFile(join(workspace, "published", "metrics.json"), "utf8")) as {
      values: { metric_id: string; grain: string; n: number; x: number; value: number }[];
    };
    const repeat = metrics.values.find((value) => value.metric_id === "repeat_repair_rate" && value.grain === "all");
    expect(repeat).toMatchObject({ n: 3, x: 1 });
    const { written } = await huiyin("trace", "repeat_repair_rate", "--workspace", workspace, "--json");
    expect(JSON.parse(written)).toEqual(["A", "C", "B"]);
    const washers = await huiyin(
      "trace",
      "repeat_repair_rate",
      "--where",
      "category=washer",
      "--workspace",
      workspace,
      "--json",
    );
    expect(JSON.parse(washers.written)).toEqual(["A", "B"]);
  });

  test("done again from the landing alone gives the same bytes", async () => {
    const before = await hashes(join(workspace, "published"));
    await rm(join(workspace, "warehouse.duckdb"));
    const { pulled } = await runSteps(workspace, dir);
    expect(pulled.said).toContain("tickets.csv as tickets: unchanged, 3 rows");
    expect(await hashes(join(workspace, "published"))).toEqual(before);
  });

  test("of another process is waited for, with exit code 4", async () => {
    await writeFile(join(workspace, ".lock"), JSON.stringify({ pid: process.ppid, host: hostname() }));
    const { code, said } = await huiyin("run", "--input", dir, "--workspace", workspace);
    await rm(join(workspace, ".lock"));
    expect(code).toBe(4);
    expect(said).toContain(`Another run holds the workspace ${workspace}`);
  });
});

test("rows that a later file replaces are told by transform and counted by status", async () => {
  const workspace = await folder();
  const dir = await input(tickets.slice(0, 4));
  await writeFile(join(dir, "tickets-2.csv"), `${tickets.slice(0, 3).join("\n")}\n`);
  const { pulled, transformed, published } = await runSteps(workspace, dir);
  expect(pulled.said).toContain("tickets.csv as tickets: 3 read, 3 loaded, 0 quarantined, 0 superseded in the file");
  expect(transformed.said).toContain("tickets: 2 rows superseded by rows of other files");
  const { written } = await huiyin("status", "--workspace", workspace, "--json");
  const count = { read: 0, loaded: 0, quarantined: 0, superseded: 0 };
  expect((JSON.parse(written) as Status).sources).toMatchObject([
    { ...count, source: "tickets.csv", read: 3, loaded: 1, superseded: 2 },
    { ...count, source: "tickets-2.csv", read: 2, loaded: 2 },
  ]);
  expect(published.code).toBe(0);
  const quality = JSON.parse(await readFile(join(workspace, "published", "quality.json"), "utf8"));
  expect(quality.totals).toEqual({ read: 5, loaded: 3, quarantined: 0, superseded: 2 });
});

describe("the gate", () => {
  test("refuses to publish with exit code 1 where a fatal rule is broken, and leaves what was published", async () => {
    const workspace = await folder();
    await runSteps(workspace, await input(tickets));
    const before = await hashes(join(workspace, "published"));
    const fatal = `files:
  tickets.csv:
    entity: tickets
    rules: {closed_at_before_created_at: fail}
`;
    const { published } = await runSteps(workspace, await input(tickets, fatal));
    expect(published.code).toBe(1);
    expect(published.said).toContain("closed_at_before_created_at");
    expect(await hashes(join(workspace, "published"))).toEqual(before);
  });
});

describe("what cannot run", () => {
  test("is said in one sentence with exit code 2", async () => {
    const workspace = await folder();
    expect(await huiyin("run", "--workspace", workspace)).toMatchObject({
      code: 2,
      said: expect.stringContaining("No source is named; wanted --input DIR or --pipeline FILE."),
    });
    expect(await huiyin("publish", "--workspace", workspace)).toMatchObject({
      code: 2,
      said: expect.stringContaining("There is nothing to publish yet."),
    });
    const fresh = join(workspace, "pulled");
    expect(await huiyin("pull", "--input", await input(tickets), "--workspace", fresh)).toMatchObject({ code: 0 });
    expect((await huiyin("status", "--workspace", fresh)).written).toContain(
      "Quality gate: not asked yet; nothing was transformed\n",
    );
    expect(await huiyin("status", "--workspace", join(workspace, "none"))).toMatchObject({
      code: 2,
      said: expect.stringContaining("has had no run yet."),
    });
    const threads = { HUIYIN_THREADS: "two" };
    expect(await huiyinWith(threads, "run", "--input", workspace, "--workspace", workspace)).toMatchObject({
      code: 2,
      said: expect.stringContaining('HUIYIN_THREADS is "two"; wanted a whole number from 1.'),
    });
    expect(await huiyin("run", "--input", join(workspace, "nowhere"), "--workspace", workspace)).toMatchObject({
      code: 2,
      said: expect.stringContaining("does not exist"),
    });
  });
});
