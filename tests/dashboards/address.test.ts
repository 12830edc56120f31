import fc from "fast-check";
import { expect, test } from "vitest";
import { modelPath } from "../../dashboards/components/faults.ts";
import { signalPath } from "../../dashboards/components/signal-list.ts";
import { listId } from "../../pipelines/site/render.ts";

const title =
  "听澜 T8 4800万全场景四摄 4000mAh长续航 八核处理器 18W快充 一年品质保证 4GB+64GB 皓月白 全网通智能手机 官方标配";

test("letters of an address stand by their code, those of ASCII as they are", () => {
  expect(modelPath("XY-80 洗")).toBe("models/XY-80.20.6d17");
  expect(signalPath("FLT-XY80C1-门-2025W52")).toBe("signals/FLT-XY80C1-.95e8-2025W52");
});

test("whatever a model is called, its pages and lists have names that a file can have, each its own", () => {
  const names = (model: string) => [
    modelPath(model).slice("models/".length),
    signalPath(model).slice("signals/".length),
    listId({
      metric_id: "unrepaired_within_thirty_days",
      grain: "quarter",
      period_start: "2025-10-01",
      dims: { region: "新疆维吾尔自治区", model },
      which: "hit",
    }),
  ];
  for (const name of names(title)) expect(name).toMatch(/^[\w.-]{150,170}$/);
  for (const [at, name] of names(`${title} 2`).entries()) expect(name).not.toBe(names(title)[at]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), (model) => {
      for (const name of names(model)) expect(name).toMatch(/^[\w.-]{1,170}$/);
    }),
  );
});
