import { rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import { type Bench, known, type Made, openBench, type Said, texts } from "./themes-fixture.ts";

const head = (id: string) => `- {id: ${id}, author: quality, date: 2026-04-02, reason: agreed in the weekly meeting, `;

describe("a curation.yaml that is wrong names its line", () => {
  test.each([
    [
      "- id: a\n  author: q\n  date: 2026-04-02\n  reason: x\n  renam: {theme: T0001, zh: 甲}",
      /line 5: "renam" is no operation/,
    ],
    [`${head("a")}rename: {theme: T0001}}`, /line 1: rename: wants zh or en/],
    [`${head("a")}lock: {theme: T0001}}\n${head("a")}lock: {theme: T0002}}`, /line 2: id "a" was used on line 1/],
    ["- id: a\n  author: q\n  date: yesterday\n  reason: x\n  lock: {theme: T0001}", /line 3: date: Invalid ISO date/],
    ["- id: a\n  author: q\n  date: 2026-04-02\n  lock: {theme: T0001}", /line 1: reason: Invalid input/],
    [`${head("a")}merge: {themes: [noise], into: T0001}}`, /line 1: merge\.themes\.0: is no theme id such as T0012/],
    [`${head("a")}lock: {theme: T0001}, retire: {theme: T0001}}`, /line 1: has two operations, lock and retire/],
    [`${head("a")}seed: {zh: 漏电, words: []}}`, /line 1: seed\.words: /],
    [`${head("a")}pin: {theme: T0001, text_id: F1, clause_index: 0}}`, /is no text id such as feedback:F000000001/],
    ["themes: []", /line 1: is not a list of operations/],
    [`${head("a")}lock: {theme: T0001}`, /curation\.yaml line \d+( is no valid YAML)?: /],
  ])("%s", (text, message) => {
    expect(() => parseCuration(text)).toThrow(message);
  });

  test("a right one keeps the order of its operations", () => {
    const list = parseCuration(
      `# ours\n${head("b")}ban_word: {word: 师傅}}\n${head("a")}pin: {theme: none, text_id: "ticket:1", clause_index: 2}}\n`,
    );
    expect(list.map(({ id, kind }) => [id, kind])).toEqual([
      ["b", "ban_word"],
      ["a", "pin"],
    ]);
    expect(list[1]).toMatchObject({ theme: null, text_id: "ticket:1", clause_index: 2 });
    expect(parseCuration("")).toEqual([]);
  });
});

describe("operations", () => {
  /** Small talk, and one clause like more than one topic and none in particular. */
  const talk = [
    "今天 家里",
    "家里 真的 一直",
    "今天 一直 已经",
    "真的 已经",
    "今天 家里 真的 一直 已经",
    "脱水 今天 家里 真的 一直 已经 收费",
  ];
  const vague = [...talk, "制冷 师傅 已经 真的"].map(
    (words, i): Said => ({ id: `ticket:vague${i}`, on: "2026-03-01", clauses: [words.split(" ")], customer: `V${i}` }),
  );
  const said: readonly Said[] = [...known.flatMap((topic) => texts(topic, 30, "2026-03-01")), ...vague];
  let bench: Bench;
  let plain: Made;
  let id: Record<string, string>;
  beforeAll(async () => {
    bench = await openBench();
    plain = await bench.run(said, "2026-03-31");
    id = Object.fromEntries([...known, "vague"].map((topic) => [topic, themeOf(plain, `ticket:${topic}1`) ?? ""]));
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    bench.warnings.length = 0;
    await rm(bench.workspace.path("curation.yaml"), { force: true });
  });

  const themeOf = (made: Made, text: string) =>
    made.mart_theme_assignments?.find(({ text_id }) => text_id === text)?.theme_id as string | null | undefined;
  const theme = (made: Made, wanted: string | undefined) =>
    made.dim_themes?.find(({ theme_id }) => theme_id === wanted);
  const curated = async (...operations: string[]) => {
    const list = operations.map((body, i) => `${head(`op-${i + 1}`)}${body}}`);
    await writeFile(bench.workspace.path("curation.yaml"), `${list.join("\n")}\n`);
    return bench.run(said, "2026-03-31");
  };

  test("taken away leave everything as it was", async () => {
    const made = await curated(
      `merge: {themes: [${id.cold}], into: ${id.spin}}`,
      `split: {theme: ${id.late}, parts: [{zh: 改期, words: [改期]}]}`,
      `seed: {zh: 发票, words: [发票]}`,
      `retire: {theme: ${id.price}}`,
    );
    expect(made).not.toEqual(plain);
    await rm(bench.workspace.path("curation.yaml"));
    expect(await bench.run(said, "2026-03-31")).toEqual(plain);
  });

  test("rename keeps the id and is an event with its author and reason", async () => {
    const made = await curated(`rename: {theme: ${id.spin}, zh: 脱水异响, en: Noise while spinning}`);
    expect(theme(made, id.spin)).toMatchObject({
      label_zh: "脱水异响",
      label_en: "Noise while spinning",
      is_curated: true,
    });
    expect(made.mart_theme_events?.filter(({ operation_id }) => operation_id !== null)).toMatchObject([
      {
        theme_id: id.spin,
        kind: "rename",
        at: "2026-04-02",
        author: "quality",
        reason: "agreed in the weekly meeting",
      },
    ]);
  });

  test("merge forwards for ever, also what later names the merged theme", async () => {
    const made = await curated(
      `merge: {themes: [${id.cold}], into: ${id.spin}}`,
      `rename: {theme: ${id.cold}, zh: 机器有毛病}`,
      `merge: {themes: [${id.spin}], into: ${id.late}}`,
    );
    expect(themeOf(made, "ticket:cold1")).toBe(id.late);
    expect(theme(made, id.cold)).toMatchObject({ status: "merged", merged_into: id.spin, n: 0 });
    expect(theme(made, id.spin)).toMatchObject({ status: "merged", merged_into: id.late, label_zh: "机器有毛病" });
    const n = (wanted: string | undefined) => Number(theme(plain, wanted)?.n);
    expect(theme(made, id.late)?.n).toBe(n(id.cold) + n(id.spin) + n(id.late));
  });

  test.each(["cold", "late", "vague"])(
    "merge with %s moves its clauses and no other, and strengthens none",
    async (from) => {
      const made = await curated(`merge: {themes: [${id[from]}], into: ${id.spin}}`);
      expect(plain.mart_theme_assignments?.some(({ reason }) => reason === "weak")).toBe(true);
      const places = (rows: Made["mart_theme_assignments"] | undefined) =>
        rows?.map(({ text_id, clause_index, theme_id }) => [text_id, clause_index, theme_id]);
      expect(places(made.mart_theme_assignments)).toEqual(
        places(plain.mart_theme_assignments)?.map(([text, clause, theme]) => [
          text,
          clause,
          theme === id[from] ? id.spin : theme,
        ]),
      );
    },
  );

  test("split sends clauses with its words to the part and leaves the others", async () => {
    const made = await curated(`split: {theme: ${id.late}, parts: [{zh: 改期, en: Moved, words: [改期]}]}`);
    const rows = made.mart_theme_assignments?.filter(({ theme_id }) => theme_id === "C-op-1-1") ?? [];
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.every(({ clause, reason }) => String(clause).includes("改期") && reason === "curated")).toBe(true);
    const left = made.mart_theme_assignments?.filter(({ theme_id }) => theme_id === id.late) ?? [];
    expect(left.some(({ clause }) => String(clause).includes("改期"))).toBe(false);
    expect(theme(made, "C-op-1-1")).toMatchObject({ label_zh: "改期", label_en: "Moved", status: "active" });
  });

  test("seed takes every clause with its words, also of several tokens, and does not vanish", async () => {
    const made = await curated(
      `seed: {zh: 化冻, words: [温度压缩机, 没有这个词], kind: fault}`,
      `seed: {zh: 漏电, words: [漏电], kind: fault}`,
    );
    const rows = made.mart_theme_assignments?.filter(({ theme_id }) => theme_id === "C-op-1") ?? [];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ clause }) => String(clause).includes("温度压缩机"))).toBe(true);
    expect(theme(made, "C-op-2")).toMatchObject({ n: 0, status: "active", kind: "fault" });
    expect(bench.warnings).toEqual([
      expect.stringMatching(/op-1 asks for 没有这个词, which no clause holds/),
      expect.stringMatching(/op-2 asks for 漏电, which no clause holds/),
    ]);
  });

  test("pin moves a clause and all of the same words, to a theme or to none", async () => {
    const pin = (to: string) => `pin: {theme: ${to}, text_id: "ticket:spin2", clause_index: 0}`;
    expect(themeOf(await curated(pin(id.cold ?? "")), "ticket:spin2")).toBe(id.cold);
    expect(themeOf(await curated(pin("none")), "ticket:spin2")).toBeNull();
  });

  test("retire counts what was said up to that day", async () => {
    const late = texts("spin", 6, "2026-04-20", 30);
    await curated(`retire: {theme: ${id.spin}}`);
    const made = await bench.run([...said, ...late], "2026-04-30");
    expect(theme(made, id.spin)?.status).toBe("retired");
    expect(themeOf(made, "ticket:spin1")).toBe(id.spin);
    expect(themeOf(made, "ticket:spin31")).toBeNull();
  });

  test("a banned word stands in no keyword and no term", async () => {
    const [word = ""] = (theme(plain, id.spin)?.keywords ?? []) as string[];
    const made = await curated(`ban_word: {word: ${word}}`);
    expect(made.dim_themes?.flatMap(({ keywords }) => keywords as string[])).not.toContain(word);
    expect(made.mart_theme_terms?.map(({ term }) => term)).not.toContain(word);
  });

  test("a banned word leaves the name of a theme that has it, and no other name changes", async () => {
    const labels = (made: Made) => new Map(made.dim_themes?.map((row) => [row.theme_id, row.label_zh as string]));
    const before = labels(plain);
    const [word = ""] = before.get(id.spin)?.split(" · ") ?? [];
    const after = labels(await curated(`ban_word: {word: ${word}}`));
    for (const [theme, label] of before) {
      if (label.includes(word)) expect(after.get(theme)).not.toContain(word);
      else expect(after.get(theme)).toBe(label);
    }
    expect(after.get(id.spin)).not.toBe("");
    expect(labels(await curated())).toEqual(before);
  });

  test("a theme that is not there yet is left out with a warning", async () => {
    bench.warnings.length = 0;
    const made = await curated("lock: {theme: T0999}");
    expect(bench.warnings).toEqual([expect.stringContaining("op-1 names the theme T0999")]);
    expect(made.mart_theme_events?.some(({ operation_id }) => operation_id !== null)).toBe(false);
  });
});
