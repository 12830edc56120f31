import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { landedLoads, loadFolder, partFile } from "../../pipelines/landing.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { pull } from "../../pipelines/pull.ts";
import { run } from "../../pipelines/run.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const canary = "canary-of-the-outside";
let root: string;
let folder: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-paths-"));
  engine = await openDuckdb({ threads: 1, memoryLimit: "300MB" });
});
afterAll(async () => {
  await engine?.close();
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, "case-"));
  for (const name of ["in", "out"]) await mkdir(join(folder, name));
  await put("out/tickets.csv", `ticket_id,created_at,description\n${canary},2026-01-01,${canary}\n`);
  await put("out/mapping.yaml", `files: {"${canary}.csv": {entity: ${canary}}}\n`);
});

const put = (path: string, content: string | Uint8Array) => writeFile(join(folder, path), content);
const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables: {} };

async function pulled(input = join(folder, "in")): Promise<string[]> {
  const workspace = await openWorkspace(join(folder, "data"));
  await pull({ engine, workspace, input, env });
  const parts = (await landedLoads(workspace)).map((load) => literal(join(loadFolder(workspace, load), partFile)));
  const rows = await engine.query<{ ticket_id: string }>(`SELECT ticket_id FROM read_parquet([${parts.join(", ")}])`);
  return rows.map(({ ticket_id }) => ticket_id);
}

describe("a link that leads out of the input folder is refused", () => {
  const own = "ticket_id,created_at\nT1,2026-01-01\n";
  test.each([
    ["to a file", () => symlink(join(folder, "out/tickets.csv"), join(folder, "in/tickets.csv"))],
    ["relative", () => symlink("../out/tickets.csv", join(folder, "in/tickets.csv"))],
    [
      "over another link",
      async () => {
        await symlink("../out/tickets.csv", join(folder, "in/first.csv"));
        await symlink("first.csv", join(folder, "in/tickets.csv"));
      },
    ],
    [
      "packed",
      async () => {
        await put("out/tickets.csv.gz", gzipSync(own));
        await symlink("../out/tickets.csv.gz", join(folder, "in/tickets.csv.gz"));
      },
    ],
    [
      "to a folder whose name begins alike",
      async () => {
        await mkdir(join(folder, "in-not"));
        await put("in-not/tickets.csv", own);
        await symlink("../in-not/tickets.csv", join(folder, "in/tickets.csv"));
      },
    ],
    [
      "as mapping.yaml, whose text no message quotes",
      () => symlink("../out/mapping.yaml", join(folder, "in/mapping.yaml")),
    ],
  ])("%s", async (_, make) => {
    await put("in/visits.csv", "visit_id,ticket_id\nV1,T1\n");
    await make();
    const failure = await pulled().then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.message).toMatch(/is a link that leads out of the input folder/);
    expect(String(failure?.stack)).not.toContain(canary);
  });

  test("to a folder: what is in it is not read", async () => {
    await put("in/tickets.csv", own);
    await symlink("../out", join(folder, "in/more"));
    expect(await pulled()).toEqual(["T1"]);
  });

  test.each(["/dev/zero", "/proc/self/environ", "/dev/stdin"])("to %s", async (path) => {
    await symlink(path, join(folder, "in/tickets.csv"));
    await expect(pulled()).rejects.toThrow(/leads out of the input folder|does not exist/);
  });
});

test.each([
  "../out/tickets.csv",
  "in/../../out/*.csv",
  "/etc/*.csv",
  "~/*.csv",
  "C:/x.csv",
  "..\\out\\tickets.csv",
  "**/../../x.csv",
])("mapping.yaml names no file outside: %s", async (glob) => {
  await put("in/mapping.yaml", `files: {${JSON.stringify(glob)}: {entity: tickets}}\n`);
  await expect(pulled()).rejects.toThrow(/leads out of the input folder/);
});

test("the mapping of a source and the files it writes are held to the same", async () => {
  const workspace = await openWorkspace(join(folder, "data"));
  const from = (fetch: (into: string) => Promise<unknown>, mapping?: string) =>
    pull({
      engine,
      workspace,
      sources: [
        {
          name: "crm",
          fetch: async ({ into }) => {
            await fetch(into);
            return {};
          },
          ...(mapping === undefined ? {} : { mapping }),
        },
      ],
      env,
    });
  await expect(from((into) => symlink(join(folder, "out/tickets.csv"), join(into, "tickets.csv")))).rejects.toThrow(
    "leads out of the input folder",
  );
  await expect(from(async () => undefined, 'files: {"../x.csv": {entity: tickets}}')).rejects.toThrow(
    "leads out of the input folder",
  );
});

test("an input folder may itself be a link, and a file in it one to another file in it", async () => {
  await put("in/tickets.csv", "ticket_id,created_at\nT1,2026-01-01\n");
  await symlink(join(folder, "in"), join(folder, "linked"));
  expect(await pulled(join(folder, "linked"))).toEqual(["T1"]);
  const ran = await run({ workspace: join(folder, "ran"), input: join(folder, "linked"), steps: ["pull"], env });
  expect(ran).toBe(0);
});

test("a file that becomes a link between the look at the folder and the reading is not followed out of it", async () => {
  await put("in/tickets.csv", "ticket_id,created_at\nT1,2026-01-01\n");
  await put("in/a.csv", "x\n");
  const workspace = await openWorkspace(join(folder, "data"));
  // Said after the folder was looked at and before the first file is read.
  const swap = async () => {
    await rename(join(folder, "in/tickets.csv"), join(folder, "in/was.txt"));
    await symlink(join(folder, "out/tickets.csv"), join(folder, "in/tickets.csv"));
  };
  let swapped: Promise<void> | undefined;
  const logger = {
    ...silentLogger,
    warn: () => {
      swapped ??= swap();
    },
  };
  const result = pull({ engine, workspace, input: join(folder, "in"), env: { ...env, logger } });
  await expect(result).rejects.toThrow(/is a link that leads out of the input folder|changed while/);
  await swapped;
});
