import type { changes as zhChanges } from "./zh-changes.ts";

/** English of the page of run differences. */
export const changes: typeof zhChanges = {
  nav: "What changed",
  heading: (n) =>
    n === "0" ? "No number of a month that is over has changed" : `${n} numbers of months that are over have changed`,
  lead: (run) =>
    `Compared with the run before, ${run}, month by month; what reads the same is left out. Each says why it changed and in how many rows.`,
  none: "There is no earlier run to compare with",
  noneLead: "From the second run on, each number that differs from the run before is listed here with the reason.",
  nothing: "No number reads otherwise.",
  causesTitle: "What changed between the two runs",
  causesLead: "The as-of, what came in, the program, files that people write, and definitions.",
  loads: "Loads",
  code: "Program",
  files: "People's files",
  definitions: "Redefined",
  added: "New metrics",
  removed: "Removed metrics",
  unchanged: "unchanged",
  same: (text) => `${text} (unchanged)`,
  fromTo: (a, b) => `${a} → ${b}`,
  pastTitle: (n) => `Months that were over: ${n} numbers`,
  pastLead:
    "Months that had ended by the as-of before. Late rows and corrections are the source's, what fell due is the definition's, and policies and definitions are changed by people.",
  runningTitle: (n) => `Months that were running: ${n} numbers`,
  runningLead: "Months that had not ended by the as-of before; what happened since counts in them.",
  before: "Before",
  now: "Now",
  reason: "Reason",
  reasons: {
    new: "new",
    late: "late",
    corrected: "corrected",
    related: "a related ticket changed",
    forgotten: "a customer was forgotten on request",
    time: "fell due or runs on",
    definition: "definition",
    policy: "policy",
    calendar: "calendar",
    curation: "themes curated",
    code: "program",
  },
  reasonRows: (reason, n) => `${reason}: ${n} rows`,
  more: (n) => `${n} more are in the CSV.`,
};
