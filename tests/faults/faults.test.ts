import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { exists } from "../../pipelines/files.ts";
import { allLoads, registerLanding } from "../../pipelines/landing.ts";
import { readRuns } from "../../pipelines/ledger.ts";
import { readSteady } from "../../pipelines/steady.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { evidence } from "./evidence.ts";
import { writeInput } from "./input.ts";
import { finish, start } from "./process.ts";

const roots: string[] = [];
let root: string;
let input: string;
let place: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-faults-"));
  roots.push(root);
  input = join(root, "input");
  place = join(root, "workspace");
  await mkdir(input);
});
afterAll(() => Promise.all(roots.map((one) => rm(one, { recursive: true }))));

async function huiyin(verb: string, options: { workspace?: string; now?: () => Date } = {}) {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const from = verb === "pull" || verb === "run" ? ["--input", input] : [];
  const code = await main([verb, ...from, "--workspace", options.workspace ?? place], {
    logger: { info: () => {}, warn: say, error: say },
    write: () => {},
    variables: { HUIYIN_MEMORY: "500MB" },
    now: options.now ?? (() => new Date("2026-11-20T00:00:00Z")),
  });
  return { code, said: said.join("\n") };
}

const header = "ticket_id,created_at,description";
const rows = (n: number) => Array.from({ length: n }, (_, i) => `T${i},2026-01-05 09:00,${"x".repeat(60)}${i * 7919}`);
const put = (name: string, content: string | Buffer) => writeFile(join(input, name), content);

describe("a disk", () => {
  const canMount = (() => {
    try {
      const probe = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe], { stdio: "ignore" });
      execFileSync("umount", [probe]);
      return true;
    } catch {
      return false;
    }
  })();

  test.skipIf(!canMount)(
    "that is full is said, and what was there stays; with room again the same comes out (needs the right to mount)",
    async () => {
      await put("tickets.csv", `${[header, ...rows(6_000)].join("\n")}\n`);
      await put("visits.csv", "visit_id,ticket_id,arrived_at\nV1,T1,2026-01-06 10:00\n");
      const disk = join(root, "disk");
      await mkdir(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=100k", "tmpfs", disk]);
      onTestFinished(() => void execFileSync("umount", [disk]));
      const workspace = join(disk, "workspace");
      const full = await huiyin("pull", { workspace });
      expect(full).toMatchObject({ code: 2, said: expect.stringMatching(/^The disk is full/m) });
      expect(full.said).toContain("Then run again: nothing is lost, and what was published stays as it was.");
      execFileSync("mount", ["-o", "remount,size=50m", disk]);
      expect(await huiyin("pull", { workspace })).toMatchObject({ code: 0 });
      expect(await huiyin("pull")).toMatchObject({ code: 0 });
      expect(await evidence(workspace)).toEqual(await evidence(place));
    },
  );
  test.skipIf(!canMount)("that may only be read is said, with exit code 2 (needs the right to mount)", async () => {
    await put("tickets.csv", `${header}\nT1,2026-01-05 09:00,x\n`);
    const disk = join(root, "disk");
    await mkdir(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", disk]);
    onTestFinished(() => void execFileSync("umount", [disk]));
    const within = await huiyin("pull", { workspace: disk });
    expect(within).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^A file or folder may not be written at \//),
    });
    const beside = await huiyin("pull", { workspace: join(disk, "workspace") });
    expect(beside).toMatchObject({ code: 2, said: expect.stringMatching(/^The workspace \/.* cannot be made/) });
  });
  if (!canMount)
    process.stderr.write("SKIPPED: full and read-only disks are not tried, as nothing can be mounted here\n");

  test.each(["ENOSPC", "EIO"])(
    "that fails (%s) at any point of a pull leaves the next one to make up for it",
    async (code) => {
      await writeInput(input, { from: 0, to: 20 });
      const points = ["landing-parquet", "quarantine", "landing-manifest", "ledger"];
      for (const point of code === "EIO" ? points : points.slice(1, 3)) {
        const ended = await finish(["pull", "--input", input, "--workspace", place, "--quiet"], {
          HUIYIN_FAILPOINT: `${point}=${code}`,
        });
        expect(ended).toMatchObject({
          code: 2,
          said: expect.stringContaining(code === "EIO" ? "The disk failed" : "The disk is full"),
        });
      }
      expect(await huiyin("pull")).toMatchObject({ code: 0 });
      expect(await huiyin("pull", { workspace: join(root, "undisturbed") })).toMatchObject({ code: 0 });
      expect(await evidence(place)).toEqual(await evidence(join(root, "undisturbed")));
    },
  );
});

describe("files that are not whole", () => {
  test("a file that grows while it is read is waited for", async () => {
    const path = join(input, "tickets.csv");
    await put("tickets.csv", "1");
    let readings = 0;
    const seen = await readSteady({ path: "tickets.csv", absolute: path, format: "csv" }, async (check) => {
      readings += 1;
      const text = await readFile(path, "utf8");
      if (readings === 1) await appendFile(path, "2");
      await check();
      return text;
    });
    expect([readings, seen]).toEqual([2, "12"]);
  });

  test("one that never comes to rest, or is gone, is told with exit code 3", async () => {
    const path = join(input, "tickets.csv");
    const file = { path: "tickets.csv", absolute: path, format: "csv" } as const;
    await put("tickets.csv", "1");
    const grow = () =>
      readSteady(file, async () => {
        await appendFile(path, "2");
        throw new Error("half a line");
      });
    await expect(grow()).rejects.toMatchObject({
      exitCode: 3,
      message: "tickets.csv is still being written: 3 bytes when its reading began, 4 now; wanted a finished file.",
    });
    await expect(readSteady(file, () => rm(path))).resolves.toBeUndefined();
    await expect(readSteady(file, async () => {})).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("is gone"),
    });
  });

  test("a packed file that is cut and a Parquet file without its end are named; what was loaded before them stays", async () => {
    const packed = gzipSync(`${[header, ...rows(500)].join("\n")}\n`);
    await put("feedback.csv", "feedback_id,created_at,text\nF1,2026-01-05 09:00,很好\n");
    await put("tickets.csv.gz", packed.subarray(0, packed.length - 200));
    const cut = await huiyin("pull");
    expect(cut).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^tickets\.csv\.gz cannot be unpacked: .*cut short/),
    });
    await rm(join(input, "tickets.csv.gz"));
    await put("tickets.parquet", Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(5_000)]));
    expect(await huiyin("pull")).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^tickets\.parquet cannot be read as Parquet/),
    });
    const loads = await allLoads(await openWorkspace(place), Number.POSITIVE_INFINITY);
    expect(loads.map(({ source, loaded }) => [source, loaded])).toEqual([["feedback.csv", 1]]);
  });

  test("a last line that may be cut in its key waits until the file has grown or rested; cut elsewhere it gives way", async () => {
    const ids = async () => {
      const engine = await openDuckdb();
      await registerLanding(engine, await openWorkspace(place));
      const rows = await engine.query<{ id: string }>(
        "SELECT ticket_id || ' ' || description AS id FROM landing_tickets",
      );
      await engine.close();
      return rows.map(({ id }) => id).sort();
    };
    const pulled = async (content: string, age = 0) => {
      await put("tickets.csv", content);
      const written = new Date(Date.UTC(2026, 10, 20) - age * 1_000);
      await utimes(join(input, "tickets.csv"), written, written);
      expect((await huiyin("pull")).code).toBe(0);
      return await ids();
    };
    const inKey = "created_at,description,ticket_id\n2026-01-05 09:00,a,T1\n2026-01-05 09:00,b,T2";
    expect(await pulled(inKey, 5)).toEqual(["T1 a"]);
    const [load] = await allLoads(await openWorkspace(place), Number.POSITIVE_INFINITY);
    expect(load).toMatchObject({ read: 2, loaded: 1, quarantined: 1, balanced: true });
    expect(load?.rules).toEqual([{ rule: "cut_line", action: "quarantine", rows: 1 }]);
    // It grew: what was cut is whole, and the next is cut in its turn.
    expect(await pulled(`${inKey}34\n2026-01-05 09:00,c,T`, 5)).toEqual(["T1 a", "T234 b"]);
    // It rested: this is all there is.
    expect(await pulled(`${inKey}34\n2026-01-05 09:00,c,T`, 61)).toEqual(["T c", "T1 a", "T234 b"]);
    expect((await huiyin("pull")).code).toBe(0);
    expect(await allLoads(await openWorkspace(place), Number.POSITIVE_INFINITY)).toHaveLength(3);
    // Where the key is whole, the row counts until a whole one comes.
    await rm(place, { recursive: true });
    expect(await pulled("ticket_id,created_at,description\nT1,2026-01-05 09:00,in hal", 5)).toEqual(["T1 in hal"]);
    expect(await pulled("ticket_id,created_at,description\nT1,2026-01-05 09:00,in half\n", 5)).toEqual(["T1 in half"]);
  });

  test("a file whose name begins with a dot is left alone until it is renamed", async () => {
    await put("feedback.csv", "feedback_id,created_at,text\nF1,2026-01-05 09:00,很好\n");
    await put(".tickets.csv", "ticket_id,created_at\nT1,2026-");
    expect(await huiyin("pull")).toEqual({ code: 0, said: "" });
  });
});

test("a wall clock that is set back between runs and within one changes no order and gives no negative time", async () => {
  await put("tickets-1.csv", `${header}\nT1,2026-01-05 09:00,first\n`);
  expect((await huiyin("pull")).code).toBe(0);
  await put("tickets-2.csv", `${header}\nT1,2026-01-05 09:00,second\n`);
  let hours = 0;
  const now = () => new Date(Date.UTC(2026, 10, 1) - 3_600_000 * hours++);
  expect((await huiyin("pull", { now })).code).toBe(0);
  const workspace = await openWorkspace(place);
  const loads = await allLoads(workspace, Number.POSITIVE_INFINITY);
  expect(loads.map(({ source, loaded_at }) => [source, loaded_at])).toEqual([
    ["tickets-1.csv", "2026-11-20T00:00:00.000Z"],
    ["tickets-2.csv", "2026-11-20T00:00:00.001Z"],
  ]);
  for (const { seconds, steps } of await readRuns(workspace)) {
    expect(Math.min(seconds, ...steps.map((step) => step.seconds))).toBeGreaterThanOrEqual(0);
  }
});

test("memory that runs out in the engine is told, and loses nothing", async () => {
  await writeInput(input, { from: 0, to: 20 });
  const variables = { HUIYIN_MEMORY: "4MB" };
  const ended = await finish(["pull", "--input", input, "--workspace", place, "--quiet"], variables);
  expect(ended).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^The engine came to the end of its memory, 3\.8 MiB\.\nHUIYIN_MEMORY gives it more/m),
  });
  expect(await huiyin("pull")).toMatchObject({ code: 0 });
});

describe("a signal", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s ends a run with a sentence, and leaves neither lock nor scratch files",
    async (signal) => {
      await put("tickets.csv", `${[header, ...rows(200_000)].join("\n")}\n`);
      const one = start(["pull", "--input", input, "--workspace", place]);
      while (!(await exists(join(place, ".tmp", "load"))) && one.child.exitCode === null) await wait(5);
      one.child.kill(signal);
      const ended = await one.ended;
      expect(ended.signal).toBe(signal);
      expect(ended.said).toContain(`Stopped by ${signal}. Nothing is lost: start the same command again.`);
      expect((await readdir(place)).filter((name) => name.startsWith("."))).toEqual([]);
      expect((await readRuns(await openWorkspace(place))).map(({ outcome }) => outcome)).toEqual(["killed"]);
    },
  );
});

test("of two runs at once, one works and the other ends with code 4", async () => {
  await put("tickets.csv", `${[header, ...rows(20_000)].join("\n")}\n`);
  const first = start(["pull", "--input", input, "--workspace", place, "--quiet"]);
  while (!(await exists(join(place, ".tmp", "load")))) await wait(5);
  expect(await huiyin("pull")).toMatchObject({
    code: 4,
    said: expect.stringMatching(/^Another run holds the workspace .*: process \d+ on /),
  });
  expect(await first.ended).toMatchObject({ code: 0 });
});
