import { type League, playLeague } from "../tests/simulations/league.ts";

const seeds = [20261122, 31415926, 27182818, 16180339, 14142135];

/** Prints what a number says where the truth is known: the product's own rules beside the naive ones, on fixed seeds. */
async function main(): Promise<void> {
  const leagues: League[] = [];
  for (const seed of seeds) leagues.push(await playLeague(seed));
  const mean = (of: (league: League) => number) =>
    leagues.reduce((total, league) => total + of(league), 0) / leagues.length;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const flagged = mean(({ flagged: n }) => n);
  print("League of 500 outlets, median 54 tickets: truly in the worst fifth", [
    ["twenty worst raw rates", percent(mean(({ raw }) => raw))],
    ["twenty worst posteriors", percent(mean(({ shrunken }) => shrunken))],
    ["band far_worse", `${percent(mean(({ truly }) => truly) / flagged)} of ${flagged.toFixed(1)} a league`],
  ]);
}

function print(title: string, rows: readonly (readonly [string, string])[]): void {
  process.stdout.write(`${title}\n`);
  for (const [name, value] of rows) process.stdout.write(`  ${name.padEnd(44)}${value}\n`);
}

await main();
