import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countedHistory } from "../../pipelines/landing.ts";
import { defineSource } from "../../sources/source.ts";
import { type Bench, counts, makeBench } from "./landing-folder.ts";
import { pullFrom, scripted } from "./source-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const tickets = (...rows: string[]) =>
  `ticket_id,created_at,description,gone\n${rows.map((row) => `${row.replace(" ", ",2026-01-01,")}\n`).join("")}`;
const landed = async () =>
  (await bench.rows<{ t: string }>("SELECT ticket_id || ' ' || description AS t FROM landing_tickets ORDER BY 1")).map(
    ({ t }) => t,
  );
const only = async (loads: Promise<Awaited<ReturnType<Bench["pull"]>>>) => (await loads)[0];

test("rows that landed before as they are now are not loaded again", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("A 1,", "B 1,", "C 1,") };
  await crm.pull();
  crm.script.files = { "tickets.csv": tickets("A 1,", "B 2,", "C 1,", "D 1,") };
  const load = await only(crm.pull());
  expect(load && [counts(load), load.unchanged, load.kept, load.balanced]).toEqual([
    { read: 4, loaded: 2, quarantined: 0, superseded: 2 },
    2,
    4,
    true,
  ]);
  expect(await landed()).toEqual(["A 1", "B 2", "C 1", "D 1"]);
  expect((await countedHistory(bench.engine, bench.workspace)).map(counts)).toEqual([
    { read: 3, loaded: 2, quarantined: 0, superseded: 1 },
    { read: 4, loaded: 2, quarantined: 0, superseded: 2 },
  ]);
});

test("a correction that is taken back counts, from a source and in a folder", async () => {
  const crm = scripted(bench);
  for (const text of ["A 1,", "A 2,", "A 1,", "A 2,", "A 1,"]) {
    crm.script.files = { "tickets.csv": tickets(text) };
    await crm.pull();
    expect(await landed()).toEqual([text.slice(0, 3)]);
    expect((await only(crm.pull()))?.skipped).toBe(true);
  }
});

test("so it does in a folder, and in files of other names", async () => {
  for (const text of ["A 1,", "A 2,", "A 1,"]) {
    await bench.write("tickets.csv", tickets(text));
    await bench.pull();
    expect(await landed()).toEqual([text.slice(0, 3)]);
  }
  for (const [name, text] of Object.entries({ "tickets-2.csv": "A 2,", "tickets-3.csv": "A 1," })) {
    await bench.write(name, tickets(text));
    await bench.pull();
    expect(await landed()).toEqual([text.slice(0, 3)]);
  }
});

test("keys that a complete file no longer has are deleted, and come back when it has them again", async () => {
  const crm = scripted(bench);
  const steps: [string[], string[], number][] = [
    [["A 1,", "B 1,", "C 1,"], ["A 1", "B 1", "C 1"], 0],
    [["A 1,", "C 2,"], ["A 1", "C 2"], 1],
    [["A 1,", "B 1,", "C 2,"], ["A 1", "B 1", "C 2"], 0],
    [[], [], 3],
    [["B 1,"], ["B 1"], 0],
  ];
  for (const [rows, expected, deleted] of steps) {
    crm.script.files = { "tickets.csv": tickets(...rows) };
    crm.script.result = { files: { "tickets.csv": { rows: rows.length, complete: true, held: rows.length } } };
    const load = await only(crm.pull());
    expect([await landed(), load?.deleted ?? 0, load?.kept, load?.balanced]).toEqual([
      expected,
      deleted,
      expected.length,
      true,
    ]);
  }
  expect(await bench.rows("SELECT sum(unaccounted) AS sum FROM input_loads")).toEqual([{ sum: 0 }]);
});

test("a row that is refused now is no deleted one", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("A 1,", "B 1,") };
  crm.script.result = { files: { "tickets.csv": { complete: true } } };
  await crm.pull();
  crm.script.files = { "tickets.csv": "ticket_id,created_at,description,gone\nA,never,2,\n" };
  const load = await only(crm.pull());
  expect([load && counts(load), load?.deleted, await landed()]).toEqual([
    { read: 1, loaded: 0, quarantined: 1, superseded: 0 },
    1,
    ["A 1"],
  ]);
});

test("rows that say they are gone take their key with them, in the order of the lines", async () => {
  const crm = scripted(bench, {
    mapping: `files:\n  "tickets.csv": {entity: tickets, columns: {ticket_id: ticket_id}, deleted: "gone = 'y'"}\n`,
  });
  crm.script.files = { "tickets.csv": tickets("A 1,", "B 1,", "C 1,", "C 2,y", "D 1,y", "D 2,") };
  const first = await only(crm.pull());
  expect([first && counts(first), first?.kept, await landed()]).toEqual([
    { read: 6, loaded: 3, quarantined: 0, superseded: 3 },
    3,
    ["A 1", "B 1", "D 2"],
  ]);
  crm.script.files = { "tickets.csv": tickets("B 1,y", "A 1,") };
  const second = await only(crm.pull());
  expect([second && counts(second), second?.unchanged, second?.deleted, second?.kept, await landed()]).toEqual([
    { read: 2, loaded: 0, quarantined: 0, superseded: 2 },
    1,
    1,
    2,
    ["A 1", "D 2"],
  ]);
  expect(await bench.rows("SELECT sum(rows) AS rows FROM input_presence WHERE field = 'ticket_id'")).toEqual([
    { rows: 3 },
  ]);
});

test("a file that lacks rows by its source's count is read whole at once", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("A 1,", "B 1,") };
  crm.script.result = { state: 1, files: { "tickets.csv": { held: 2 } } };
  await crm.pull();
  crm.script.files = { "tickets.csv": tickets("C 1,") };
  crm.script.result = { state: 2, files: { "tickets.csv": { held: 2 } } };
  await crm.pull();
  expect(crm.asked.map(({ whole }) => [...(whole ?? [])])).toEqual([[], [], ["tickets.csv"]]);
  expect(bench.heard).toContain("crm holds 1 fewer rows of tickets.csv than landed; the file is read whole");
  expect(await bench.rows("SELECT unaccounted FROM input_loads ORDER BY sequence")).toEqual([
    { unaccounted: null },
    { unaccounted: -1 },
  ]);
});

test("the same bytes say more where they are every row there is", async () => {
  let rows = ["A 1,", "B 1,"];
  const source = defineSource({
    name: "crm",
    async fetch({ into, state, whole = new Set() }) {
      await writeFile(join(into, "tickets.csv"), tickets(...rows));
      const complete = state === undefined || whole.size > 0;
      return { state: 1, files: { "tickets.csv": { held: rows.length, ...(complete ? { complete } : {}) } } };
    },
  });
  await pullFrom(bench, [source]);
  rows = ["A 1,"];
  await pullFrom(bench, [source]);
  expect(await landed()).toEqual(["A 1"]);
});

test("what was set aside is accounted for", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": "ticket_id,created_at\nA,2026-01-01\nA,2026-01-02\nB,never\n" };
  crm.script.result = { files: { "tickets.csv": { held: 3 } } };
  await crm.pull();
  expect([crm.asked.length, await bench.rows("SELECT unaccounted FROM input_loads")]).toEqual([
    1,
    [{ unaccounted: 0 }],
  ]);
});
