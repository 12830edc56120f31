import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeColumns, encodeColumns, textsOf } from "../../dashboards/explorer/column-file.ts";
import { operations, type Proposal, patchOf } from "../../dashboards/explorer/curation.ts";
import { pieces } from "../../dashboards/explorer/evidence.ts";
import { openSearch } from "../../dashboards/explorer/search.ts";
import { shareOf } from "../../dashboards/explorer/share.ts";
import { dimensions, type Filter, type Rows, rowsOf, tally, textsWith } from "../../dashboards/explorer/tally.ts";
import { addressOf, readView } from "../../dashboards/explorer/view.ts";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import { wilson } from "../../transforms/statistics.ts";

describe("the column file", () => {
  const file = encodeColumns(
    {
      a: new Uint8Array([1, 2, 255]),
      b: new Uint32Array([7, 4_000_000_000]),
      texts: ["", "不制冷\n又坏", "😀 ok"],
      none: [],
    },
    { until: "2026-10-31", names: ["型号"] },
  ).buffer as ArrayBuffer;

  test("gives back numbers, texts and facts", () => {
    const open = decodeColumns(file);
    expect(open.facts).toEqual({ until: "2026-10-31", names: ["型号"] });
    expect([...open.numbers("a")]).toEqual([1, 2, 255]);
    expect([...open.numbers("b")]).toEqual([7, 4_000_000_000]);
    const texts = open.lines("texts");
    expect([...Array(texts.length).keys()].map((i) => texts.at(i))).toEqual(["", "不制冷 又坏", "😀 ok"]);
    expect(open.lines("none").length).toBe(0);
    expect(() => open.numbers("c")).toThrow('no column "c"');
    expect(() => decodeColumns(new ArrayBuffer(16))).toThrow("no column file");
  });

  test("can be read whole by who looks for personal data", () => {
    expect(textsOf(file).join("\n")).toContain("型号");
    expect(textsOf(file).join("\n")).toContain("不制冷 又坏");
  });
});

describe("the search", () => {
  const texts = ["一脱水就咣咣响", "不制冷", "修好两天又不制冷", "ＡＢＣ Error E4", ""];
  const find = openSearch(decodeColumns(encodeColumns({ texts }, null).buffer as ArrayBuffer).lines("texts"));

  test.each([
    ["不制冷", [0, 1, 1, 0, 0]],
    ["又 制冷", [0, 0, 1, 0, 0]],
    ["响", [1, 0, 0, 0, 0]],
    ["abc e4", [0, 0, 0, 1, 0]],
    ["没有", [0, 0, 0, 0, 0]],
  ])("finds %s by any stretch of characters, all words, either width", (query, hits) => {
    expect([...find(query)]).toEqual(hits);
  });

  test("finds what looking at each text finds", () => {
    const short = fc
      .array(fc.constantFrom("不", "制", "冷", "a", " ", "响"), { maxLength: 6 })
      .map((letters) => letters.join(""));
    fc.assert(
      fc.property(fc.array(short, { maxLength: 12 }), short, (lines, query) => {
        const found = openSearch(decodeColumns(encodeColumns({ lines }, null).buffer as ArrayBuffer).lines("lines"))(
          query,
        );
        const words = query.split(/\s+/).filter(Boolean);
        expect([...found]).toEqual(lines.map((line) => Number(words.every((word) => line.includes(word)))));
      }),
    );
  });
});

describe("the counts under a filter", () => {
  const theme = fc.integer({ min: 0, max: 4 });
  const text = fc.record({
    age: fc.integer({ min: 0, max: 120 }),
    codes: fc.tuple(...dimensions.map(() => fc.integer({ min: 0, max: 2 }))),
    rows: fc.array(fc.tuple(theme, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 }),
  });
  // Themes 1 and 2 are in parent 4; 3 is emerging.
  const parent = [0, 4, 4, 0, 0];
  const emerging = [0, 0, 0, 1, 0];
  const sizes = { model: 3, batch: 3, region: 3, channel: 3 };

  test("are those of counting each text by itself", () => {
    const wanted = fc.tuple(...dimensions.map(() => fc.integer({ min: 0, max: 2 })));
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 20 }),
        wanted,
        fc.constantFrom(28, 91, 400),
        fc.boolean(),
        (texts, codes, days, isSearched) => {
          const flat = texts.flatMap((one, t) =>
            one.rows.map(([own, isHit, isDanger]) => ({ t, own, isHit, isDanger })),
          );
          const rows: Rows = {
            text: flat.map(({ t }) => t),
            theme: flat.map(({ own }) => own),
            danger: flat.map(({ isDanger }) => Number(isDanger)),
            age: texts.map(({ age }) => age),
            codes: Object.fromEntries(
              dimensions.map((name, d) => [name, texts.map((one) => one.codes[d] ?? 0)]),
            ) as unknown as Rows["codes"],
            parent,
            emerging,
          };
          const filter: Filter = {
            wanted: Object.fromEntries(
              dimensions.map((name, d) => [name, codes[d] ?? 0]),
            ) as unknown as Filter["wanted"],
            days,
            hits: isSearched ? flat.map(({ isHit }) => Number(isHit)) : null,
          };
          const fails = (t: number) => {
            const one = texts[t] as (typeof texts)[number];
            const failed: string[] = dimensions.filter((_, d) => codes[d] !== 0 && one.codes[d] !== codes[d]);
            if (one.age >= days) failed.push("days");
            if (isSearched && !one.rows.some(([, isHit]) => isHit)) failed.push("hits");
            return failed;
          };
          const all = texts.map((_, t) => t);
          const passing = all.filter((t) => fails(t).length === 0);
          const themesOf = (t: number) => {
            const own = (texts[t]?.rows ?? []).filter(([, isHit]) => !isSearched || isHit).map(([one]) => one);
            return new Set(
              own.flatMap((one) => (one === 0 ? [] : [one, ...((parent[one] ?? 0) > 0 ? [parent[one] ?? 0] : [])])),
            );
          };
          const counts = tally(rows, filter, sizes);
          expect(counts.texts).toBe(passing.length);
          for (const own of [1, 2, 3, 4]) {
            const having = passing.filter((t) => themesOf(t).has(own));
            expect(counts.byTheme[own], `theme ${own}`).toBe(having.length);
            const told = passing.filter((t) =>
              texts[t]?.rows.some(([one, isHit, isDanger]) => one === own && isDanger && (isHit || !isSearched)),
            );
            expect(counts.dangers[own], `dangers of ${own}`).toBe(told.length);
          }
          expect(counts.unassigned).toBe(passing.filter((t) => themesOf(t).size === 0).length);
          expect(counts.emerging).toBe(passing.filter((t) => themesOf(t).size === 1 && themesOf(t).has(3)).length);
          expect(counts.assigned + counts.emerging + counts.unassigned).toBe(passing.length);
          for (const [d, name] of dimensions.entries()) {
            const others = all.filter((t) => fails(t).every((failed) => failed === name));
            expect([...counts.options[name]]).toEqual(
              [0, 1, 2].map((code) => others.filter((t) => texts[t]?.codes[d] === code).length),
            );
            expect(counts.without[name]).toBe(others.length);
          }
          expect(counts.without.days).toBe(all.filter((t) => fails(t).every((failed) => failed === "days")).length);
          const weeks = [...counts.weeks.subarray(13, 26)].reduce((sum, n) => sum + n, 0);
          expect(weeks).toBe(
            all.filter((t) => fails(t).every((f) => f === "days") && (texts[t]?.age ?? 0) < 91 && themesOf(t).has(1))
              .length,
          );
          for (const own of [1, 2, 3]) {
            expect(rowsOf(rows, filter, own)).toHaveLength(counts.byTheme[own] ?? 0);
            expect(textsWith(rows, filter, (row) => rows.theme[row] === own && (filter.hits?.[row] ?? 1) === 1)).toBe(
              counts.byTheme[own],
            );
          }
          expect(rowsOf(rows, filter, 0)).toHaveLength(counts.unassigned);
        },
      ),
    );
  });

  test("carry the interval that published shares carry", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (x, n) => {
        const hits = Math.min(x, n);
        const { lo, hi } = shareOf(hits, n) ?? { lo: 0, hi: 0 };
        expect({ lo, hi }).toEqual(wilson({ x: hits, n }));
      }),
    );
  });
});

describe("evidence", () => {
  test("is marked where it stands, once where it overlaps, and never inside a redaction", () => {
    expect(pieces("一脱水就异响，〔姓名1〕说脱水异响", ["脱水", "脱水异响", "姓名"])).toEqual([
      { text: "一", kind: "plain" },
      { text: "脱水", kind: "mark" },
      { text: "就异响，", kind: "plain" },
      { text: "姓名1", kind: "redacted" },
      { text: "说", kind: "plain" },
      { text: "脱水异响", kind: "mark" },
    ]);
  });

  test("leaves every character of the clause", () => {
    const clause = fc
      .array(fc.constantFrom("脱", "水", "〔", "〕", "a", "<"), { maxLength: 12 })
      .map((letters) => letters.join(""));
    fc.assert(
      fc.property(clause, fc.array(clause, { maxLength: 3 }), (text, words) => {
        const whole = pieces(text, words).map((piece) =>
          piece.kind === "redacted" ? `〔${piece.text}〕` : piece.text,
        );
        expect(whole.join("")).toBe(text);
      }),
    );
  });
});

describe("the address", () => {
  test("says what is set and is read back", () => {
    const view = {
      values: { model: "LX-10S & <b>", batch: "", region: "华东", channel: "app" },
      days: 28,
      q: "不 制冷",
      theme: "T0001",
    };
    const address = new URL(addressOf(view, "themes.html", 91), "http://site/");
    expect(readView(address, 91)).toEqual(view);
    const plain = { values: { model: "", batch: "", region: "", channel: "" }, days: 91, q: "", theme: "" };
    expect(addressOf(plain, "themes.html", 91)).toBe("themes.html");
    expect(readView(new URL("http://site/themes.html"), 91)).toEqual(plain);
    expect(readView({ search: "?days=x", hash: "#<script>" }, 91)).toMatchObject({ days: 91, theme: "" });
  });
});

describe("a proposal", () => {
  const given: Proposal = {
    kind: "split",
    theme: "T0001",
    part: '没有放平: "晃"',
    words: "没放平，晃, 晃",
    into: "T0002",
    zh: "脱水异响",
    en: "Noise: spin",
    text: "feedback:F000000001",
    clause: "1",
    target: "none",
    author: "质量部",
    reason: "返修办法不同: # 不是注释",
  };
  const by = { author: "质量部", reason: "返修办法不同: # 不是注释" };

  test.each([
    ["split", { theme: "T0001", parts: [{ zh: '没有放平: "晃"', words: ["没放平", "晃"] }] }],
    ["merge", { themes: ["T0001"], into: "T0002" }],
    ["rename", { theme: "T0001", name: { zh: "脱水异响", en: "Noise: spin" } }],
    ["pin", { theme: null, text_id: "feedback:F000000001", clause_index: 1 }],
    ["lock", { theme: "T0001" }],
  ] as const)("to %s is an operation that curation.yaml takes", (kind, wanted) => {
    const patch = patchOf({ ...given, kind }, "2026-10-31", "k3f9");
    const operations = parseCuration(`# decided by people\n${patch}`);
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({ id: `${kind}-20261031-k3f9`, date: "2026-10-31", kind, ...by, ...wanted });
  });

  test("is none while something is missing", () => {
    const without = (changes: Partial<Proposal>) => patchOf({ ...given, ...changes }, "2026-10-31", "k3f9");
    expect(operations.map((kind) => without({ kind, author: " " }))).toEqual(operations.map(() => null));
    expect(without({ words: " ，" })).toBeNull();
    expect(without({ kind: "merge", into: "T0001" })).toBeNull();
    expect(without({ kind: "rename", zh: "", en: "" })).toBeNull();
    expect(without({ kind: "pin", text: "F1" })).toBeNull();
  });
});
