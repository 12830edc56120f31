import { expect, test } from "vitest";
import { type Decision, stageOn } from "../../../transforms/signals/lifecycle.ts";

const taken: Decision[] = [
  { on: "2026-02-01", stage: "root_cause" },
  { on: "2026-01-10", stage: "containment" },
  { on: "2026-01-10", stage: "confirmed" },
  { on: "2026-05-01", stage: "closed_effective" },
];

test.each([
  ["2026-01-09", "new"],
  ["2026-01-10", "containment"],
  ["2026-03-01", "root_cause"],
  ["2026-05-01", "closed_effective"],
])("on %s it is %s", (day, stage) => {
  expect(stageOn(day, taken, "2025-12-28")).toBe(stage);
});

test("an alarm after it was closed reopens it, until people decide again", () => {
  expect(stageOn("2026-08-01", taken, "2026-07-05")).toBe("reopened");
  expect(stageOn("2026-08-01", [...taken, { on: "2026-07-20", stage: "confirmed" }], "2026-07-05")).toBe("confirmed");
  expect(stageOn("2026-08-01", [{ on: "2026-02-01", stage: "false_alarm" }], "2026-07-05")).toBe("reopened");
});
