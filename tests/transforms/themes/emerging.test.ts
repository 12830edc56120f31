import { expect, test } from "vitest";
import { emergingIn, placedStream } from "../../../transforms/themes/emerging.ts";
import { firstFit, placeWordings } from "../../../transforms/themes/identity.ts";
import { random } from "../../../transforms/themes/random.ts";
import type { Space } from "../../../transforms/themes/space.ts";
import { ofSpace } from "../../../transforms/themes/vectoriser.ts";

const topics = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"];

/** Wordings of a topic: four of its twelve words, and one of forty that any may have. */
function said(topic: string, count: number, seed: number): string[][] {
  const next = random(seed);
  const word = () => `${topic}${Math.floor(12 * next())}`;
  return Array.from({ length: count }, () => [word(), word(), word(), word(), `常${Math.floor(40 * next())}`]);
}

async function bornBy(window: string[][]): Promise<number[]> {
  const base = topics.flatMap((topic, at) => said(topic, topic === "甲" ? 20 : 90, at + 1));
  const fit = await firstFit({ tokens: base, weights: new Float64Array(base.length).fill(1) });
  if (fit === undefined) throw new Error("no themes");
  const seen = ofSpace(fit.space as Space);
  const tokens = [...base, ...window];
  const firstAt = Float64Array.from(tokens, (_, i) => (i < base.length ? 0 : 2));
  const wordings = { tokens, weights: new Float64Array(tokens.length).fill(1), firstAt };
  const born = await emergingIn(
    placedStream(wordings, await placeWordings(tokens, seen, fit.places)),
    1,
    seen,
    fit.places,
  );
  return born.map(({ incoming }) => incoming);
}

const usual = topics.slice(1).flatMap((topic, at) => said(topic, 12, at + 50));

test("what a theme has always said is nothing new, however much of it comes in", async () => {
  expect(await bornBy([...usual, ...said("甲", 40, 90)])).toEqual([]);
});

test("what no theme ever said is new", async () => {
  const [born = 0, ...others] = await bornBy([...usual, ...said("新", 12, 90)]);
  expect(others).toEqual([]);
  expect(born).toBeGreaterThan(6);
});
