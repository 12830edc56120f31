import type { Words } from "./zh.ts";

/** English of the pages of repeats and of care tasks. */
export const outcomes: Pick<Words, "repeats" | "due"> = {
  repeats: {
    nav: "Repeats and silence",
    title: "Repeats, further contacts, and what nobody said",
    heading: (units) => `${units} units were repaired three times or more in 24 months, the last time within a year`,
    lead: "Whether the same unit or the same need came back, and how many who did not complain were served badly.",
    othersTitle: "How much came back",
    othersLead:
      "Each row is the newest mature month with its 95% interval and n; the line has its own 13 months as scale, the mark is the same month a year before.",
    chronicTitle: (n) => `${n} units under repair again and again`,
    chronicUnknown: "Units under repair again and again",
    chronicNone: "No unit of the last year was repaired three times in 24 months",
    chronicLead:
      "The newest repair was asked for within 365 days and is the third or later in 24 months. A unit goes by its tickets alone: the newest and the two before it; most repairs first.",
    newest: "Newest",
    previous: "Before",
    earlier: "Before that",
    repairs: "Repairs in all",
    state: "State",
    open: "Open",
    closed: "Closed",
    nffTitle: (cause, share) => `No fault found is mostly ${cause}: ${share}`,
    nffUnknown: "Causes of no fault found",
    nffNone: "No ticket of the last year ended without a fault found",
    nffLead: (n) =>
      `${n} no-fault-found tickets of the last year, closed 30 days ago or longer, by the engineer's cause; an escape was reported again for the same unit and symptom or component within 30 days.`,
    cause: "Cause",
    causes: {
      user_environment: "the user's surroundings",
      user_knowledge: "use",
      intermittent: "intermittent fault",
      mis_triage: "wrong triage",
      unknown: "not stated",
    },
    escapes: "Escapes",
    escapesBy: (dim) => `No-fault-found escapes by ${dim.toLowerCase()}`,
    escapesByLead:
      "No-fault-found tickets since the data began, closed 30 days ago or longer; models with n of 10 or more, most cases first. n under 30 in grey; models are not ranked.",
    silentTitle: (reason, share) => `Bad outcomes without a complaint: ${reason} leads with ${share}`,
    silentUnknown: "Bad outcomes without a complaint",
    silentNone: "No bad outcomes to count",
    silentLead: (when, silent, voiced) =>
      `Tickets closed in ${when} that went badly: ${silent} without a complaint, ${voiced} with one. Each has its gravest reason only; a low score counts where it came without a word.`,
    reason: "Reason",
    reasons: {
      replaced: "unit replaced",
      repeat: "reported again within 30 days",
      not_fixed: "a visit without a fix",
      part_wait: "7 days or more for a part",
      late: "late or not in time",
      low_score: "low score without a word",
    },
    silent: "Silent",
    voiced: "Voiced",
    recoveryTitle: "How many came back from a disappointment, how many were lost",
    recoveryLead:
      "Pairs of scores by one customer about one unit, and whether a repeat was fixed this time. By year, since such pairs are few; months with n under 10 are hidden.",
    year: "Year",
    provisional: "not mature",
    needsOf: (n) => `${n} needs`,
    needsTitle: "First contact resolution by channel",
    needsLead: (when) =>
      `Needs first raised in the quarter from ${when}. A further contact of the customer about the same unit and intent within 7 days is the same need, by any channel; n under 30 in grey, under 10 hidden.`,
    alertsTitle: (n, due) => `Warranty alerts: ${n} tickets, ${due} of them may be due an exchange or a refund`,
    alertsUnknown: "Warranty alerts",
    alertsNone: "No warranty alerts",
    alertsLead:
      "Tickets that are open or were asked for in the last 90 days. Thresholds from secondary pages: a hint, no verdict.",
    status: (status) => `Thresholds: ${status === "待法务确认" ? "to be confirmed by legal" : status}`,
    unconfirmed: "Thresholds: to be confirmed by legal",
    threshold: (category, repairs, days) =>
      `${category}: failing again after ${repairs} repairs within warranty, or ${days} days for a part`,
    others: "other categories",
    extends: "days in repair extend the warranty",
    kind: "Alert",
    kinds: {
      exchange_due: "Exchange or refund",
      part_wait: "Long wait for a part",
      warranty_extended: "Warranty extended",
    },
    why: "Because",
    whyRepairs: (n) => `${n} earlier repairs within warranty`,
    whyWait: (days) => `${days} days for a part`,
    whyExtended: (end, until) => `warranty to ${end}, extended to ${until}`,
    created: "Asked for",
  },
  due: {
    nav: "Birthdays",
    title: "Birthdays of units",
    heading: (n, done) =>
      done === null
        ? `${n} units have their birthday in the next 30 days`
        : `${n} units have their birthday in the next 30 days; ${done} were completed in the newest mature month`,
    lead: "Tube televisions and computers every 3 years, flat televisions every year, a VIP's units every year, others every 5; from the day use began, else of sale. Returned and scrapped units have none.",
    funnelTitle: (called, done) => `Of units that fell due, ${called} had a call and ${done} were completed in time`,
    funnelNone: "No birthday fell due in the last year",
    funnelLead: (n, out) =>
      `${n} units of the last year whose 30 days have passed. The users of ${out} declined and stay in the denominator. In time is from 7 days before to 30 days after.`,
    unitsOf: (n) => `${n} units`,
    step: "Step",
    steps: {
      eligible: "Due",
      called: "Called",
      consented: "Consented",
      visited: "Visited",
      found: "Found something",
      done: "Completed in time",
    },
    finds: "Finds per 100 visits",
    itemsTitle: (card, care, asked) =>
      `On the visit ${card} had a card, ${care} maintenance, ${asked} were asked for an opinion`,
    itemsLead: (visits, noted, eligible) =>
      `${visits} of the same units were visited. Of the ${eligible} due, ${noted} carry an installer's note, whose words stay in the service point's own system.`,
    item: "Item",
    items: { card_given: "Card", maintained: "Maintenance", opinion_asked: "Opinion asked" },
    noted: "With a note",
    listTitle: (n, regions) => `${n} fall due in the next 30 days, in ${regions} regions`,
    listNone: "Nothing falls due in the next 30 days",
    listLead:
      "Counts by service region, without customers or serial numbers; service points draw names from their own system.",
    due: "Due",
    next: "Next day",
    called: "Called",
    done: "Completed",
    optedOut: "Declined",
    unknown: "Region not known",
    byCategory: (dim) => `Completed in time by ${dim.toLowerCase()}`,
    byCategoryLead: (when) => `Units that fell due in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
  },
};
