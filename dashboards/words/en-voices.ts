import type { voices as Voices } from "./zh-voices.ts";

/** What may have gone wrong on a ticket, by the column that says so. */
const troubles: Record<string, string> = {
  is_slow_response: "first response late",
  is_late: "arrived late",
  is_no_show: "nobody came in time",
  is_moved_by_company: "moved by the company",
  is_part_wait: "waited for a part",
  is_not_fixed_at_once: "not fixed at the first visit",
  is_long_wait: "restored after three days or more",
  is_repeat: "same fault again within 30 days",
  is_reopened: "reopened",
  is_wrongly_charged: "charged in warranty or above the quotation",
};

/** Names of the dimensions that what users say is told apart by. */
export const voiceDims: Record<string, string> = {
  touchpoint: "touchpoint",
  complaint_source: "source",
  kind: "kind",
  ...troubles,
};

/** Names of their values. */
export const voiceValues: Record<string, Record<string, string>> = {
  touchpoint: {
    call: "Call",
    appointment: "Appointment",
    arrival: "Arrival",
    repair: "Repair",
    price: "Price",
    "follow-up": "Follow-up",
  },
  complaint_source: { direct: "To the company", social: "Social media", regulator: "Regulator" },
  kind: { complaint: "Complaint", praise: "Praise", suggestion: "Suggestion", inquiry: "Inquiry", review: "Review" },
  ...Object.fromEntries(Object.keys(troubles).map((trouble) => [trouble, { true: "yes" }])),
};

/** Pages of what users say: NPS weighted, drivers. */
export const voices: typeof Voices = {
  pooled: (modes) => `NPS, ${modes} modes together`,
  weightedTitle: (weighted, raw) => `Weighted to all who were invited ${weighted}, raw ${raw}`,
  weightedNone: "Cannot be weighted yet",
  weightedLead:
    "Not everybody answers alike. A stratum (survey mode × ticket type × how it went × region) weighs its share of the invitations over its share of the answers, held between 0.3 and 3; strata of fewer than 10 answers join their like. The effective sample is how many equal answers these weights are worth.",
  columns: {
    raw: "raw",
    weighted: "weighted",
    effective: "effective sample",
    response: "response",
    modes: "modes",
    driver: "what happened",
    held: "answers with it",
    prevalence: "share",
    difference: "difference (pts)",
    stake: "at stake (pts)",
    with: "with",
    without: "without",
    matched: "comparable",
  },
  needsTitle: (margin, change) =>
    `±5 points need ${margin} answers; to see a change of 5 points, ${change} in each period`,
  needsLead: (promoters, detractors, n) =>
    `From the last year's ${promoters} promoters and ${detractors} detractors (n = ${n}). To see a change: two-sided 5% test, 80% power.`,
  needs: {
    margin: (points) => `interval of ±${points} points`,
    change: (points) => `a change of ${points} points (each period)`,
    columns: { what: "wanted", answers: "answers needed" },
  },
  drivers: {
    nav: "Drivers",
    title: "What goes with the scores",
    heading: (driver, points) => `Most of the NPS goes with: ${driver}, ${points} points in all`,
    lead: (from, to) =>
      `${from} to ${to}. Answers with and without it are compared within the same survey mode, ticket type, service mode and area; associated, not caused.`,
    nps: "NPS",
    csat: "CSAT",
    measureTitle: {
      nps: (k, of) => `Of ${of} things, ${k} reliably go with NPS`,
      csat: (k, of) => `Of ${of} things, ${k} reliably go with CSAT`,
    },
    measureLead:
      "Difference: how many points answers with it lie below or above those without. At stake: difference times share, the points of the whole score that go with it. 95% intervals from 1,000 resamples of whole customers; grey with fewer than 30 answers. Points of CSAT are percentage points of 4 and 5.",
    none: "Scores cannot be matched with tickets, so nothing is compared.",
    noneKnown: (names) => `No input, not compared: ${names}.`,
    stake: (value) => `${value} pts at stake`,
    alt: (name, value, range) => `${name}, difference ${value} points, ${range}`,
  },
  survey: {
    nav: "Survey health",
    title: "Can the survey be trusted",
    heading: (points) =>
      points === 0
        ? "No sign of begged scores"
        : `Scores of ${points} service point${points === 1 ? "" : "s"} look begged`,
    headingNone: "No ratings, so nothing to say of the survey",
    lead: "What a score is worth depends on who was asked, when and how: how many were invited, who answered, and whether somebody scored before the engineer had left.",
    suspectsTitle: (points) =>
      points === 0 ? "No service point meets a rule" : `${points} service point${points === 1 ? "" : "s"} to look into`,
    suspectsLead:
      "Two rules: five or more scores on the service point's tablet within two minutes after the close; ten or more top scores in a row by one service point or engineer in one mode, and more than chance gives anywhere among all answers once in a hundred times. Engineers are not named. These scores stay in NPS.",
    rules: {
      quick_on_device: "tablet within two minutes",
      streak: "run of top scores, service point",
      engineer_streak: "run of top scores, one engineer",
    },
    columns: {
      point: "service point",
      rule: "rule",
      answers: "answers of the mode",
      suspected: "suspected",
      least: "least",
      from: "from",
      to: "to",
    },
    checksTitle: "Invitations, timing and tablets",
    checksLead:
      "A callback before the fix is no rating and is only counted; many answers on the tablet within two minutes make a score worthless.",
  },
  complaints: {
    nav: "Complaints",
    title: "The complaint loop",
    lead: "From the complaint to acknowledgement and resolution, and whether it comes back. Times are over all complaints, those still waiting included; resolved ones alone look faster.",
    cards: "How many, and how they end",
    stepsTitle: "How long each step takes, and how often in time",
    stepsLead:
      "Times are median and P90 (Kaplan-Meier); in time is by due cohort, one still waiting is missed. Replies are to all texts, not complaints alone.",
    sourcesTitle: "Regulators and social media apart",
    sourcesLead: "Who goes to a regulator or speaks in public has mostly been to us before.",
    bySource: (label) => `${label} by source`,
    byTier: (label) => `${label} by customer tier`,
    fairLead: (when) => `${when}. Where sources or tiers lie far apart, see first whether the measure was the same.`,
    boardTitle: (n, overdue) => `${n} complaints are open, ${overdue} of them overdue`,
    boardNone: "No complaint is open",
    boardAbsent: "The source has no times of resolution (feedback.resolved_at), so nobody knows which are open.",
    boardLead: "By days waited, the oldest first; no text and no names.",
    columns: {
      id: "complaint",
      ticket: "ticket",
      since: "made",
      age: "days",
      acknowledged: "acknowledged",
      replied: "replied to",
      overdue: "overdue",
    },
    yes: "yes",
    no: "no",
    more: (shown, total) => `The ${shown} oldest of ${total}.`,
  },
  voice: {
    nav: "Voice",
    title: "What users say",
    lead: "Unsolicited praise and complaints and their ratio, without copies, templates and praise that was asked for; below, the themes most is said about and praise in users' own words.",
    ratioTitle: (category) => `Praise to complaints by ${category}`,
    ratioLead: (when) =>
      `${when}. Unsolicited praise for each complaint, half a text added to both; below 1 complaints prevail.`,
    touchTitle: "Which contact satisfies least",
    touchLead: (when) => `${when}, share of 4 and 5, by the contact that was asked about.`,
    touchNone: "Ratings do not say which contact they are about (ratings.touchpoint).",
    onesTitle: (claimed, confirmed) =>
      `Five ones: all done on ${claimed} by the engineers' word, ${confirmed} by the users'`,
    onesNone: "No user has been asked about the five ones yet (ratings.confirmed_items)",
    onesLead:
      "The same tickets of the last year, on which the user was asked and the engineer had claimed. Gap: claimed less confirmed, interval of the paired difference.",
    items: {
      business_card: "business card",
      shoe_covers: "shoe covers",
      floor_mat: "floor mat",
      cleaning_cloth: "cleaning cloth",
      full_check: "full check",
      all_five: "all five",
    },
    onesColumns: { item: "item", claimed: "claimed", confirmed: "confirmed", gap: "gap (pts)" },
    othersTitle: "Praise, information and confirmation",
    othersLead: "Each row is the newest final month with its 95% interval and n.",
  },
};
