import { simulateArrivals } from "../tests/simulations/arrivals.ts";
import { type League, playLeague } from "../tests/simulations/league.ts";
import { npsCoverage } from "../tests/simulations/nps-coverage.ts";
import { simulateFirstFix } from "../tests/simulations/repairs.ts";
import { openWarehouse } from "../tests/transforms/warehouse.ts";

/*
 * What the product's numbers say where the truth is known, beside the rules they replace: npm run bench:truth. The seeds are fixed;
 * everything marked with a dot is counted by the product's own models, metrics and statistics.
 */

type Line = readonly [name: string, value: string, isOurs?: true];

const percent = (share: number, digits = 1): string => `${share.toFixed(digits)} %`;
const bias = (value: number, truth: number): string =>
  `${value.toFixed(1)}  (${value - truth < 0 ? "−" : "+"}${Math.abs(value - truth).toFixed(1)})`;

function print(title: string, lines: readonly Line[]): void {
  process.stdout.write(`${title}\n`);
  for (const [name, value, isOurs] of lines)
    process.stdout.write(`  ${isOurs ? "•" : " "} ${name.padEnd(46)}${value}\n`);
}

for (const [truth, days] of [
  [0.7, 3],
  [0.95, 3],
  [0.7, 14],
] as const) {
  const seen = await simulateArrivals({ seed: 20261121, tickets: 60_000, truth, days });
  print(`Arrival within 24 hours, last ${days} days, true ${percent(seen.truth)}`, [
    ["due cohort", bias(seen.due, seen.truth), true],
    ["Kaplan-Meier at the target", bias(seen.kaplanMeier, seen.truth), true],
    ["only the served", bias(seen.closedOnly, seen.truth)],
    ["pending dropped", bias(seen.pendingDropped, seen.truth)],
    ["open taken as met", bias(seen.openAsMet, seen.truth)],
  ]);
}

const warehouse = await openWarehouse();
try {
  const seen = await simulateFirstFix(warehouse, 60_000, Date.UTC(2026, 9, 1), 20261001);
  print(`First-time fix, true ${percent(seen.truth)}`, [
    ["matured", bias(seen.matured, seen.truth), true],
    ["Kaplan-Meier at 30 days", bias(seen.kaplanMeier, seen.truth), true],
    ["last 30 days, not matured", bias(seen.unmatured, seen.truth)],
  ]);
} finally {
  await warehouse.close();
}

for (const [promoter, detractor] of [
  [0.9, 0.02],
  [0.6, 0.15],
] as const) {
  const cells = [10, 30, 50, 100].map((n) => ({ n, ...npsCoverage({ promoter, detractor, n }) }));
  print(
    `NPS 95 % interval holds the truth, ${100 * promoter} % promoters, ${100 * detractor} % detractors, n = 10, 30, 50, 100`,
    [
      ["adjusted Wald", cells.map(({ adjusted }) => percent(100 * adjusted, 0)).join("  "), true],
      ["Wald", cells.map(({ textbook }) => percent(100 * textbook, 0)).join("  ")],
    ],
  );
}

const leagues: League[] = [];
for (const seed of [20261122, 31415926, 27182818, 16180339, 14142135]) leagues.push(await playLeague(seed));
const mean = (of: (league: League) => number): number =>
  leagues.reduce((total, league) => total + of(league), 0) / leagues.length;
const flagged = mean((league) => league.flagged);
print("League of 500 outlets, median 54 tickets, unequal work: truly in the worst fifth", [
  [
    "band far_worse",
    `${percent((100 * mean(({ truly }) => truly)) / flagged)} of ${flagged.toFixed(1)} a league`,
    true,
  ],
  ["twenty highest posteriors", percent(100 * mean(({ shrunken }) => shrunken)), true],
  ["twenty highest raw rates", percent(100 * mean(({ raw }) => raw))],
]);
print("  median tickets of those twenty, and mean distance of all from the true factor", [
  ["posterior", `${mean((l) => l.medianOfShrunken).toFixed(0)}, ${mean((l) => l.errorOfShrunken).toFixed(2)}`, true],
  ["raw", `${mean((l) => l.medianOfRaw).toFixed(0)}, ${mean((l) => l.errorOfRaw).toFixed(2)}`],
]);
