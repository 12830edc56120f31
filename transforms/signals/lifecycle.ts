/** Stages of a signal in the order people take it through; what a file of actions says moves it. */
export const stages = [
  "new",
  "confirmed",
  "false_alarm",
  "containment",
  "root_cause",
  "action",
  "verifying",
  "closed_effective",
  "reopened",
] as const;
export type Stage = (typeof stages)[number];

/** Stages that people decide; the others follow from the data. */
export const decided = stages.filter((stage) => stage !== "new" && stage !== "reopened");

/** What people decided about a signal on a day, YYYY-MM-DD. */
export interface Decision {
  on: string;
  stage: Stage;
}

/**
 * The stage a signal is in on a day: the last that people decided by then, in the order of days and, within a day, of stages. A signal
 * that was closed as effective or as a false alarm and whose alarm was raised again after that day is reopened. Null `raised` says
 * that no alarm was raised.
 */
export function stageOn(day: string, decisions: readonly Decision[], raised: string | null): Stage {
  const taken = decisions
    .filter(({ on }) => on <= day)
    .sort((a, b) => (a.on === b.on ? stages.indexOf(a.stage) - stages.indexOf(b.stage) : a.on < b.on ? -1 : 1));
  const last = taken.at(-1);
  if (last === undefined) return "new";
  const isDone = last.stage === "closed_effective" || last.stage === "false_alarm";
  return isDone && raised !== null && raised > last.on ? "reopened" : last.stage;
}
