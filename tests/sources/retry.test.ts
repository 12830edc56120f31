import { expect, test } from "vitest";
import { retry } from "../../sources/retry.ts";
import { SourceError } from "../../sources/source.ts";

const { signal } = new AbortController();

function trying(...answers: (Error | string)[]) {
  const said: string[] = [];
  const made: number[] = [];
  const work = async (attempt: number) => {
    made.push(attempt);
    const answer = answers[attempt - 1] ?? "";
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = { what: "page 3", signal, say: (text: string) => void said.push(text), wait: 1 };
  return { work, options, said, made };
}

test("what fails for a moment is tried again, and says so", async () => {
  const { work, options, said, made } = trying(new Error("reset"), new TypeError("fetch failed"), "done");
  expect([await retry(work, options), made]).toEqual(["done", [1, 2, 3]]);
  expect(said).toEqual(["page 3 failed and is tried again: reset", "page 3 failed and is tried again: fetch failed"]);
});

test("the last error is thrown when it is enough", async () => {
  const { work, options, made } = trying(new Error("one"), new Error("two"), new Error("three"));
  await expect(retry(work, { ...options, retries: 2 })).rejects.toThrow("three");
  expect(made).toHaveLength(3);
});

test("what a person must put right, or would fail again, is not tried again", async () => {
  const wrong = trying(new SourceError("no such table"));
  await expect(retry(wrong.work, wrong.options)).rejects.toThrow(SourceError);
  const lasting = trying(new Error("403"));
  await expect(retry(lasting.work, { ...lasting.options, isTransient: () => false })).rejects.toThrow("403");
  expect([wrong.made, lasting.made]).toEqual([[1], [1]]);
});

test("a signal ends it", async () => {
  const ended = new AbortController();
  const { work, options } = trying(new Error("reset"));
  const waiting = retry(work, { ...options, wait: 60_000, signal: ended.signal });
  setTimeout(() => ended.abort(new Error("enough")), 5);
  await expect(waiting).rejects.toThrow("enough");
});
