import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import type { Failpoint } from "../../pipelines/failpoint.ts";
import { exists } from "../../pipelines/files.ts";
import { readRuns } from "../../pipelines/ledger.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";
import { filesOf } from "./evidence.ts";
import { finish, killAfter } from "./process.ts";
import { seeded } from "./seeded.ts";

const seed = Number(process.env.HUIYIN_SEED ?? 20261122);
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
  // Killed with a key just made, the next transform goes by that key and no other.
  const argv = ["transform", "--as-of", "2026-03-30", "--workspace", workspace.dir, "--quiet"];
  const killed = await finish(argv, { HUIYIN_FAILPOINT: "hash-key", HUIYIN_HASH_KEY: "" });
  expect(killed.signal, killed.said).toBe("SIGKILL");
  const key = () => readFile(workspace.path("hash.key"), "utf8");
  const made = await key();
  expect(made).toMatch(/^[0-9a-f]{64}\n$/);
  expect(await huiyin("transform", "--as-of", "2026-03-30")).toBe(0);
  expect(await key()).toBe(made);
  expect(await huiyin("publish")).toBe(0);
  expect(await readPublished()).toBe("2026-03-30");
  expect(await huiyin("transform", "--as-of", "2026-04-30")).toBe(0);
});

afterAll(() => rm(workspace.dir, { recursive: true }));

const publish = () => ["publish", "--workspace", workspace.dir, "--quiet"];

test("a publishing that is killed at any point leaves the old whole or the new whole, or the old put aside", async () => {
  const points: [Failpoint, string][] = [
    ["differences", "2026-03-30"],
    ["published-built", "2026-03-30"],
    ["published-swap", "put aside"],
    ["published-named", "2026-04-30"],
  ];
  for (const [point, wanted] of points) {
    const { signal, said } = await finish(publish(), { HUIYIN_FAILPOINT: point });
    expect(signal, `${point}: ${said}`).toBe("SIGKILL");
    const isAside = await exists(workspace.path(".published.old", "manifest.json"));
    expect(await readPublished().catch(() => (isAside ? "put aside" : "lost")), point).toBe(wanted);
  }
});

test("the next command clears up, and the ledger knows what had been published", async () => {
  expect(await huiyin("trace", "repeat_repair_rate")).toBe(0);
  expect(await readPublished()).toBe("2026-04-30");
  expect(await exists(workspace.path(".published.old"))).toBe(false);
  const runs = await readRuns(workspace);
  expect(runs.filter(({ outcome }) => outcome === "killed")).toHaveLength(5);
  const manifest = createHash("sha256").update(await readFile(join(workspace.published, "manifest.json")));
  expect(runs.filter((run) => run.manifest !== undefined).map(({ outcome }) => outcome)).toEqual(["done", "killed"]);
  expect(runs.at(-1)).toMatchObject({ outcome: "killed", manifest: manifest.digest("hex"), steps: [] });
});

test(`a publishing that is killed at random moments (seed ${seed}, HUIYIN_SEED sets it) leaves a whole`, async () => {
  const random = seeded(seed);
  const { code, said, milliseconds } = await finish(publish());
  expect(code, said).toBe(0);
  const undisturbed = await filesOf(workspace.published);
  for (let n = 0; n < 4; n++) {
    await killAfter(publish(), (0.4 + 0.6 * random()) * milliseconds);
    expect(await readPublished().catch(() => "between")).toMatch(/^2026-04-30$|^between$/);
  }
  expect(await huiyin("publish")).toBe(0);
  expect(await filesOf(workspace.published)).toEqual(undisturbed);
  expect((await readdir(workspace.dir)).filter((name) => /^\.(?!huiyin)/.test(name))).toEqual([]);
});

test("what docs/operate.md says to keep, restored into an empty folder, gives the same files", async () => {
  const page = await readFile(new URL("../../docs/operate.md", import.meta.url), "utf8");
  const table = page.split("## The workspace")[1]?.split("\n## ")[0] ?? "";
  const rows = table.split("\n").flatMap((line) => /^\| (`.*?) \|.*\| ([^|]+) \|$/.exec(line)?.slice(1) ?? []);
  const keep: string[] = [];
  for (let at = 0; at < rows.length; at += 2) {
    if (rows[at + 1] === "no") continue;
    keep.push(...(rows[at] ?? "").split(" ").map((name) => name.replaceAll(/[`/]/g, "")));
  }
  expect(keep).toEqual(expect.arrayContaining(["landing", "runs.jsonl", "hash.key", "themes", "sources"]));
  const before = await filesOf(workspace.published);
  const restored = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-restored-")));
  for (const name of keep) {
    if (await exists(workspace.path(name))) await cp(workspace.path(name), restored.path(name), { recursive: true });
  }
  const argv = ["--workspace", restored.dir, "--quiet"];
  const transformed = await finish(["transform", "--as-of", "2026-04-30", ...argv]);
  expect(transformed.code, transformed.said).toBe(0);
  expect((await finish(["publish", ...argv])).code).toBe(0);
  expect(await filesOf(restored.published)).toEqual(before);
  await rm(restored.dir, { recursive: true });
});
