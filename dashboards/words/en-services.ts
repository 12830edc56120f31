import type { Words } from "./zh.ts";

/** English of the pages of fees, remote service and alerts, and of the parts on coverage, groups and certificates. */
export const services: Pick<
  Words,
  "charges" | "remote" | "contacts" | "alerts" | "coverage" | "groupings" | "certificates"
> = {
  charges: {
    nav: "Charges",
    title: "Quoted and charged",
    heading: (over, covered) =>
      `${over} tickets of the last year were charged more than quoted, ${covered} in warranty: to be looked at`,
    lead: "What was taken against what was quoted, ticket by ticket; whether a charge in warranty is right is for people to see.",
    flat: "Overcharging is as in the same month a year before",
    listTitle: (n) => `${n} tickets whose charges are to be looked at`,
    listNone: "No charge of the last year is to be looked at",
    listLead:
      "The last 365 days, newest first; each with its gravest reason: charged in warranty, more than quoted, not quoted.",
    byTier: (dim) => `Charged more than quoted by ${dim.toLowerCase()}`,
    byTierLead: (when) => `Tickets last charged in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
    reason: "Reason",
    reasons: { in_warranty: "In warranty", over_quote: "More than quoted", unquoted: "Not quoted" },
    quoted: "Quoted",
    charged: "Charged",
    over: "Too much",
    at: "Charged on",
  },
  remote: {
    nav: "Remote",
    title: "Remote service",
    heading: (share, spared) => `${share} of remote needs took no visit; ${spared} visits spared since the data began`,
    lead: "Solved means that a session says so and nobody came within 7 days of the last one; a session without consent is a fault.",
    by: (dim) => `Solved remotely by ${dim.toLowerCase()}`,
    byLead: (when) => `Needs first tried remotely in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
    needsOf: (n) => `${n} needs`,
  },
  contacts: {
    nav: "Contacts",
    title: "Contacts and chasing",
    lead: "How long until a person answered, how many gave up, how often people asked how far it was, what the bot solved; by the contact's own channel.",
    flat: "Contacts are as in the same month a year before",
    othersTitle: "Bot and refusals",
    othersLead:
      "Each row is the newest mature month with its 95% interval and n; the line has its own 13 months as scale, the mark is the same month a year before.",
    by: (dim) => `Given up in the queue by ${dim.toLowerCase()}`,
    byLead: (when) => `Contacts that queued in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
    waitLead: (when) => `Tickets created in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
    contactsOf: (n) => `${n} contacts`,
  },
  alerts: {
    nav: "Alerts",
    title: "Alerts of connected units",
    heading: (hit, warned) => `${hit} of alerts were followed by a fault; ${warned} of faults had an alert before`,
    lead: "An alert was right where a request about the unit within 30 days found a fault. Which units are connected is not known, so the share of faults is a lower bound.",
    alertsOf: (n) => `${n} alerts`,
    faultsOf: (n) => `${n} faults`,
    bySeverity: "Alerts followed by a fault, by the unit's own severity",
    bySeverityLead:
      "Alerts since the data began, 30 days ago or longer; of a unit's alerts within 30 days the first. No share under 10 alerts.",
    severity: "Severity",
    followed: "Followed",
    unknown: "not stated",
    byModel: (dim) => `Alerts followed by a fault by ${dim.toLowerCase()}`,
    byModelLead: (when) => `Alerts raised in the quarter from ${when}. n under 30 in grey, under 10 hidden.`,
  },
  coverage: {
    title: (points, counties) => `${points} service points open, in ${counties} counties and districts`,
    planned: (covered, due) => `Of ${due} places due by the plan, ${covered} have a service point now`,
    none: "No service points are known",
    lead: (inTime) =>
      inTime === null
        ? "There is no plan: how much is to be covered stands in coverage_plan.csv of the workspace. Tickets are those on site of the last 90 days."
        : `The plan stands in coverage_plan.csv; ${inTime} places were covered on the day. Tickets are those on site of the last 90 days.`,
    points: "Points",
    own: "Own",
    counties: "Counties",
    townships: "Town points",
    perPoint: "Tickets a point",
    plan: "Planned",
    covered: "Covered",
    gapsTitle: (due, later) => `${due} places are due and have no service point, ${later} are not due yet`,
    gapsLead: "By the plan's date, the earliest first.",
    place: "Place",
    dueOn: "Planned for",
    state: "State",
    overdue: "due",
    ahead: "not due yet",
  },
  groupings: {
    title: {
      ownership: "Own and partner points on the same cases",
      certificate: "With and without a certificate on the same cases",
    },
    lead: (from, to) =>
      `${from} to ${to}. Each group against what the same cases let expect (strata as above); 95% intervals are widened by how much service points differ. A ratio is what went wrong over what was expected.`,
    leadCertificate:
      "The certificate is that of the engineer who answers, for the category and on the day of the visit; engineers that the staff list lacks are left out. Associated is not caused: hard cases may have gone to the certified.",
    group: "Group",
    effect: "Ratio; a score's difference in points",
    names: {
      own: "Own",
      partner: "Partner",
      valid: "Valid certificate",
      lapsed: "Lapsed certificate",
      none: "None for the category",
    },
    none: "No groups to compare: service_points.ownership is needed.",
    noneCertificate: "No groups to compare: engineers.certified_for is needed.",
  },
  certificates: {
    title: (lapsed, expiring) =>
      `${lapsed} active engineers have a lapsed certificate, ${expiring} one that ends within 60 days`,
    unknown: "Certificates that end",
    none: "No certificate ends within 60 days",
    lead: "By code and service point alone; service points draw names from their own system.",
    engineer: "Engineer",
    until: "Valid until",
    days: "Days left",
    state: "State",
    states: { lapsed: "lapsed", expiring: "ending", undated: "no date" },
  },
};

export const serviceDims = { ownership: "Ownership", certificate: "Engineer's certificate" };
