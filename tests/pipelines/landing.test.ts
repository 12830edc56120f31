import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countedHistory, loadHistory } from "../../pipelines/landing.ts";
import { landingColumns } from "../../pipelines/relations.ts";
import { entityNames } from "../../sources/contracts/index.ts";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const lines = (...all: string[]) => `${all.join("\n")}\n`;
const header = "ticket_id,created_at,description";
const row = (id: string, text: string) => `${id},2026-01-01 00:00:00,${text}`;
const texts = () =>
  bench.rows<{ ticket_id: string; description: string }>(
    "SELECT ticket_id, description FROM landing_tickets ORDER BY ticket_id",
  );

describe("the landing", () => {
  test("gives an empty relation with the contract's types for every entity without data", async () => {
    for (const name of entityNames) {
      const columns = await bench.rows<{ column_name: string; column_type: string }>(
        `SELECT column_name, column_type FROM (DESCRIBE landing_${name})`,
      );
      expect(columns.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }))).toEqual(
        landingColumns(name),
      );
    }
    expect(await bench.rows("SELECT sum(rows) AS rows, sum(filled) AS filled FROM input_presence")).toEqual([
      { rows: 0, filled: 0 },
    ]);
  });

  test("has the same columns and types with data", async () => {
    await bench.write("tickets.csv", lines(header, row("T1", "a")));
    await bench.pull();
    const columns = await bench.rows<{ column_name: string; column_type: string }>(
      "SELECT column_name, column_type FROM (DESCRIBE landing_tickets)",
    );
    expect(columns.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }))).toEqual(
      landingColumns("tickets"),
    );
  });

  test("says which fields the input fills", async () => {
    await bench.write("tickets.csv", lines("ticket_id,created_at,serial", "A,2026-01-01,S1", "B,2026-01-01,"));
    await bench.pull();
    const presence = await bench.rows(
      "SELECT field, rows, filled FROM input_presence WHERE entity = 'tickets' AND field IN ('ticket_id', 'serial', 'model')",
    );
    expect(presence).toEqual([
      { field: "ticket_id", rows: 2, filled: 2 },
      { field: "model", rows: 2, filled: 0 },
      { field: "serial", rows: 2, filled: 1 },
    ]);
  });

  test("keeps the later of two rows with one key, within a file and across files", async () => {
    await bench.write("tickets.csv", lines(header, row("A", "1"), row("B", "1"), row("A", "2")));
    const [first] = await bench.pull();
    expect(first && counts(first)).toEqual({ read: 3, loaded: 2, quarantined: 0, superseded: 1 });
    expect(await texts()).toEqual([
      { ticket_id: "A", description: "2" },
      { ticket_id: "B", description: "1" },
    ]);
    await bench.write("tickets-2.csv", lines(header, row("B", "3"), row("C", "3")));
    const [, second] = await bench.pull();
    expect(second && counts(second)).toEqual({ read: 2, loaded: 2, quarantined: 0, superseded: 0 });
    expect(await texts()).toEqual([
      { ticket_id: "A", description: "2" },
      { ticket_id: "B", description: "3" },
      { ticket_id: "C", description: "3" },
    ]);
    expect((await countedHistory(bench.engine, bench.workspace)).map(counts)).toEqual([
      { read: 3, loaded: 1, quarantined: 0, superseded: 2 },
      { read: 2, loaded: 2, quarantined: 0, superseded: 0 },
    ]);
  });

  test("counts what other files replace for each entity a file feeds", async () => {
    const log = (name: string) => `  ${name}:
    entity: [ticket_events, ticket_events]
    columns:
      - {ticket_id: id, at: opened, kind: {const: created}}
      - {ticket_id: id, at: closed, kind: {const: closed}}
`;
    await bench.write("mapping.yaml", `files:\n${log("a.csv")}${log("b.csv")}`);
    await bench.write("a.csv", lines("id,opened,closed", "1,2026-01-01,2026-01-02", "2,2026-01-01,2026-01-02"));
    await bench.write("b.csv", lines("id,opened,closed", "1,2026-01-01,2026-01-03"));
    await bench.pull();
    expect(
      await bench.rows("SELECT kind, count(*) AS n FROM landing_ticket_events GROUP BY kind ORDER BY kind"),
    ).toEqual([
      { kind: "closed", n: 3 },
      { kind: "created", n: 2 },
    ]);
    expect((await countedHistory(bench.engine, bench.workspace)).map(counts)).toEqual([
      { read: 2, loaded: 1, quarantined: 0, superseded: 1 },
      { read: 2, loaded: 2, quarantined: 0, superseded: 0 },
      { read: 1, loaded: 1, quarantined: 0, superseded: 0 },
      { read: 1, loaded: 1, quarantined: 0, superseded: 0 },
    ]);
  });

  test("keeps the first where it is told to, and puts the others aside where it is told that", async () => {
    const twice = lines(header, row("A", "1"), row("A", "2"));
    await bench.write("mapping.yaml", "defaults: {duplicates: first}\n");
    await bench.write("tickets.csv", twice);
    const [first] = await bench.pull();
    expect(first && counts(first)).toEqual({ read: 2, loaded: 1, quarantined: 0, superseded: 1 });
    expect(await texts()).toEqual([{ ticket_id: "A", description: "1" }]);
    await bench.write("mapping.yaml", "defaults: {duplicates: quarantine}\n");
    await bench.write("tickets.csv", `${twice}${row("B", "1")}\n`);
    const [aside] = await bench.pull();
    expect(aside && counts(aside)).toEqual({ read: 3, loaded: 2, quarantined: 1, superseded: 0 });
    expect(aside && (await bench.rejects(aside))).toMatchObject([
      { line: 3, raw: row("A", "2"), reasons: [{ field: "ticket_id", rule: "duplicate_key", got: "A" }] },
    ]);
  });

  test("keeps two events at the same time in the order of the file", async () => {
    const at = "2026-01-01 08:00:00";
    await bench.write(
      "ticket_events.csv",
      lines("ticket_id,at,kind", `T1,${at},closed`, `T1,${at},reopened`, `T1,${at},closed`, `T1,${at},other`),
    );
    const [made] = await bench.pull();
    expect(made && counts(made)).toEqual({ read: 4, loaded: 3, quarantined: 0, superseded: 1 });
    const events = await bench.rows<{ kind: string }>('SELECT kind FROM landing_ticket_events ORDER BY "at", _order');
    expect(events.map(({ kind }) => kind)).toEqual(["reopened", "closed", "other"]);
  });

  test("keeps the order of the file when two entries of its mapping make events of it", async () => {
    const at = "2026-01-01 08:00:00";
    const columns = (kind: string) => `      - {ticket_id: id, at: time, kind: {const: ${kind}}}`;
    const entry = [
      "files:",
      "  log.csv:",
      "    entity: [ticket_events, ticket_events]",
      "    columns:",
      columns("closed"),
      columns("reopened"),
      "    where: [\"state = 'C'\", \"state = 'O'\"]",
    ];
    await bench.write("mapping.yaml", lines(...entry));
    await bench.write("log.csv", lines("id,time,state", `T1,${at},O`, `T1,${at},C`, `T2,${at},C`, `T2,${at},O`));
    await bench.pull();
    const events = await bench.rows<{ event: string }>(
      "SELECT ticket_id || ' ' || kind AS event FROM landing_ticket_events ORDER BY ticket_id, _order",
    );
    expect(events.map(({ event }) => event)).toEqual(["T1 reopened", "T1 closed", "T2 closed", "T2 reopened"]);
  });

  test("reads a file anew when mapping.yaml says something else of it", async () => {
    await bench.write("tickets.csv", lines(header, row("A", "无")));
    const [first] = await bench.pull();
    await bench.write("mapping.yaml", "defaults: {nulls: [无]}\n");
    const [second] = await bench.pull();
    expect(second?.load_id).not.toBe(first?.load_id);
    expect(await bench.rows("SELECT description FROM landing_tickets")).toEqual([{ description: null }]);
    await bench.remove("mapping.yaml");
    await bench.pull();
    expect(await bench.rows("SELECT description FROM landing_tickets")).toEqual([{ description: "无" }]);
  });

  test("drops rows that a file's new rules leave out, and keeps those its new content no longer has", async () => {
    await bench.write("tickets.csv", lines(header, row("A", "test"), row("B", "1")));
    await bench.pull();
    await bench.write(
      "mapping.yaml",
      `files:\n  "tickets.csv": {entity: tickets, columns: {}, where: "description <> 'test'"}\n`,
    );
    await bench.pull();
    expect(await texts()).toEqual([{ ticket_id: "B", description: "1" }]);
    await bench.write("tickets.csv", lines(header, row("C", "2")));
    await bench.pull();
    expect(await texts()).toEqual([
      { ticket_id: "B", description: "1" },
      { ticket_id: "C", description: "2" },
    ]);
    expect((await loadHistory(bench.workspace)).map(({ read }) => read)).toEqual([1]);
  });

  test("takes no notice of what a killed load left behind", async () => {
    await bench.write("tickets.csv", lines(header, row("A", "1")));
    const half = join(bench.workspace.landing, "tickets", "0123456789abcdef");
    await mkdir(half, { recursive: true });
    await writeFile(join(half, "part-0.parquet"), "half a file");
    await mkdir(bench.workspace.temporary, { recursive: true });
    const [made] = await bench.pull();
    expect((await loadHistory(bench.workspace)).map(({ load_id }) => load_id)).toEqual([made?.load_id]);
    expect(await texts()).toEqual([{ ticket_id: "A", description: "1" }]);
    expect(await readdir(bench.workspace.temporary)).toEqual([]);
  });
});

/** Files of updates in any order, with repeats, against the rule said in one line: the last one read wins. */
test("late, repeated and out-of-order updates come out as an oracle says", async () => {
  const update = fc.tuple(fc.constantFrom("A", "B", "C", "D"), fc.integer({ min: 0, max: 5 }));
  const file = fc.array(update, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), fc.boolean(), async (files, atOnce) => {
      const oracle = new Map<string, string>();
      const known = new Set<string>();
      for (const [index, updates] of files.entries()) {
        const content = lines(header, ...updates.map(([id, n]) => row(id, String(n))));
        await bench.write(`tickets-${index}.csv`, content);
        // The same bytes are the same load, wherever they lie.
        if (!known.has(content)) for (const [id, n] of updates) oracle.set(id, String(n));
        known.add(content);
        if (!atOnce) await bench.pull();
      }
      const loads = await bench.pull();
      expect(loads.every(({ balanced }) => balanced)).toBe(true);
      expect(await texts()).toEqual([...oracle].sort().map(([ticket_id, description]) => ({ ticket_id, description })));
      await rm(bench.workspace.landing, { recursive: true });
      for (const index of files.keys()) await bench.remove(`tickets-${index}.csv`);
    }),
    { numRuns: 25, seed: 7 },
  );
});
