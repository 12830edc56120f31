import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { registry } from "../../pipelines/metrics.ts";
import { definitionOf } from "../../pipelines/published/definitions.ts";
import { personalColumns, publishedTables, selectOf } from "../../pipelines/published/tables.ts";
import { readTargets, targetOn } from "../../pipelines/published/targets.ts";
import { openWorkspace, type Workspace } from "../../pipelines/workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-publish-")));
});

afterAll(() => rm(workspace.dir, { recursive: true }));

describe("targets", () => {
  const read = async (text: string) => {
    await writeFile(workspace.path("targets.yaml"), text);
    return readTargets(workspace, await registry());
  };

  test("the newest that holds on the day counts for the total, those of a slice for the slice", async () => {
    const found = await read(`
- {metric: nps, target: 40, since: 2024-01-01}
- {metric: nps, target: 60, since: 2027-01-01}
- {metric: nps, target: 50, since: 2026-01-01}
- {metric: first_time_fix_rate, slice: {category: washer}, target: 0.9, since: 2024-01-01}
`);
    expect(targetOn(found, "nps", "2026-10-31")).toBe(50);
    expect(targetOn(found, "nps", "2025-12-31")).toBe(40);
    expect(targetOn(found, "first_time_fix_rate", "2026-10-31")).toBeUndefined();
    expect(found.map(({ slice }) => slice)).toEqual([{}, { category: "washer" }, {}, {}]);
  });

  test("an empty file and a workspace without one have none", async () => {
    expect(await read("# nothing yet\n")).toEqual([]);
    await rm(workspace.path("targets.yaml"));
    expect(await readTargets(workspace, [])).toEqual([]);
  });

  test("what is wrong is named", async () => {
    await expect(read("- {metric: npss, target: 40, since: 2024-01-01}")).rejects.toThrow(
      'the metric "npss", which is not registered',
    );
    await expect(read("- {metric: time_to_restore, target: 40, since: 2024-01-01}")).rejects.toThrow(
      "several numbers; wanted one of time_to_restore_p50",
    );
    await expect(read("- {metric: nps, slice: {colour: red}, target: 4, since: 2024-01-01}")).rejects.toThrow(
      'slices nps by "colour"',
    );
    await expect(read("- {metric: nps, goal: 4, target: 4, since: 2024-01-01}")).rejects.toThrow("goal");
    await expect(read("- {metric: nps, target: high, since: 2024-01-01}")).rejects.toThrow("targets.yaml, 0.target");
  });

  test("a share in percent is refused with what to write, points and minutes may be large", async () => {
    await expect(read("- {metric: first_time_fix_rate, target: 86, since: 2024-01-01}")).rejects.toMatchObject({
      message: "targets.yaml sets first_time_fix_rate to 86, which is a share; wanted 0 to 1.",
      hint: "For 86 % write 0.86.",
    });
    await expect(read("- {metric: first_time_fix_rate, target: -0.1, since: 2024-01-01}")).rejects.toThrow("0 to 1");
    const text = `
- {metric: first_time_fix_rate, target: 1, since: 2024-01-01}
- {metric: first_response_time_p90, target: 120, since: 2024-01-01}
- {metric: nps, target: -5, since: 2024-01-01}
`;
    expect((await read(text)).map(({ target }) => target)).toEqual([1, 120, -5]);
  });
});

test("published tables leave out what names a person, and say their rows in a total order", async () => {
  const engine = await openDuckdb({ threads: 1 });
  await engine.execute(
    `CREATE TABLE fct_things AS SELECT * FROM (VALUES (2, CAST(NULL AS DATE), 'k2', 'SN2', 'b', 'hello'), (1, NULL, 'k1', 'SN1', 'a', 'bye'))
     AS t(thing_id, seen_on, customer_key, serial, model, text)`,
  );
  await engine.execute("CREATE TABLE int_hidden AS SELECT 1 AS x");
  const models = [{ name: "fct_things", grain: ["thing_id"] }];
  const tables = await publishedTables(engine, models, "nowhere");
  expect(tables).toEqual([
    {
      name: "fct_things",
      columns: ["thing_id", "seen_on", "model"],
      order: ["thing_id"],
      empty: new Map([["seen_on", "DATE"]]),
      files: [],
      isCut: false,
    },
  ]);
  const [table] = tables;
  const select = table === undefined ? "" : selectOf(table);
  expect(await engine.query(select)).toEqual([
    { thing_id: 1, seen_on: null, model: "a" },
    { thing_id: 2, seen_on: null, model: "b" },
  ]);
  expect(await engine.query(`SELECT typeof(seen_on) AS type FROM (${select}) AS things LIMIT 1`)).toEqual([
    { type: "DATE" },
  ]);
  await engine.close();
});

test("every field the contract calls personal is kept back", () => {
  for (const name of ["customer_key", "serial", "description", "text", "comment", "reply_text", "asset_key"]) {
    expect(personalColumns.has(name), name).toBe(true);
  }
  expect(personalColumns.has("ticket_id")).toBe(false);
});

test("a definition carries its series and the SQL that people can read", async () => {
  const metrics = await registry();
  const metric = metrics.find(({ id }) => id === "first_response_time");
  expect(metric).toBeDefined();
  if (!metric) return;
  const definition = definitionOf(metric);
  expect(definition.series.map(({ id }) => id)).toEqual([50, 80, 90, 95].map((p) => `first_response_time_p${p}`));
  expect(definition.sql).toContain("FROM fct_tickets");
});
