import type { products as zh } from "./zh-products.ts";

/** Words of the pages about products. */
export const products: typeof zh = {
  products: {
    nav: "Products",
    title: "Products",
    heading: (total, fails, displeases) =>
      `Of ${total} models ${fails} fail more than their category, ${displeases} displease more`,
    none: "Without an installed base there is no fault rate",
    lead: "Technically sound is not yet sound: the fault rate beside the dissatisfaction of users, each against the other models of the category. Small samples lean on them, and there are no ranks.",
    apartTitle: (fails, displeases, both) =>
      fails + displeases + both === 0
        ? "No model can be told from its category"
        : `${both} fail and displease, ${fails} only fail, ${displeases} displease without failing`,
    apartLead: (since, until) =>
      `Twelve months from ${since} to before ${until}. Confirmed faults per 1,000 unit-months, one a unit in 30 days, no fault found apart; dissatisfied: answers of 3 or less of 5. Said where it is above the category with a probability of 95%.`,
    noneApart: "No model can be told from its category.",
    wholeTitle: "All models together",
    allTitle: (n) => `All ${n} models`,
    allLead: (least, most) =>
      `Of the models with ${least} faults in twelve months ${most} have a page: those set apart, then those with most faults. Grey: fewer than 30 answers.`,
    faultRate: "faults per 1,000 unit-months",
    faults: "faults",
    unitMonths: "unit-months",
    toPeers: "times the category",
    answers: "answers",
    dissatisfied: "dissatisfied",
    gap: "finding",
    gaps: {
      both: "fails and displeases",
      fails: "fails more",
      displeases: "displeases without failing",
      neither: "as its category",
      few: "too few",
    },
  },
  models: {
    title: (model) => `Model ${model}`,
    heading: (model, rate, against) => `${model}: ${rate} faults per 1,000 unit-months, ${against}`,
    lead: (category, since, until, units) =>
      `${category}, twelve months from ${since} to before ${until}, ${units} unit-months in use. Confirmed faults of the product, one a unit in 30 days, no fault found apart.`,
    counted: "Tickets of faults:",
    interval: (lo, hi) => `Byar 95% interval ${lo} – ${hi}`,
    against: (p) =>
      p === null
        ? "nothing to compare with"
        : p >= 0.95
          ? "above its peers"
          : p <= 0.05
            ? "below its peers"
            : "as its peers",
    monthTitle: "Fault rate by month",
    delays: (week, six, n) =>
      `By month of the request. The last six weeks are not mature: of ${n} faults of the past year ${week} were confirmed within 7 days of the request and ${six} within six weeks (until the visit that found it ended).`,
    noDelays: "By month of the request. Faults of the last six weeks are not all confirmed yet.",
    componentTitle: (component, n) => `Most often ${component}, ${n} times`,
    componentLead:
      "Twelve months, faults by component; the ratio is to the same component of the category's other models, shrunk.",
    noComponents: "No component is recorded",
    component: "component",
    ageTitle: (months, own, peers, against) =>
      `${own} faults per 1,000 units after ${months} months in service, ${peers} of its peers: ${against}`,
    ageAgainst: (lo, hi) =>
      (lo ?? 0) > 1 ? "above its peers" : (hi ?? Number.POSITIVE_INFINITY) < 1 ? "below its peers" : "as its peers",
    ageAlone: (months, own) =>
      `${own} faults per 1,000 units after ${months} months in service, and no peers to compare`,
    ageFew: (months, n) => `Only ${n} faults after ${months} months in service: too few to judge`,
    ageLead:
      "Whole months since the sale, all components together, over all recorded months. Cumulated by Nelson-Aalen, with what is not confirmed yet taken out by the share that is known so long after a request; peers are the category's other models in the same months of their lives. Only units whose month of sale is on record; where no end is recorded 0.5% leave each month.",
    noAgeTitle: "Faults by months in service",
    noAge: "No sales by month, so no rate by months in service.",
    ageTip: (months, hazard, interval, faults, peers) =>
      `after ${months} months\n${hazard} per 1,000 units ${interval}\n${faults} faults\npeers ${peers}`,
    ageAlt: (months, own, peers) =>
      `${own} faults per 1,000 units after ${months} months in service, ${peers} of its peers`,
    ageCaption:
      "Cumulated faults per 1,000 units, the band is the 95% interval; peers in grey. Months with fewer than ten faults so far are not drawn.",
    after: (months) => `${months} months`,
    countedYear: "Fault tickets of twelve months",
    untilCaption: "Cumulated faults per 1,000 units after so many months in service",
    cumulated: "cumulated faults",
    perThousand: "cumulated per 1,000 units",
    peers: "peers",
    peerFaults: "peers' faults",
    peerRate: "peers per 1,000 unit-months",
    known: "confirmed",
    axis: "ratio, axis from ¼ to 4",
    monthsIn: (n) => `${n} mo`,
    matrixTitle: "Production month and months in service",
    matrixLead:
      "Cells hold faults; the tint is the ratio to the category at the same months in service times this model's own level, shrunk, so that one fault stays pale.",
    matrixCaption: "Faults by production month and months in service",
    matrixNote:
      "Tints from pale to strong: above 1.5, 2, 3 and 4 times. Hatched: more than a third of the cell's unit-months lies in the last six weeks.",
    noProduction: "No production batches, so no rate by production month.",
    produced: "produced",
    age: "months in service",
    ages: (from, to) => `${from}–${to}`,
    faults: "faults",
    unitMonths: "unit-months",
    rate: "per 1,000 unit-months",
    ratio: "ratio",
    batchTitle: "By batch",
    batchLead: "Twelve months; the ratio is to the model's other batches, shrunk.",
    batch: "batch",
  },
};
