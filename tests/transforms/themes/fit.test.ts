import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreement } from "../../../transforms/themes/agreement.ts";
import { fitThemes } from "../../../transforms/themes/fit.ts";
import { nearest } from "../../../transforms/themes/nearest.ts";
import { permutation, random } from "../../../transforms/themes/random.ts";
import { dimensions, project, readSpace, spaceId, writeSpace } from "../../../transforms/themes/space.ts";

const words = [
  "安装 师傅 上门 收费",
  "热水 忽冷忽热 水温 恒温",
  "噪音 响声 太大 夜里",
  "物流 快递 送货 包装",
  "漏水 接口 滴水 阀门",
];

/** Texts of a few words of one theme and some words of no theme. */
function texts(sizes: readonly number[], seed: number): { tokens: string[][]; classes: number[] } {
  const next = random(seed);
  const tokens: string[][] = [];
  const classes: number[] = [];
  for (const [theme, size] of sizes.entries()) {
    const own = (words[theme] as string).split(" ");
    for (let i = 0; i < size; i++) {
      const list = own.filter(() => next() < 0.6);
      if (list.length < 2) list.push(...own.slice(0, 2));
      for (let extra = 0; extra < 3; extra++) list.push(`词${Math.floor(next() * 300)}`);
      tokens.push(list);
      classes.push(theme);
    }
  }
  return { tokens, classes };
}

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe("themes", () => {
  const { tokens, classes } = texts([120, 100, 80, 60, 40], 1);
  const fit = fitThemes({ tokens, weights: ones(tokens.length) });

  test("are those the texts were written for", () => {
    expect(agreement(fit.labels, classes).purity).toBeGreaterThan(0.95);
  });

  test("a theme of 1 % is found beside a dominant one", () => {
    const skewed = texts([1700, 150, 80, 50, 20], 2);
    const { labels } = fitThemes({ tokens: skewed.tokens, weights: ones(2000) });
    const small = new Map<number, number>();
    for (const [i, theme] of skewed.classes.entries()) {
      const label = labels[i] as number;
      if (theme === 4) small.set(label, (small.get(label) ?? 0) + 1);
    }
    const [label, inside] = [...small].sort((a, b) => b[1] - a[1])[0] as [number, number];
    const all = labels.filter((other) => other === label).length;
    expect(inside / 20).toBeGreaterThan(0.8);
    expect(inside / all).toBeGreaterThan(0.8);
  });

  test("of texts in two languages are found in each, whatever the other says", () => {
    const chinese = texts([90, 80, 70], 3).tokens;
    const other = chinese.map((list) => list.map((word) => `x${word}`));
    const both = { tokens: [...chinese, ...other], weights: ones(2 * chinese.length) };
    const languages = [...chinese.map(() => "zh"), ...other.map(() => "xx")];
    const within = fitThemes(both, { languages });
    const alone = fitThemes({ tokens: chinese, weights: ones(chinese.length) });
    expect(within.k).toBeGreaterThanOrEqual(6);
    const own = (from: number) => new Set(within.labels.subarray(from, from + chinese.length));
    expect([...own(0)].filter((label) => label >= 0 && own(chinese.length).has(label))).toEqual([]);
    const classes = texts([90, 80, 70], 3).classes;
    const found = agreement(within.labels.subarray(0, chinese.length), classes).purity;
    expect(found).toBeGreaterThan(agreement(alone.labels, classes).purity - 0.05);
    expect(within.parents.every((parent) => parent < within.parentCount)).toBe(true);
  });

  test("of few texts in another language are those of all texts", () => {
    const languages = tokens.map((_, i) => (i < 20 ? "en" : "zh"));
    const other = fitThemes({ tokens, weights: ones(tokens.length) }, { languages });
    expect(other.labels).toEqual(fit.labels);
  });

  test("do not depend on the order of the rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const order = permutation(tokens.length, random(seed));
        const shuffled = fitThemes({
          tokens: Array.from(order, (i) => tokens[i] as string[]),
          weights: ones(tokens.length),
        });
        expect([...shuffled.labels]).toEqual(Array.from(order, (i) => fit.labels[i]));
        expect(shuffled.centroids).toEqual(fit.centroids);
        expect(spaceId(shuffled.space)).toBe(spaceId(fit.space));
      }),
      { numRuns: 3 },
    );
  });

  test("a repeated text counts once, with its weight", () => {
    const again = fitThemes({ tokens: [...tokens, tokens[0] as string[]], weights: ones(tokens.length + 1) });
    expect(again.labels.subarray(0, tokens.length)).toEqual(fit.labels);
    expect(again.labels[tokens.length]).toBe(fit.labels[0]);
  });

  test("a text without a known word belongs to none", () => {
    const { labels, space } = fitThemes({
      tokens: [...tokens, [], ["没见过"]],
      weights: ones(tokens.length + 2),
    });
    expect([...labels.slice(-2)]).toEqual([-1, -1]);
    expect(project(space, [[], ["没见过"]]).every((value) => value === 0)).toBe(true);
  });

  test("too few texts have no theme", () => {
    expect(fitThemes({ tokens: [["安装"], ["安装", "收费"]], weights: ones(2) }).k).toBe(0);
    expect(fitThemes({ tokens: [], weights: ones(0) }).labels).toHaveLength(0);
  });

  test("a space comes back from its bytes", () => {
    const bytes = writeSpace(fit.space);
    expect(project(readSpace(bytes), tokens)).toEqual(project(fit.space, tokens));
    expect(writeSpace(readSpace(bytes))).toEqual(bytes);
  });

  test("a text belongs to the theme of its nearest centroid", () => {
    const { best } = nearest(project(fit.space, tokens), fit.centroids, dimensions(fit.space));
    expect(best).toEqual(fit.labels);
  });

  test("as many themes as asked for", () => {
    expect(fitThemes({ tokens, weights: ones(tokens.length) }, { k: 5 }).k).toBe(5);
  });
});
