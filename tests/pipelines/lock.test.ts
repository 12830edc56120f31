import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRuns } from "../../pipelines/ledger.ts";
import { lockWorkspace } from "../../pipelines/lock.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const workspace = async () => openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-lock-")));
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("workspace lock", () => {
  test("is held once, and free after release", async () => {
    const one = await workspace();
    const release = await lockWorkspace(one);
    await expect(lockWorkspace(one)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await release();
    expect(await readdir(one.dir)).toEqual([]);
    await (await lockWorkspace(one))();
  });

  test("of a dead process is taken over, by one alone, and the ledger says that its run was killed", async () => {
    const one = await workspace();
    const at = "2026-11-20T02:00:00.000Z";
    await writeFile(one.path(".lock"), JSON.stringify({ pid: deadPid(), host: hostname(), began: "", at }));
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => lockWorkspace(one)));
    const taken = attempts.filter(({ status }) => status === "fulfilled");
    expect(taken).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === "fulfilled") await attempt.value();
      else expect(attempt.reason).toMatchObject({ exitCode: 4 });
    }
    expect(await readRuns(one)).toMatchObject([{ started_at: at, outcome: "killed", steps: [] }]);
    expect(await readdir(one.dir)).toEqual(["runs.jsonl"]);
  });

  test("of an earlier process with the number of one that runs is taken over", async () => {
    const one = await workspace();
    const at = "2026-11-20T02:00:00.000Z";
    for (const pid of [process.pid, process.ppid]) {
      await writeFile(one.path(".lock"), JSON.stringify({ pid, host: hostname(), began: "another boot 1", at }));
      await (await lockWorkspace(one))();
    }
  });

  test("of another host is respected", async () => {
    const one = await workspace();
    await writeFile(one.path(".lock"), JSON.stringify({ pid: 1, host: "elsewhere" }));
    await expect(lockWorkspace(one)).rejects.toThrow("process 1 on elsewhere");
  });

  test("of an earlier version, which says less, is taken over too and leaves no record that says nothing", async () => {
    const one = await workspace();
    await writeFile(one.path(".lock"), JSON.stringify({ pid: deadPid(), host: hostname() }));
    await (await lockWorkspace(one))();
    expect(await readRuns(one)).toEqual([]);
  });

  test("taken, what killed runs left unfinished is gone, and nothing else", async () => {
    const one = await workspace();
    const load = one.path("landing", "tickets", "0123456789abcdef");
    await mkdir(load, { recursive: true });
    await mkdir(one.path("quarantine", "tickets"), { recursive: true });
    await mkdir(one.path(".tmp", "load"), { recursive: true });
    await mkdir(one.path(".published.old"));
    await writeFile(join(load, "manifest.json"), "{}");
    const stale = [".hash.key.4711.tmp", "landing/tickets/0123456789abcdef/.manifest.json.4711.tmp"];
    const uncounted = "quarantine/tickets/fedcba9876543210.jsonl";
    const kept = ["calendar.csv", ".mine.tmp", "quarantine/tickets/0123456789abcdef.jsonl"];
    for (const path of [...stale, uncounted, ...kept]) await writeFile(one.path(path), "content");
    await (await lockWorkspace(one))();
    expect((await readdir(one.dir)).sort()).toEqual(
      [".mine.tmp", "calendar.csv", "landing", "published", "quarantine"].sort(),
    );
    expect(await readdir(load)).toEqual(["manifest.json"]);
    expect(await readdir(one.path("quarantine", "tickets"))).toEqual(["0123456789abcdef.jsonl"]);
    expect(await readFile(one.path("calendar.csv"), "utf8")).toBe("content");
  });
});
