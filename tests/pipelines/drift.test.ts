import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, counts, makeBench } from "./landing-folder.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const before = "ticket_id,created_at,store\nA,2026-01-01,x\n";
const after = "ticket_id,created_at,shop\nB,2026-01-02,y\nC,2026-01-02,y\n";

async function drifting(drift: string) {
  await bench.write(
    "mapping.yaml",
    `files:\n  "tickets*.csv": {entity: tickets, columns: {ticket_id: ticket_id}, drift: ${drift}}\n`,
  );
  await bench.write("tickets-1.csv", before);
  await bench.pull();
  await bench.write("tickets-2.csv", after);
  return bench.pull();
}

test("evolve takes new columns into extra", async () => {
  expect((await drifting("evolve")).map(counts)[1]).toEqual({ read: 2, loaded: 2, quarantined: 0, superseded: 0 });
  expect(await bench.rows("SELECT extra FROM landing_tickets ORDER BY ticket_id")).toEqual([
    { extra: '{"store":"x"}' },
    { extra: '{"shop":"y"}' },
    { extra: '{"shop":"y"}' },
  ]);
});

test("evolve says so, of a file without a mapping too whose name has other numbers", async () => {
  await bench.write("tickets-2026-06.csv", before);
  await bench.write("tickets-2026-07.csv", after);
  await bench.write("tickets-hotline.csv", after.replace("shop", "mall"));
  expect((await bench.pull()).map(({ notes }) => notes)).toEqual([
    [],
    ["It has the new columns shop and lacks store, beside tickets-2026-06.csv; new ones are kept in extra."],
    [],
  ]);
});

test("freeze refuses the file and says what changed", async () => {
  await expect(drifting("freeze")).rejects.toThrow(
    "tickets-2.csv has the new columns shop and lacks store; its columns are frozen (drift: freeze).",
  );
  expect(await bench.rows("SELECT ticket_id FROM landing_tickets")).toEqual([{ ticket_id: "A" }]);
});

test("quarantine puts every row of the file aside with the reason", async () => {
  const [, load] = await drifting("quarantine");
  expect(load && counts(load)).toEqual({ read: 2, loaded: 0, quarantined: 2, superseded: 0 });
  const rejects = load === undefined ? [] : await bench.rejects(load);
  expect(rejects.map(({ raw, reasons }) => [raw, reasons])).toEqual(
    ["B,2026-01-02,y", "C,2026-01-02,y"].map((raw) => [
      raw,
      [
        {
          field: "",
          rule: "schema_drift",
          got: "the file has the new columns shop and lacks store",
          wanted: "the columns of the file before",
          action: "quarantine",
        },
      ],
    ]),
  );
});

test("the same columns in another order, and keys that records of JSON lack, are no drift", async () => {
  await bench.write("mapping.yaml", "defaults: {drift: freeze}\n");
  await bench.write("tickets.csv", before);
  await bench.write("feedback.jsonl", '{"feedback_id":"F","created_at":"2026-01-01","text":"a","more":1}\n');
  await bench.pull();
  await bench.write("tickets.csv", "store,created_at,ticket_id\nx,2026-01-01,B\n");
  await bench.write("feedback.jsonl", '{"feedback_id":"G","created_at":"2026-01-01","text":"a"}\n');
  expect((await bench.pull()).map(({ loaded }) => loaded)).toEqual([1, 1]);
});
