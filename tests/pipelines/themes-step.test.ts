import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPipeline } from "../../pipelines/pipeline.ts";
import { type Bench, known, type Made, openBench, type Said, type Topic, texts } from "./themes-fixture.ts";

const first: readonly Said[] = known.flatMap((topic) => texts(topic, 30, "2026-03-01"));

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Themes of the texts of a topic, most frequent first. */
function themesOf(made: Made, topic: Topic): (string | null)[] {
  const counts = new Map<string | null, number>();
  for (const row of made.mart_theme_assignments ?? []) {
    if (!String(row.text_id).startsWith(`ticket:${topic}`)) continue;
    const id = row.theme_id as string | null;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

const idsOf = (made: Made) =>
  new Map(made.mart_theme_assignments?.map((row) => [row.text_id as string, row.theme_id as string | null]));
const filesOf = async (folder: string) =>
  (await readdir(bench.workspace.path("themes", folder)).catch(() => [])).sort();

describe("a first run", () => {
  test("gives every text a row, names themes by birth and counts what it leaves", async () => {
    const silent = { id: "ticket:silent", on: "2026-03-01", clauses: [[]] };
    const made = await bench.run([...first, silent], "2026-03-31");
    expect(made.mart_theme_assignments).toHaveLength(121);
    expect(made.mart_theme_assignments?.find(({ text_id }) => text_id === "ticket:silent")).toMatchObject({
      theme_id: null,
      reason: "no_words",
      is_counted: true,
      is_primary: false,
    });
    const tops = known.map((topic) => themesOf(made, topic)[0]);
    expect(new Set(tops).size).toBe(4);
    expect(tops).not.toContain(null);
    const ids = made.dim_themes?.filter(({ is_parent }) => !is_parent).map(({ theme_id }) => theme_id);
    expect(ids).toEqual(ids?.map((_, i) => `T${String(i + 1).padStart(4, "0")}`));
    const [run] = made.mart_theme_runs ?? [];
    expect(run).toMatchObject({ texts: 121, clauses: 121 });
    expect(Number(run?.assigned_texts) + Number(run?.unassigned_texts)).toBe(121);
    expect(made.mart_theme_events?.every(({ kind }) => kind === "born")).toBe(true);
  });

  test("says which theme came next, and which clauses tell of a danger", async () => {
    const made = await bench.run(first, "2026-03-31");
    const rows = made.mart_theme_assignments ?? [];
    const ids = new Set(made.dim_themes?.filter(({ is_parent }) => !is_parent).map(({ theme_id }) => theme_id));
    const assigned = rows.filter(({ reason }) => reason === "assigned");
    expect(assigned.length).toBeGreaterThan(60);
    for (const { theme_id, runner_up_id } of assigned) {
      expect(ids.has(runner_up_id)).toBe(true);
      expect(runner_up_id).not.toBe(theme_id);
    }
    expect(rows.filter(({ theme_id, runner_up_id }) => theme_id === null && runner_up_id !== null)).toEqual([]);
    const dangers = rows.filter(({ is_safety }) => is_safety === true);
    expect(dangers.length).toBeGreaterThan(0);
    expect(dangers.every(({ clause }) => String(clause).includes("霜"))).toBe(true);
  });

  test("with too few texts finds nothing and says so, until there are enough", async () => {
    const few = await bench.run(first.slice(0, 20), "2026-03-10");
    expect(few.dim_themes).toEqual([]);
    expect(few.mart_theme_runs?.[0]).toMatchObject({ assigned_texts: 0, unassigned_texts: 20, space_id: null });
    const more = await bench.run(first, "2026-03-31");
    expect(more.mart_theme_runs?.[0]?.assigned_texts).toBeGreaterThan(90);
  });

  test("without any text makes empty tables and keeps nothing", async () => {
    const made = await bench.run([], "2026-03-31");
    expect(made.dim_themes).toEqual([]);
    expect(made.mart_theme_assignments).toEqual([]);
    expect(made.mart_theme_runs).toMatchObject([{ texts: 0, state: null }]);
    expect(await filesOf("states")).toEqual([]);
  });

  test("does not depend on the order of the texts", async () => {
    const one = await bench.run(first, "2026-03-31");
    const [name = ""] = await filesOf("states");
    await rm(bench.workspace.path("themes"), { recursive: true });
    expect(await bench.run([...first].reverse(), "2026-03-31")).toEqual(one);
    expect(await filesOf("states")).toEqual([name]);
  });
});

describe("a later run", () => {
  const more = known.flatMap((topic) => texts(topic, 4, "2026-04-10", 30));

  test("again changes nothing, and writes nothing", async () => {
    const one = await bench.run(first, "2026-03-31");
    const [name = ""] = await filesOf("states");
    const before = await stat(bench.workspace.path("themes", "states", name));
    expect(await bench.run(first, "2026-03-31")).toEqual(one);
    expect((await stat(bench.workspace.path("themes", "states", name))).ino).toBe(before.ino);
  });

  test("keeps the theme of every clause, and adds a state without new bytes", async () => {
    const old = idsOf(await bench.run(first, "2026-03-31"));
    const now = idsOf(await bench.run([...first, ...more], "2026-04-15"));
    expect([...old].filter(([id, theme]) => now.get(id) !== theme)).toEqual([]);
    expect((await filesOf("states")).length).toBe(2);
    expect((await filesOf("spaces")).length).toBe(1);
    expect((await filesOf("anchors")).length).toBe(1);
  });

  test("with nothing new bears nothing; with something new one that lasts under its own id", async () => {
    await bench.run(first, "2026-03-31");
    const quiet = await bench.run([...first, ...more], "2026-04-15");
    expect(quiet.dim_themes?.filter(({ status }) => status === "emerging")).toEqual([]);
    const with5 = [...first, ...more, ...texts("pump", 30, "2026-05-05")];
    const loud = await bench.run(with5, "2026-05-10");
    const [born] = loud.dim_themes?.filter(({ status }) => status === "emerging") ?? [];
    const top = themesOf(loud, "pump")[0];
    expect(top).toBe(born?.theme_id);
    expect(loud.mart_theme_events?.filter(({ kind }) => kind === "emerging")).toMatchObject([{ theme_id: top }]);
    const later = await bench.run([...with5, ...texts("pump", 8, "2026-07-20", 30)], "2026-07-31");
    expect(themesOf(later, "pump")[0]).toBe(top);
    expect(later.dim_themes?.find(({ theme_id }) => theme_id === top)).toMatchObject({ status: "active" });
  });

  test("of an earlier day goes by the themes known now and adds none; a named state is gone by alone", async () => {
    const march = await bench.run(first, "2026-03-31");
    const states = await filesOf("states");
    await bench.run([...first, ...more, ...texts("pump", 16, "2026-05-05")], "2026-05-10");
    const now = await filesOf("states");
    expect(now.length).toBe(2);
    await bench.run(first, "2026-04-01");
    expect(await filesOf("states")).toEqual(now);
    const name = (states[0] as string).slice(0, -".json".length);
    expect(await bench.run(first, "2026-03-31", name)).toEqual(march);
  });

  test("after one was killed while it wrote sees the whole state before", async () => {
    const one = await bench.run(first, "2026-03-31");
    await writeFile(
      bench.workspace.path("themes", "states", ".000000-20260331T160000Z-first.json.1.tmp"),
      '{"format":',
    );
    expect(await bench.run(first, "2026-03-31")).toEqual(one);
  });
});

describe("texts in several themes", () => {
  test("count once in each, and have one primary", async () => {
    const both: Said = {
      id: "ticket:both",
      on: "2026-03-02",
      clauses: [
        texts("spin", 1, "")[0]?.clauses[0] ?? [],
        texts("spin", 2, "")[1]?.clauses[0] ?? [],
        texts("late", 1, "")[0]?.clauses[0] ?? [],
      ],
    };
    const made = await bench.run([...first, both], "2026-03-31");
    const rows = made.mart_theme_assignments?.filter(({ text_id }) => text_id === "ticket:both") ?? [];
    const themes = new Set(rows.map(({ theme_id }) => theme_id));
    expect(themes).toEqual(new Set([themesOf(made, "spin")[0], themesOf(made, "late")[0]]));
    expect(rows.filter(({ is_counted }) => is_counted).length).toBe(2);
    expect(rows.filter(({ is_primary }) => is_primary).map(({ theme_id }) => theme_id)).toEqual([
      themesOf(made, "spin")[0],
    ]);
  });
});

describe("quotes", () => {
  test("are withheld where fewer than three customers speak", async () => {
    const alone = first.map((text) => (text.id.startsWith("ticket:late") ? { ...text, customer: "one" } : text));
    const made = await bench.run(alone, "2026-03-31");
    const late = themesOf(made, "late")[0];
    const quoted = new Set(made.mart_theme_quotes?.map(({ theme_id }) => theme_id));
    expect(quoted.has(themesOf(made, "spin")[0])).toBe(true);
    expect(quoted.has(late)).toBe(false);
  });
});

describe("a rebase", () => {
  const grown = [...first, ...texts("pump", 40, "2026-05-05"), ...texts("late", 10, "2026-05-06", 30)];
  const rebase = async () => {
    const { proposeAnew } = await import("../../pipelines/themes/rebase.ts");
    return proposeAnew(bench.engine, bench.workspace);
  };
  const approve = (id: string) =>
    writeFile(
      bench.workspace.path("curation.yaml"),
      `- {id: r1, author: quality, date: 2026-05-20, reason: many new texts, approve: {rebase: ${id}}}\n`,
    );

  test("waits for approval, carries ids on, and is taken back by taking back the approval", async () => {
    const old = await bench.run(first, "2026-03-31");
    const before = await bench.run(grown, "2026-05-10");
    const { id, changes } = await rebase();
    expect(changes.filter(({ kind }) => kind === "keep").length).toBeGreaterThan(2);
    expect(await bench.run(grown, "2026-05-10")).toEqual(before);
    await approve(id);
    const after = await bench.run(grown, "2026-05-10");
    expect(after.mart_theme_runs?.[0]?.space_id).not.toBe(before.mart_theme_runs?.[0]?.space_id);
    for (const topic of known) expect(themesOf(after, topic)[0]).toBe(themesOf(old, topic)[0]);
    expect(themesOf(after, "pump")[0]).not.toBeNull();
    const ids = new Set(after.dim_themes?.map(({ theme_id }) => theme_id));
    expect(before.dim_themes?.filter(({ theme_id }) => !ids.has(theme_id))).toEqual([]);
    expect(after.mart_theme_events?.some(({ kind }) => kind === "rebase")).toBe(true);
    const merged = after.dim_themes?.filter(({ status }) => status === "merged") ?? [];
    expect(merged.filter(({ merged_into }) => !ids.has(merged_into as string))).toEqual([]);
    await rm(bench.workspace.path("curation.yaml"));
    expect(await bench.run(grown, "2026-05-10")).toEqual(before);
  });

  test("that nobody proposed is refused by name", async () => {
    await approve("0123456789ab");
    await expect(bench.run(first, "2026-03-31")).rejects.toThrow("approves the rebase 0123456789ab, which was never");
    await rm(bench.workspace.path("curation.yaml"));
  });
});

describe("a model that the pipeline brings", () => {
  const example = new URL("../../docs/bring-a-model.ts", import.meta.url).pathname;

  test("stands in for the space, is named in the state, and is wanted from then on", async () => {
    const { embedder } = (await loadPipeline(example)).settings;
    const made = await bench.run(first, "2026-03-31", undefined, embedder);
    expect(made.mart_theme_runs?.[0]).toMatchObject({ space_id: "hashed-character-pairs-1" });
    expect(new Set(known.map((topic) => themesOf(made, topic)[0])).size).toBe(4);
    expect(await filesOf("spaces")).toEqual([]);
    expect(await bench.run(first, "2026-03-31", undefined, embedder)).toEqual(made);
    await expect(bench.run(first, "2026-03-31")).rejects.toThrow(
      "The themes were found with the model hashed-character-pairs-1; the pipeline brings none.",
    );
  });

  test("that gives rows of another length is refused", async () => {
    const wrong = { id: "short", dim: 8, embed: () => new Float32Array(3) };
    await expect(bench.run(first, "2026-03-31", undefined, wrong)).rejects.toThrow(
      "The model short gave 3 numbers for",
    );
  });
});

test("a fault of one text in a hundred has its own theme beside a service theme of two thirds", async () => {
  const said = [
    ...texts("late", 560, "2026-03-01"),
    ...texts("price", 140, "2026-03-01"),
    ...texts("cold", 130, "2026-03-01"),
    ...texts("pump", 9, "2026-03-01"),
  ];
  const made = await bench.run(said, "2026-03-31");
  const [own] = themesOf(made, "pump");
  expect(own).not.toBeNull();
  expect(known.flatMap((topic) => themesOf(made, topic))).not.toContain(own);
});
