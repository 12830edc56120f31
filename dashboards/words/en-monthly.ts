import type { monthly as zhMonthly } from "./zh-monthly.ts";

/** English of the monthly pack. */
export const monthly: typeof zhMonthly = {
  nav: "Monthly pack",
  title: "Monthly service pack",
  heading: (month) => `Monthly service pack, ${month}`,
  lead: "Fault types, response times, satisfaction, engineers. Each takes its newest mature month; what is not mature is not compared. Made to be printed.",
  faults: "Fault types",
  faultsLead:
    "Repairs closed in the last whole month, by component; by symptom group where no component is named. Wilson 95% intervals.",
  faultsNone: "No repair was closed in the month.",
  fault: "Fault",
  repairs: "Repairs",
  yearBefore: "A year before",
  noYear: "There are no data of the same month a year before.",
  unknown: "not recorded",
  others: "all others",
  response: "Response times",
  satisfaction: "Satisfaction",
  readingLead: "Newest mature month, 95% interval, 13 months, and the verdict against the year before.",
  engineers: "Engineers",
  engineersLead:
    "Last 90 days, allowing for how hard the cases were; bands and no ranks. Engineers go by a keyed name; details and appeals are on the engineers' page.",
  engineersNone: "No engineer can be compared: tickets or visits must name an engineer, with 30 cases each.",
  judged: "Compared",
  small: "Under 30 cases",
};
