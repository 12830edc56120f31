import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, type Made, openBench, type Said } from "./themes-fixture.ts";

/** What a form offers; the last two are nearly the same. */
const options: readonly (readonly string[])[] = [
  ["不制冷"],
  ["噪音", "大"],
  ["门封条", "损坏"],
  ["照明灯", "不亮"],
  ["漏水"],
  ["无法", "开机"],
  ["配件", "收费", "高"],
  ["配件", "收费", "高", "了"],
];
const chosen = (option: readonly string[], count: number, on: string): Said[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `ticket:${option.join("")}-${on}-${i}`,
    on,
    clauses: [option],
    customer: `C${i % 7}`,
  }));
const first = options.flatMap((option, i) => chosen(option, 20 + i, "2026-03-01"));

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** Themes of the texts that chose an option. */
const themesOf = (made: Made, option: readonly string[]): unknown[] => [
  ...new Set(
    made.mart_theme_assignments
      ?.filter(({ text_id }) => String(text_id).startsWith(`ticket:${option.join("")}-`))
      .map(({ theme_id }) => theme_id),
  ),
];

test("each option that texts are chosen from is a theme, those nearly the same one together", async () => {
  const made = await bench.run(first, "2026-03-31");
  const found = options.map((option) => themesOf(made, option));
  expect(found.every((themes) => themes.length === 1 && themes[0] !== null)).toBe(true);
  expect(new Set(found.flat()).size).toBe(options.length - 1);
  expect(found.at(-1)).toEqual(found.at(-2));
  const themes = made.dim_themes?.filter(({ is_parent }) => !is_parent) ?? [];
  expect(themes.map(({ n }) => Number(n))).toEqual([53, 25, 24, 23, 22, 21, 20]);
  for (const { label_zh, theme_id } of themes) {
    const words = options.filter((option) => themesOf(made, option)[0] === theme_id).flat();
    expect(words.some((word) => String(label_zh).includes(word))).toBe(true);
  }
});

test("their ids stay, and an option that comes to be chosen is a theme of its own", async () => {
  const before = await bench.run(first, "2026-03-31");
  const rare = chosen(["屏幕", "闪烁"], 3, "2026-04-05");
  const seldom = await bench.run([...first, ...rare], "2026-04-10");
  expect(themesOf(seldom, ["屏幕", "闪烁"])).toEqual([null]);
  const more = chosen(["屏幕", "闪烁"], 30, "2026-04-12");
  const after = await bench.run([...first, ...rare, ...more], "2026-04-20");
  for (const option of options) expect(themesOf(after, option)).toEqual(themesOf(before, option));
  const [own] = themesOf(after, ["屏幕", "闪烁"]);
  expect(own).toEqual(expect.stringMatching(/^T\d{4}$/));
  expect(options.flatMap((option) => themesOf(after, option))).not.toContain(own);
});

test("few texts in words of their own make no themes yet", async () => {
  const written = Array.from({ length: 40 }, (_, i) => ({
    id: `ticket:own${i}`,
    on: "2026-03-01",
    clauses: [[`话${i}`, "冰箱"]],
  }));
  const made = await bench.run([...written, ...chosen(["不制冷"], 12, "2026-03-01")], "2026-03-31");
  expect(made.dim_themes).toEqual([]);
});
