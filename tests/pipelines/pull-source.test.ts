import { readFile, rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readQuarantine } from "../../pipelines/quarantine.ts";
import { type Bench, makeBench } from "./landing-folder.ts";
import { scripted } from "./source-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const tickets = (...rows: string[]) => `ticket_id,created_at,status\n${rows.map((row) => `${row}\n`).join("")}`;
const kept = () => readFile(bench.workspace.path("sources", "crm.json"), "utf8").catch(() => undefined);

test("the state a source gives back is what it gets at the next fetch", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01 08:00:00,open") };
  crm.script.result = { state: { cursor: "7" } };
  await crm.pull();
  crm.script.result = undefined;
  await crm.pull();
  await crm.pull();
  expect(crm.asked.map(({ state, since }) => [state, since])).toEqual([
    [undefined, undefined],
    [{ cursor: "7" }, "2026-01-01T00:00:00.000Z"],
    [{ cursor: "7" }, "2026-01-01T00:00:00.000Z"],
  ]);
});

test("a state is kept only after every row of its fetch is on disk", async () => {
  const crm = scripted(bench, { mapping: 'files:\n  "visits.csv": {entity: visits}\n' });
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01,open"), "visits.csv": "visit_id\nV1\n" };
  crm.script.result = { state: 1 };
  await expect(crm.pull()).rejects.toThrow("has no ticket_id");
  expect([await kept(), (await bench.rows("FROM landing_tickets")).length]).toEqual([undefined, 1]);
  crm.script.files["visits.csv"] = "visit_id,ticket_id\nV1,T1\n";
  const loads = await crm.pull();
  expect(loads.map(({ source, skipped }) => [source, skipped])).toEqual([
    ["crm/tickets.csv", true],
    ["crm/visits.csv", false],
  ]);
  expect(crm.asked.map(({ state }) => state)).toEqual([undefined, undefined]);
  expect(JSON.parse((await kept()) ?? "").state).toBe(1);
});

test("a source that fails keeps the state it had, and nothing of what it wrote is loaded", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01,open") };
  crm.script.result = { state: 1 };
  await crm.pull();
  crm.script.files = { "tickets.csv": tickets("T2,2026-01-01,open") };
  crm.script.fails = new Error("the line was cut");
  await expect(crm.pull()).rejects.toMatchObject({
    message: "The source crm failed: the line was cut",
    exitCode: 3,
  });
  expect(await bench.rows("SELECT ticket_id FROM landing_tickets")).toEqual([{ ticket_id: "T1" }]);
  expect(JSON.parse((await kept()) ?? "").state).toBe(1);
});

test("a backfill names its span and leaves the state alone", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01,open") };
  crm.script.result = { state: 1 };
  await crm.pull();
  crm.script.files = { "tickets.csv": tickets("T0,2025-01-01,open") };
  crm.script.result = { state: 99 };
  const range = { from: "2025-01-01T00:00:00Z", to: "2025-02-01T00:00:00Z" };
  await crm.pull(range);
  expect(crm.asked.at(-1)?.range).toEqual(range);
  expect(JSON.parse((await kept()) ?? "").state).toBe(1);
  expect(await bench.rows("SELECT ticket_id FROM landing_tickets ORDER BY 1")).toHaveLength(2);
});

test("what a source knows of its file is not looked for again, but in a file of another size", async () => {
  const crm = scripted(bench);
  const text = tickets("T1,2026-01-01,open", "T2,soon,open");
  const known = { sha256: "as it was written", bytes: text.length, utf8: true, plain: true };
  const survey = { ...known, records: 2, lines: 3, marks: [0] };
  crm.script.files = { "tickets.csv": text };
  crm.script.result = { files: { "tickets.csv": { rows: 2, survey } } };
  const [load] = await crm.pull();
  expect(load).toMatchObject({ sha256: survey.sha256, read: 2, loaded: 1, quarantined: 1, balanced: true });
  const [refused] = await readQuarantine(bench.workspace, "tickets", load?.load_id ?? "");
  expect(refused).toMatchObject({ line: 3, raw: "T2,soon,open" });
  crm.script.files = { "tickets.csv": text.slice(0, text.indexOf("T2")) };
  await expect(crm.pull()).rejects.toThrow("crm/tickets.csv was cut: its source wrote 2 records, and 1 are in it.");
});

test("a file with fewer records than its source wrote is not loaded", async () => {
  const crm = scripted(bench);
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01,open") };
  crm.script.result = { state: 1, files: { "tickets.csv": { rows: 2 } } };
  await expect(crm.pull()).rejects.toMatchObject({
    message: "crm/tickets.csv was cut: its source wrote 2 records, and 1 are in it.",
    exitCode: 3,
  });
  expect([await kept(), await bench.rows("FROM landing_tickets")]).toEqual([undefined, []]);
  crm.script.result = { files: { "visits.csv": { rows: 2 } } };
  await expect(crm.pull()).rejects.toThrow("The source crm failed: it speaks of visits.csv, which it did not write");
});

test("everything is read from the start where the mapping changed or the landing is gone", async () => {
  const first = scripted(bench);
  first.script.files = { "tickets.csv": tickets("T1,2026-01-01,open") };
  first.script.result = { state: 1 };
  await first.pull();
  const second = scripted(bench, { mapping: "defaults: {time_zone: UTC}\n" });
  second.script.files = first.script.files;
  second.script.result = { state: 2 };
  await second.pull();
  await second.pull();
  await rm(bench.workspace.landing, { recursive: true });
  await second.pull();
  expect(second.asked.map(({ state }) => state)).toEqual([undefined, 2, undefined]);
});

test("how late a source may be goes with what it gives", async () => {
  const crm = scripted(bench, { freshness: { warn: 1, fail: 3 } });
  crm.script.files = { "tickets.csv": tickets("T1,2026-01-01 08:00:00,open") };
  await crm.pull();
  expect(await bench.rows("SELECT warn_after_days, fail_after_days FROM input_loads")).toEqual([
    { warn_after_days: 1, fail_after_days: 3 },
  ]);
});
