import { expect, test } from "vitest";
import { coverageBy } from "../../../transforms/themes/coverage.ts";

test("a name fits the texts that bear one of its words, inside a longer word, as two, or by the lexicon", () => {
  const tokens = [["安装师傅", "迟到"], ["安装"], ["自己", "装"], ["上门", "收费"], ["客服"]];
  const none = tokens.map(() => []);
  const clauses = {
    tokens,
    weights: Float64Array.of(1, 2, 3, 1, 3),
    labels: new Int32Array(5),
    componentIds: none,
    symptomIds: none,
    situationIds: tokens.map((_, i) => (i === 2 ? ["inst_self"] : [])),
  };
  const situations = [{ id: "inst_self", zh: "用户自行安装", en: "installed it himself", group: "installation" }];
  const coverage = coverageBy(clauses, { components: [], symptoms: [], situations });
  const all = [0, 1, 2, 3, 4];
  expect(coverage("安装", all)).toBeCloseTo(0.3, 12);
  expect(coverage("用户自行安装 · 安装", all)).toBeCloseTo(0.6, 12);
  expect(coverage("上门收费", all)).toBeCloseTo(0.1, 12);
  expect(coverage("客服", [4])).toBe(1);
  expect(coverage("客服", [])).toBe(0);
});
