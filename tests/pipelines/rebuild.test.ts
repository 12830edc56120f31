import { createHash } from "node:crypto";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../../dashboards/published.ts";
import { main } from "../../pipelines/cli.ts";
import { readRuns } from "../../pipelines/ledger.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

async function huiyin(now: string, ...argv: string[]) {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const code = await main(argv, {
    logger: { info: say, warn: say, error: say },
    now: () => new Date(now),
    write: say,
    variables: { HUIYIN_MEMORY: "500MB" },
  });
  return { code, said: said.join("\n") };
}

const header = "ticket_id,created_at,type,mode,status,closed_at,first_response_at,serial,symptom_group,category";
const first = [
  header,
  "A,2026-01-05 09:00,repair,carry_in,closed,2026-01-06 09:00,2026-01-05 09:06,S1,noise,washer",
  "B,2026-01-20 09:00,repair,carry_in,open,,2026-01-20 10:31,S2,noise,washer",
];
/** B is corrected, C comes late, D belongs to the month after. */
const second = [
  header,
  "B,2026-01-20 09:00,repair,carry_in,closed,2026-01-21 09:00,2026-01-20 09:31,S2,noise,washer",
  "C,2026-01-08 09:00,repair,carry_in,closed,2026-01-09 09:00,2026-01-08 09:45,S3,noise,washer",
  "D,2026-02-08 09:00,repair,carry_in,closed,2026-02-09 09:00,2026-02-08 09:45,S4,noise,washer",
];

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    found[name] = createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  }
  return found;
}

const manifestOf = async (folder: string) =>
  JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Manifest;

async function ticketIds(folder: string, now: string): Promise<string[]> {
  const { said } = await huiyin(
    now,
    "trace",
    "first_response_time",
    "--period",
    "all",
    "--workspace",
    folder,
    "--json",
  );
  return (JSON.parse(said) as string[]).sort();
}

describe("an earlier state of knowledge", () => {
  let folder: string;
  let runs: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "huiyin-rebuild-"));
    const input = join(folder, "input");
    await mkdir(input);
    const common = ["--input", input, "--workspace", join(folder, "workspace")];
    await writeFile(join(input, "tickets-1.csv"), `${first.join("\n")}\n`);
    expect(await huiyin("2026-02-01T02:00:00Z", "pull", ...common)).toMatchObject({ code: 0 });
    for (const verb of ["transform", "publish"]) {
      const options = verb === "transform" ? ["--as-of", "2026-01-31"] : [];
      const done = await huiyin("2026-02-01T02:00:00Z", verb, "--workspace", join(folder, "workspace"), ...options);
      expect(done).toMatchObject({ code: 0 });
    }
    await cp(join(folder, "workspace", "published"), join(folder, "kept"), { recursive: true });
    await writeFile(join(input, "tickets-2.csv"), `${second.join("\n")}\n`);
    expect(await huiyin("2026-03-01T02:00:00Z", "pull", ...common)).toMatchObject({ code: 0 });
    for (const verb of ["transform", "publish"]) {
      const done = await huiyin("2026-03-01T02:00:00Z", verb, "--workspace", join(folder, "workspace"));
      expect(done).toMatchObject({ code: 0 });
    }
    runs = (await readRuns(await openWorkspace(join(folder, "workspace")))).flatMap(({ manifest, run_id }) =>
      manifest === undefined ? [] : [run_id],
    );
  });

  const again = (...argv: string[]) =>
    huiyin("2026-04-01T02:00:00Z", "transform", "--workspace", join(folder, "workspace"), ...argv);
  const now = "2026-04-01T02:00:00Z";

  test("the manifest says what the numbers rest on", async () => {
    expect((await manifestOf(join(folder, "kept"))).basis).toEqual({
      sequence: 1,
      loads: 1,
      newest_event_at: "2026-01-20T01:00:00.000Z",
      files: {},
    });
    expect((await manifestOf(join(folder, "workspace", "published"))).basis).toMatchObject({
      sequence: 2,
      loads: 2,
      newest_event_at: "2026-02-09T01:00:00.000Z",
    });
  });

  test("a run is made again byte for byte, and the workspace stays as it is", async () => {
    const before = await bytesOf(join(folder, "workspace", "published"));
    const out = join(folder, "again");
    const { code, said } = await huiyin(
      now,
      "rebuild",
      runs[0] ?? "",
      "--workspace",
      join(folder, "workspace"),
      "--out",
      out,
    );
    expect(said).toContain("published/ is the same, byte for byte");
    expect(code).toBe(0);
    expect(await bytesOf(join(out, "published"))).toEqual(await bytesOf(join(folder, "kept")));
    expect(await bytesOf(join(folder, "workspace", "published"))).toEqual(before);
  });

  test("by event time: the day as it is known now", async () => {
    expect(await again("--as-of", "2026-01-31")).toMatchObject({ code: 0 });
    expect(await ticketIds(join(folder, "workspace"), now)).toEqual(["A", "B", "C"]);
  });

  test("by landing time: the day as it was known then", async () => {
    expect(await again("--as-of", "2026-01-31", "--known-at", "2026-02-01T12:00")).toMatchObject({ code: 0 });
    expect(await ticketIds(join(folder, "workspace"), now)).toEqual(["A", "B"]);
    const published = await huiyin(now, "publish", "--workspace", join(folder, "workspace"));
    expect(published).toMatchObject({ code: 0 });
    expect(await bytesOf(join(folder, "workspace", "published"))).toEqual(await bytesOf(join(folder, "kept")));
  });

  test("before anything had landed there is nothing to count", async () => {
    const { code, said } = await again("--known-at", "2026-01-31");
    expect(code).toBe(2);
    expect(said).toContain("Nothing had landed by 2026-01-31.");
  });

  test("a run that is not in the ledger and a policy that is another are refused by name", async () => {
    const workspace = join(folder, "workspace");
    const out = join(folder, "refused");
    const unknown = await huiyin(now, "rebuild", "2026-01-01-000000", "--workspace", workspace, "--out", out);
    expect(unknown.code).toBe(2);
    expect(unknown.said).toContain('has published no run "2026-01-01-000000"');
    expect(unknown.said).toContain(runs[0]);
    await appendFile(join(workspace, "targets.yaml"), "- {metric: nps, target: 40, since: 2026-01-01}\n");
    const other = await huiyin(now, "rebuild", runs[0] ?? "", "--workspace", workspace, "--out", out);
    expect(other.code).toBe(2);
    expect(other.said).toContain("targets.yaml is not what it was");
  });
});
