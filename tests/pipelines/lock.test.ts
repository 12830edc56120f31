import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockWorkspace } from "../../pipelines/lock.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const workspace = async () => openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-lock-")));

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

  test("of a dead process is taken over", async () => {
    const one = await workspace();
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    await writeFile(one.path(".lock"), JSON.stringify({ pid, host: hostname() }));
    await (await lockWorkspace(one))();
  });

  test("of another host is respected", async () => {
    const one = await workspace();
    await writeFile(one.path(".lock"), JSON.stringify({ pid: 1, host: "elsewhere" }));
    await expect(lockWorkspace(one)).rejects.toThrow("process 1 on elsewhere");
  });
});
