import type { comparison as zh } from "./zh-fairness.ts";

/** Words of the pages that compare service points and engineers. */
export const comparison: typeof zh = {
  regions: {
    nav: "Regions",
    title: "Regions and service points",
    heading: (total, worse, better) =>
      `Of ${total} regions ${worse} do worse than their tickets let expect, ${better} better`,
    headingNone: "No region to compare",
    lead: "Each region is compared only with what the same tickets let expect, and there are no ranks. Orange: worse than expected; blue: better; grey: as expected; blank: no data or fewer than 30 cases.",
    tiles: (label) => `${label}, adjusted, by province`,
    tilesNote:
      "Tiles show rough places only. Numbers are adjusted values, their intervals stand below; fewer than 30 cases have no colour, fewer than 10 no number. ",
    points: "Service points are compared on ",
  },
  points: {
    nav: "Service points",
    title: "Service points",
    heading: (total, worse, better) =>
      `Of ${total} service points ${worse} do worse than their tickets let expect, ${better} better`,
    headingNone: "No service point to compare",
    lead: "Each is compared only with what the same tickets let expect: same mode, category, region tier, symptom, warranty and age of the unit. What chance explains is no difference, and there are no ranks.",
  },
  engineers: {
    nav: "Engineers",
    title: "Engineers",
    heading: (total, worse, better) =>
      `Of ${total} engineers ${worse} do worse than their tickets let expect, ${better} better`,
    headingFew: "No engineer has 30 tickets yet; nobody is judged",
    headingNone: "No engineer to compare",
    needs: "Needs tickets.engineer_id or visits.engineer_id.",
    lead: "Adjusted for how hard the tickets were; who made the first productive visit answers for one. Names and staff numbers are not published, only a keyed code. Bands, no ranks: for coaching, not for pay.",
  },
  fairness: {
    engineer: (code) => `Engineer ${code}`,
    units: { service_point: "service point", engineer: "engineer", region: "region" },
    bands: {
      far_worse: "far worse than expected",
      worse: "worse than expected",
      alike: "as expected",
      better: "better than expected",
      far_better: "far better than expected",
      small: "too few",
    },
    title: (label, unit, worse, better) =>
      worse + better === 0
        ? `${label}: no ${unit} can be told from chance`
        : `${label}: ${worse} worse and ${better} better of each ${unit}`,
    lead: (from, to, phi) =>
      `${from} to ${to}. Expected by mode, category, region tier, symptom, warranty and age (indirect standardisation); limits at 95% and 99.8% include over-dispersion (φ = ${phi}).`,
    titleNone: (label, unit) => `${label}: no ${unit} has 30 cases`,
    none: "None has 30 cases; nobody is judged. ",
    fewUnits: "Fewer than 10 have 30 cases, too few to see how much they differ; no funnel. ",
    small: (n) => `${n} more have fewer than 30 cases and are neither drawn nor judged.`,
    axisRatio:
      "Up: how many times as many went wrong as expected, from 0, lower is better. Across: how many were expected. ◆ worse, ● better. Without a target the probability is that of being worse than expected. ",
    axisScore: "Up: points above what was expected, higher is better. Across: answers. ◆ worse, ● better. ",
    alt: (label, total, worse, better) =>
      `${label}, funnel: ${total} against what each was to expect, ${worse} worse, ${better} better`,
    tip: (name, effect, n) => `${name}\n${effect}\nn = ${n}`,
    once: "1×",
    times: "×",
    asExpected: "expected",
    limit: "99.8%",
    expectedAcross: "expected to go wrong →",
    answersAcross: "answers →",
    actual: "actual",
    expected: "expected",
    adjusted: "adjusted (95% interval)",
    ratio: "O/E",
    differs: "difference (points)",
    worseThanTarget: "P(worse than target)",
    band: "band",
    why: "why",
    counted: (x, expected) => `${x} went wrong, ${expected} expected`,
    outside: "outside the 99.8% limits",
    inWorst: (p) => `in the worst fifth with probability ${p}`,
    inBest: (p) => `in the best fifth with probability ${p}`,
    isNew: "began inside the window, for information",
    appealed: (n) => `${n} taken out on appeal`,
    bandCounts: (list) => `Bands: ${list}.`,
    noneApart: "None can be told from chance.",
    ticket: "ticket",
    by: "granted by",
    appealsTitle: (n) => (n === 0 ? "No ticket is taken out on appeal" : `${n} tickets are taken out on appeal`),
    appealsLead:
      "Written by people in appeals.yaml: ticket, reason, role that granted it, until when. They leave the comparison of service points and engineers and no metric.",
    appealsNone: "No appeal holds.",
  },
};
