import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Env } from "../../pipelines/env.ts";
import { registerLanding } from "../../pipelines/landing.ts";
import { type PullResult, pull } from "../../pipelines/pull.ts";
import { type Reject, readQuarantine } from "../../pipelines/quarantine.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

/** An input folder, a workspace and an engine of a test's own. */
export interface Bench {
  input: string;
  workspace: Workspace;
  engine: DuckdbEngine;
  /** What was said to people. */
  heard: string[];
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  pull(): Promise<PullResult["loads"]>;
  /** Rows of a query over the landing as it now stands. */
  rows<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  rejects(load: { entity: string; load_id: string }): Promise<Reject[]>;
  bytes(path: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function makeBench(): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), "huiyin-landing-"));
  const input = join(root, "input");
  await mkdir(input);
  const workspace = await openWorkspace(join(root, "workspace"));
  const engine = await openDuckdb({ memoryLimit: "500MB", threads: 1 });
  const heard: string[] = [];
  const say = (message: string) => void heard.push(message);
  const env: Env = {
    logger: { info: say, warn: say, error: say },
    now: () => new Date("2026-11-20T00:00:00Z"),
    write: () => {},
    variables: {},
  };
  return {
    input,
    workspace,
    engine,
    heard,
    async write(path, content) {
      await mkdir(dirname(join(input, path)), { recursive: true });
      await writeFile(join(input, path), content);
    },
    remove: (path) => rm(join(input, path)),
    async pull() {
      return (await pull({ engine, workspace, input, env })).loads;
    },
    async rows(sql) {
      await registerLanding(engine, workspace);
      return engine.query(sql);
    },
    rejects: ({ entity, load_id }) => readQuarantine(workspace, entity, load_id),
    bytes: (path) => readFile(join(input, path)),
    async close() {
      await engine.close();
      await rm(root, { recursive: true });
    },
  };
}

type Count = "read" | "loaded" | "quarantined" | "superseded";

/** The four numbers every load is held against. */
export const counts = ({ read, loaded, quarantined, superseded }: Record<Count, number>) => ({
  read,
  loaded,
  quarantined,
  superseded,
});
