import { expect, test } from "vitest";
import { identify } from "../../../transforms/signals/identity.ts";

const found = (from: string, until: string, symptom = "三角架") => ({
  kind: "component",
  symptom,
  model: "XY80C1",
  from,
  until,
});

test("a signal is named by model, symptom and the ISO week its evidence began in", () => {
  expect(identify([found("2025-12-22", "2026-01-26")], []).ids).toEqual(["FLT-XY80C1-三角架-2025W52"]);
  expect(identify([found("2025-12-29", "2026-01-26", "门/封 圈")], []).ids).toEqual(["FLT-XY80C1-门_封_圈-2026W01"]);
});

test("a model that is the whole title of an article stands in the id by its beginning and a hash", () => {
  const title = "听澜 空气净化器 KJ500 家用卧室除甲醛除雾霾除烟味智能低噪 白色 官方标配";
  const ids = (model: string) => identify([{ ...found("2025-12-22", "2026-01-26"), model }], []).ids;
  expect(ids(title)).toEqual(["FLT-听澜_空气净化器_KJ500_家用卧室_cec9-三角架-2025W52"]);
  expect(ids(`${title} 两年滤芯`)).not.toEqual(ids(title));
});

test("keeps its id when late rows move its beginning, and while it goes on", () => {
  const first = identify([found("2025-12-22", "2026-01-26")], []);
  const later = identify([found("2025-12-08", "2026-06-01")], first.known);
  expect(later.ids).toEqual(first.ids);
  expect(later.known).toEqual([{ id: "FLT-XY80C1-三角架-2025W52", ...found("2025-12-22", "2026-06-01") }]);
});

test("was first seen on the day that was told first, also where an earlier state did not keep it", () => {
  const on = (seen: string) => ({ ...found("2025-12-22", "2026-01-26"), seen });
  const first = identify([on("2026-01-11")], []);
  expect(identify([on("2026-01-18")], first.known).known[0]?.seen).toBe("2026-01-11");
  const before = identify([found("2025-12-22", "2026-01-26")], []);
  expect(identify([on("2026-01-18")], before.known).known[0]?.seen).toBe("2026-01-18");
});

test("is another signal for another symptom, and after half a year", () => {
  const first = identify([found("2025-01-06", "2025-03-03")], []);
  expect(identify([found("2025-09-22", "2025-10-06")], first.known).ids).toEqual(["FLT-XY80C1-三角架-2025W39"]);
  expect(identify([found("2025-01-06", "2025-03-03", "电机")], first.known).ids).toEqual(["FLT-XY80C1-电机-2025W02"]);
  expect(identify([found("2025-05-05", "2025-06-02")], first.known).ids).toEqual(first.ids);
});

test("does not forget a signal that a run did not find, nor give its id away", () => {
  const first = identify([found("2025-01-06", "2025-03-03")], []);
  const none = identify([], first.known);
  expect(none.known).toEqual(first.known);
  const two = identify([found("2025-01-06", "2025-03-03"), found("2025-02-03", "2025-04-07")], none.known);
  expect(new Set(two.ids).size).toBe(2);
});
