import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

const bin = fileURLToPath(new URL("../../bin/huiyin.mjs", import.meta.url));
let workspace: Workspace;

const huiyin = (...argv: string[]) =>
  main([...argv, "--workspace", workspace.dir, "--quiet"], { variables: { HUIYIN_MEMORY: "500MB" } });

/** As a reader does it: the manifest first, then every file it names. Returns the as-of all of them belong to. */
async function readPublished(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(workspace.published, "manifest.json"), "utf8")) as {
    as_of: string;
    files: { path: string; sha256: string }[];
  };
  for (const { path, sha256 } of manifest.files) {
    const bytes = await readFile(join(workspace.published, path));
    expect(createHash("sha256").update(bytes).digest("hex"), path).toBe(sha256);
  }
  const files = manifest.files.map(({ path }) => path);
  expect((await readdir(workspace.published)).sort()).toEqual([...files, "manifest.json"].sort());
  return manifest.as_of.slice(0, 10);
}

beforeAll(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-publish-killed-")));
  const input = workspace.path("input");
  await mkdir(input);
  const rows = Array.from({ length: 40 }, (_, i) => `T${i},2026-01-${10 + (i % 20)} 09:00,repair`);
  await writeFile(join(input, "tickets.csv"), `ticket_id,created_at,type\n${rows.join("\n")}\n`);
  expect(await huiyin("pull", "--input", input)).toBe(0);
  expect(await huiyin("transform", "--as-of", "2026-03-30")).toBe(0);
  expect(await huiyin("publish")).toBe(0);
  expect(await readPublished()).toBe("2026-03-30");
  expect(await huiyin("transform", "--as-of", "2026-04-30")).toBe(0);
});

afterAll(() => rm(workspace.dir, { recursive: true }));

test("a publishing that is killed, wherever it was, leaves what was published before", async () => {
  for (const written of [1, 3, 6]) {
    const child = spawn(process.execPath, [bin, "publish", "--workspace", workspace.dir, "--quiet"], {
      stdio: "ignore",
    });
    const ended = new Promise((done) => child.on("exit", done));
    const unfinished = () => readdir(join(workspace.temporary, "published")).catch(() => []);
    while (child.exitCode === null && (await unfinished()).length < written) await wait(1);
    child.kill("SIGKILL");
    await ended;
    expect(await unfinished(), `killed after ${written} files`).not.toEqual([]);
    expect(await readPublished()).toBe("2026-03-30");
    await rm(join(workspace.temporary, "published"), { recursive: true });
  }
});

test("a run killed while the folders change places is made up for by the next, whatever it does", async () => {
  await rename(workspace.published, workspace.path(".published.old"));
  expect(await huiyin("transform", "--as-of", "2026-04-30")).toBe(0);
  expect(await readPublished()).toBe("2026-03-30");
});

test("the next publishing shows its own numbers and leaves nothing else behind", async () => {
  await mkdir(join(workspace.temporary, "published"), { recursive: true });
  await writeFile(join(workspace.temporary, "published", "fct_of_a_killed_run.parquet"), "half");
  await mkdir(workspace.path(".published.old"));
  expect(await huiyin("publish")).toBe(0);
  expect(await readPublished()).toBe("2026-04-30");
  expect((await readdir(workspace.dir)).filter((name) => name.startsWith(".published"))).toEqual([]);
  expect(await readdir(workspace.temporary)).not.toContain("published");
});
