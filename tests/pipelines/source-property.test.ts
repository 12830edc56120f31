import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defineSource, type FetchResult } from "../../sources/source.ts";
import { makeBench } from "./landing-folder.ts";
import { pullFrom } from "./source-bench.ts";

/** What happens at a source between two pulls. `age` is how far back the cursor of a change lies; `twice` gives a row twice. */
interface Change {
  kind: "put" | "delete" | "mark" | "fail" | "pull";
  key: number;
  text: number;
  age: number;
  twice: boolean;
}

interface Row {
  key: number;
  text: number;
  cursor: number;
  gone: boolean;
}

const lag = 5;

/** A table of a source, read by a cursor with a lag or whole, that gives rows in any order and some of them twice. */
function fakeSource(mode: "cursor" | "whole") {
  const table = new Map<number, Row>();
  let clock = 10;
  let fails = false;
  const twice = new Set<number>();
  const source = defineSource({
    name: "crm",
    mapping: `files:\n  "tickets.csv": {entity: tickets, columns: {ticket_id: key}, deleted: "gone = 'y'"}\n`,
    async fetch({ into, state, whole }): Promise<FetchResult> {
      const complete = mode === "whole" || typeof state !== "number" || whole?.has("tickets.csv") === true;
      const given = [...table.values()].filter(({ cursor }) => complete || cursor >= Number(state));
      const rows = [...given, ...given.filter(({ key }) => twice.has(key))].sort(
        (a, b) => ((a.text * 7) % 5) - ((b.text * 7) % 5),
      );
      const lines = rows.map(({ key, text, gone }) => `T${key},2026-01-01,${text},${gone ? "y" : ""}\n`);
      if (lines.length > 0 || complete)
        await writeFile(join(into, "tickets.csv"), `key,created_at,description,gone\n${lines.join("")}`);
      if (fails) throw new Error("the line was cut");
      const facts = { rows: rows.length, ...(complete ? { complete } : {}), held: table.size };
      return { state: clock - lag, files: { "tickets.csv": facts } };
    },
  });
  const apply = ({ kind, key, text, age, twice: doubled }: Change) => {
    clock += 1;
    if (kind === "delete") table.delete(key);
    else table.set(key, { key, text, cursor: clock - age, gone: kind === "mark" });
    if (doubled) twice.add(key);
    else twice.delete(key);
  };
  return {
    source,
    apply,
    fail: (now: boolean) => {
      fails = now;
    },
    /** The oracle: what is there, and not marked as gone. */
    expected: () =>
      [...table.values()]
        .filter(({ gone }) => !gone)
        .map(({ key, text }) => `T${key} ${text}`)
        .sort(),
  };
}

const change = (kinds: fc.Arbitrary<Change["kind"]>, ages: fc.Arbitrary<number>): fc.Arbitrary<Change> =>
  fc.record({ kind: kinds, key: fc.integer({ min: 0, max: 30 }), text: fc.nat(9), age: ages, twice: fc.boolean() });

const kinds = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Change["kind"]>("put") },
  { weight: 2, arbitrary: fc.constant<Change["kind"]>("mark") },
  { weight: 2, arbitrary: fc.constant<Change["kind"]>("fail") },
  { weight: 3, arbitrary: fc.constant<Change["kind"]>("pull") },
);

async function play(mode: "cursor" | "whole", changes: readonly Change[]): Promise<number> {
  const bench = await makeBench();
  const fake = fakeSource(mode);
  let pulls = 0;
  const compare = async () => {
    pulls += 1;
    await pullFrom(bench, [fake.source]);
    const rows = await bench.rows<{ t: string }>("SELECT ticket_id || ' ' || description AS t FROM landing_tickets");
    expect(rows.map(({ t }) => t).sort()).toEqual(fake.expected());
    const loads = await bench.rows("SELECT * FROM input_loads WHERE NOT balanced OR unaccounted <> 0");
    expect(loads).toEqual([]);
  };
  try {
    for (const one of changes) {
      if (one.kind === "pull") await compare();
      else if (one.kind === "fail") {
        fake.fail(true);
        await expect(pullFrom(bench, [fake.source])).rejects.toThrow("the line was cut");
        fake.fail(false);
      } else fake.apply(one);
    }
    await compare();
    return pulls;
  } finally {
    await bench.close();
  }
}

/** More histories with HUIYIN_TEST_HISTORIES=200. */
const numRuns = Number(process.env.HUIYIN_TEST_HISTORIES ?? 5);
const size = { minLength: 20, maxLength: 60 };

test("late, doubled, out-of-order, marked and failed: a cursor with a lag loses nothing and doubles nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change(kinds, fc.integer({ min: 0, max: lag - 1 })), size), async (changes) => {
      await play("cursor", changes);
    }),
    { numRuns, seed: 20261122 },
  );
});

test("deleted for good and back-dated beyond any lag: a table read whole loses nothing and doubles nothing", async () => {
  const all = fc.oneof(
    { weight: 4, arbitrary: kinds },
    { weight: 1, arbitrary: fc.constant<Change["kind"]>("delete") },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change(all, fc.integer({ min: 0, max: 1_000 })), size), async (changes) => {
      await play("whole", changes);
    }),
    { numRuns, seed: 20261122 },
  );
});

test("a row deleted for good, or added behind the lag, is found by the source's count", async () => {
  for (const [kind, age] of [
    ["delete", 0],
    ["put", 1_000],
  ] as const) {
    const put = (key: number): Change => ({ kind: "put", key, text: key % 10, age: 0, twice: false });
    const begin = [...Array(20).keys()].map(put);
    const pulled: Change = { ...put(0), kind: "pull" };
    const after: Change = { kind, key: kind === "put" ? 40 : 3, text: 1, age, twice: false };
    await play("cursor", [...begin, pulled, after, pulled, put(50), pulled]);
  }
});
