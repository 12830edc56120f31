import type { zhFlows } from "./zh-flows.ts";

/** English of the pages of waits and ways. */
export const enFlows: typeof zhFlows = {
  dispatch: {
    nav: "Dispatch",
    title: "Dispatch, states and hands",
    flat: "Dispatch and changes of hand show no reliable change",
    lead: "From the request to somebody accepting it, the states on the way, and how often it changed hands. A rejection stops no clock; changes count after the first acceptance, A to B and back to A is two.",
    statesTitle: "How long tickets stay in each state",
    statesLead:
      "Intake, dispatch, handling, feedback, archive, by the month a state was entered; tickets still in it count by Kaplan-Meier. The last column is tickets in that state at the as-of.",
    state: "State",
    states: {
      intake: "Intake",
      dispatch: "Dispatch",
      handling: "Handling",
      feedback: "Feedback",
    } as Record<string, string>,
    open: "In it now",
    othersTitle: "Rejections, automatic dispatch, transfers and event chains",
    othersLead:
      "Each row is the newest mature month with its 95% interval and n; the line is on the row's own 13 months, the tick is the same month last year.",
    ownerBy: (dim: string) => `One owner to the end, by ${dim}`,
    ownerLead: (when: string) =>
      `Tickets first closed in ${when} that somebody held. n under 30 is grey, under 10 hidden.`,
    rule: "Rule",
    tickets: "Tickets",
    example: "Example",
    illegalTitle: (n: string) => `${n} steps that cannot have happened so`,
    illegalNone: "No step that cannot have happened so",
    illegalLead:
      "Steps logged out of order or without the one they need; a ticket may break several rules. They are findings of data quality too.",
    rules: {
      step_before_request: "Event before the request",
      accepted_before_assigned: "Accepted before it was assigned",
      worked_before_accepted: "Visited before it was accepted",
      worked_after_closed: "Worked on after the close, not reopened",
      reopened_before_closed: "Reopened before any close",
      closed_twice: "Closed again, not reopened",
      closed_without_visit: "Closed without a visit",
    } as Record<string, string>,
    missingTitle: (n: string) => `${n} tickets closed in the last 90 days lack a step in their log`,
    missingLead: "Each ticket counts once, under the first step it lacks.",
    steps: {
      created: "Request",
      responded: "Response",
      assigned: "Assignment",
      accepted: "Acceptance",
      contacted: "Contact",
      arrived: "Arrival",
      closed: "Close",
    } as Record<string, string>,
  },
  parts: {
    nav: "Parts",
    title: "Waits for parts",
    heading: (wait: string, fill: string | null) =>
      fill === null
        ? `Nine tickets in ten wait no longer than ${wait} for parts`
        : `Nine tickets in ten wait no longer than ${wait} for parts; ${fill} had them at the first visit`,
    lead: "The union of the intervals from asking to coming: several parts at once pass once, and parts still to come count. Waiting for parts never pauses a clock.",
    medianNote: "a part at hand counts as 0",
    alertsTitle: (n: string, over: string) => `${n} tickets have waited 60 days for a part, ${over} of them 90`,
    alertsNone: "No ticket has waited 60 days for a part",
    alertsLead:
      "The part has not come and the ticket is open at the as-of; counted from the oldest request still to come, the longest wait first.",
    asked: "Asked for",
    level: "Alert",
    levels: { 60: "60 days", 90: "90 days" } as Record<number, string>,
    ageingTitle: (n: string) => `${n} tickets still wait for a part`,
    ageingLead: "By days since the oldest request that has not come.",
    ages: {
      "0_7d": "up to 7 days",
      "7_15d": "7–15 days",
      "15_30d": "15–30 days",
      "30_60d": "30–60 days",
      "60_90d": "60–90 days",
      over_90d: "over 90 days",
    } as Record<string, string>,
    fillBy: (dim: string) => `Part at hand at the first visit, by ${dim}`,
    fillByLead: (when: string) =>
      `Quarter from ${when}, by the first productive visit. n under 30 is grey, under 10 hidden.`,
    originTitle: "Original parts",
    originLead: "Of tickets with parts of recorded origin, the share whose parts are all original.",
  },
};
