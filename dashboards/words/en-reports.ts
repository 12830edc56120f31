import type { reports as zhReports } from "./zh-reports.ts";

/** English of the reports that leave the house as files and messages. */
export const reports: typeof zhReports = {
  executive: (month) => `After-sales service brief · ${month}`,
  standards: "The four standards and the net promoter score",
  others: "Other measures",
  themes: "What users speak of most",
  themesWindow: (since, until, texts) =>
    `${since} to ${until}, ${texts} texts; one may be in several themes, so they are not added up.`,
  themeRow: { theme: "Theme", texts: "Texts", share: "Share", interval: "95% interval", verdict: "Year on year" },
  noThemes: "There are no texts to read.",
  limits: "Before you use these numbers",
  metric: "Measure",
  month: "Month",
  value: "Value",
  interval: "95% interval",
  change: "On the same month last year",
  verdict: "Verdict",
  target: "Target",
  limit: {
    quarantined: (rows, read) =>
      `Of ${read} rows read, ${rows} broke the contract; they are set aside and in no number.`,
    warnings: (n) => `The quality gate has ${n} warning${n === 1 ? "" : "s"}: see the page about the data.`,
    late: "Each measure is of its newest mature month; later months may still change and are not compared.",
    tests:
      "Verdicts come from two-sided 5% tests against the same month of the year before; a dash means too few cases or no source.",
  },
  quality: (month) => `List of themes · ${month}`,
  qualitySummary: (themes, texts) => `${themes} themes, ${texts} texts.`,
  birthday: (point) => `Birthdays of appliances · ${point}`,
  birthdaySummary: (units) => `${units} units have their birthday in the next 30 days.`,
  unassigned: "no service point",
  stamp: (at, zone, run) => `As of ${at}${zone}, run ${run}`,
  digest: {
    subject: (title, at) => `${title} (as of ${at})`,
    many: (n) => `Huiyin: ${n} reports`,
    open: "open",
    site: "Dashboard",
    attached: "Attached",
    tooLarge: (name, size) =>
      `${name} has ${size} MB, more than a mail may carry: take it from the dashboard or the folder of reports.`,
    personal: "Holds details of users' appliances, for this service point only. Do not forward.",
  },
};
