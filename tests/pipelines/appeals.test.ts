import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadAppeals } from "../../pipelines/appeals.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { keyedName, readHashKey } from "../../pipelines/hash-key.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

let workspace: Workspace;
let engine: DuckdbEngine;
beforeEach(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-appeals-")));
  engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
});
afterEach(async () => {
  await engine.close();
  await rm(workspace.dir, { recursive: true });
});

const given = (text: string) => writeFile(workspace.path("appeals.yaml"), text);

describe("appeals", () => {
  test("are read with ticket, reason, role and last day", async () => {
    await given(
      "- {ticket_id: 00123, reason: 道路塌方, by: 质量经理, until: 2026-12-31}\n- ticket_id: T2\n  reason: flood\n  by: manager\n",
    );
    await loadAppeals(engine, workspace);
    expect(await engine.query("SELECT * FROM input_appeals ORDER BY ticket_id")).toEqual([
      { ticket_id: "00123", reason: "道路塌方", by_role: "质量经理", until_date: "2026-12-31" },
      { ticket_id: "T2", reason: "flood", by_role: "manager", until_date: null },
    ]);
  });

  test("are none without the file or with an empty one", async () => {
    await loadAppeals(engine, workspace);
    await given("");
    await loadAppeals(engine, workspace);
    expect(await engine.query("SELECT * FROM input_appeals")).toEqual([]);
  });

  test.each([
    ["- {ticket_id: T1, reason: flood}", "appeals.yaml, 0.by"],
    ["- {ticket_id: T1, reason: flood, by: manager, until: soon}", "appeals.yaml, 0.until"],
    ["- {ticket_id: T1, reason: flood, by: manager, engineer: Li}", "appeals.yaml, 0"],
    ["- {ticket_id: T1, reason: a, by: b}\n- {ticket_id: T1, reason: c, by: d}", "names the ticket T1 twice"],
  ])("refuses %s", async (text, message) => {
    await given(text);
    await expect(loadAppeals(engine, workspace)).rejects.toThrow(message);
  });
});

describe("the key people are named under", () => {
  test("is made once, for its owner alone, and a given one stands in for it", async () => {
    const key = await readHashKey(workspace);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(workspace.path("hash.key"))).mode & 0o777).toBe(0o600);
    expect(await readHashKey(workspace)).toBe(key);
    expect(await readHashKey(workspace, "from elsewhere")).toBe("from elsewhere");
    expect((await readFile(workspace.path("hash.key"), "utf8")).trim()).toBe(key);
  });

  test("gives the same name to the same person, and none to be guessed from another key", () => {
    expect(keyedName("k", "E00001")).toBe(keyedName("k", "E00001"));
    expect(keyedName("k", "E00001")).not.toBe(keyedName("k", "E00002"));
    expect(keyedName("k", "E00001")).not.toBe(keyedName("other", "E00001"));
    expect(keyedName("k", "E00001")).toMatch(/^[0-9a-f]{12}$/);
  });
});
