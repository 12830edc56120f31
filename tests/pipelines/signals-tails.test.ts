import { afterAll, beforeEach, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { keepTails, readTails } from "../../pipelines/signals/tails.ts";
import { evidenceTail } from "../../transforms/signals/watch.ts";

const engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
const ask = () => [0.3, 2.5, 11].map((evidence) => evidenceTail.p(evidence, 0.7, 32, 2));
/** What another process would find. */
const known = async (version: string) => {
  evidenceTail.forget();
  await readTails(engine, version);
  return evidenceTail.known();
};

beforeEach(() => evidenceTail.forget());
afterAll(() => engine.close());

test("what was worked out is there to the last bit in the next run, and what comes to it in the one after", async () => {
  await readTails(engine, "1");
  const first = ask();
  const worked = evidenceTail.known();
  await keepTails(engine, "1");
  expect(await known("1")).toEqual(worked);
  expect(ask()).toEqual(first);
  evidenceTail.p(1, 30, 4, 3);
  const more = evidenceTail.known();
  expect(more.size).toBe(worked.size + 1);
  await keepTails(engine, "1");
  expect(await known("1")).toEqual(more);
});

test("another version and a run that did not finish leave nothing to go by", async () => {
  await readTails(engine, "2");
  ask();
  await keepTails(engine, "2");
  expect((await known("2")).size).toBe(1);
  expect((await known("2")).size).toBe(0);
  ask();
  await keepTails(engine, "2");
  expect((await known("3")).size).toBe(0);
});
