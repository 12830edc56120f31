import { largestDiscovery } from "../../transforms/signals/discovery.ts";
import type { Panel } from "../../transforms/signals/peers.ts";
import { scanLine } from "../../transforms/signals/scan.ts";
import { usualSettings, watch } from "../../transforms/signals/watch.ts";
import { Draws } from "../../transforms/statistics/random.ts";
import { baselines, type Scores } from "./baselines.ts";
import { around, type Background, type Injected, inject, noParts } from "./cells.ts";

/** Weeks in which a fault is to be found, and the first week that is judged: methods by the year need one before. */
const within = 8;
const judgedFrom = 53;
/** False cells a week among all cells: 2 of 3,000. */
export const falseShare = 2 / 3000;

export interface Found {
  method: string;
  /** Share of faults found within eight weeks, of how many. */
  share: number;
  faults: number;
  /** By what a family expects in a week. */
  bands: { from: number; share: number; faults: number }[];
}

const own = "Huiyin";
const bandsFrom = [0.3, 0.5, 1, 2, 4];

const ownScores = (panel: Panel): Scores => {
  const { p } = watch(panel, noParts(panel.modelOf.length));
  return Float64Array.from(p, (value) => -Math.log(Math.max(1e-38, value)));
};
const methods: Record<string, (panel: Panel) => Scores> = { [own]: ownScores, ...baselines };

/** Share of the faults each method finds at the same share of false cell-weeks, over all seeds. */
export function detection(
  { panel }: Background,
  { ratio, least, seeds }: { ratio: number; least: number; seeds: number },
): { found: Found[]; nominal: number } {
  const drawn = Array.from({ length: seeds }, (_, seed) =>
    inject(panel, new Draws(100 * ratio + seed), { ratio, least, share: 0.15, from: judgedFrom, judged: within }),
  );
  const shareOf = (list: { isFound: boolean }[]) =>
    list.filter(({ isFound }) => isFound).length / Math.max(1, list.length);
  let nominal = 0;
  const found = Object.entries(methods).map(([method, score]): Found => {
    const scored = drawn.map((one) => ({ ...one, scores: score(one.panel) }));
    const calm = scored.flatMap(({ scores, injected }) => calmScores(scores, panel, injected));
    const threshold = calm.sort((a, b) => b - a)[Math.floor(calm.length * falseShare)] as number;
    if (method === own) nominal = calm.filter((value) => value >= -Math.log(falseShare)).length / calm.length;
    const hits = scored.flatMap(({ scores, injected }) =>
      injected.map(({ family, start }) => {
        const window = scores.subarray(family * panel.weeks + start, family * panel.weeks + start + within);
        return { mu: around(panel, family, start), isFound: window.some((value) => value > threshold) };
      }),
    );
    const bands = bandsFrom.map((from, i) => {
      const inBand = hits.filter(({ mu }) => mu >= from && mu < (bandsFrom[i + 1] ?? Number.POSITIVE_INFINITY));
      return { from, share: shareOf(inBand), faults: inBand.length };
    });
    return { method, share: shareOf(hits), faults: hits.length, bands };
  });
  return { found, nominal };
}

/** Scores of all weeks from the first judged one in which a family has no fault. */
function calmScores(scores: Scores, { weeks }: Panel, injected: readonly Injected[]): number[] {
  const startOf = new Map(injected.map(({ family, start }) => [family, start]));
  const calm: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    const week = at % weeks;
    if (week < judgedFrom || week >= (startOf.get(Math.floor(at / weeks)) ?? weeks)) continue;
    calm.push(scores[at] as number);
  }
  return calm;
}

/**
 * Realised false discovery rate: each week from the 53rd on is one run of Benjamini and Hochberg over all families at the stated level.
 * A discovery is false where no fault was put into its family, or not yet by then. The share of false ones among a week's discoveries
 * (0 in a week without any) is averaged over all weeks of all seeds, 3x and 5x, a fault in one of 20 families that expect enough.
 * Shifts that are the background's own count as false.
 */
export function falseDiscoveries({ panel }: Background, { least, seeds }: { least: number; seeds: number }): number {
  let [sum, judged] = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const drawn = [3, 5].map((ratio) =>
      inject(panel, new Draws(900 + seed * 10 + ratio), {
        ratio,
        least,
        share: 0.05,
        from: judgedFrom,
        judged: within,
      }),
    );
    for (const one of drawn) {
      const { p } = watch(one.panel, noParts(panel.modelOf.length));
      const startOf = new Map(one.injected.map(({ family, start }) => [family, start]));
      for (let week = judgedFrom; week < panel.weeks; week++) {
        const now = Float64Array.from(panel.modelOf, (_, f) => p[f * panel.weeks + week] as number);
        const threshold = largestDiscovery(now, usualSettings.level);
        let [discoveries, wrong] = [0, 0];
        now.forEach((value, f) => {
          if (threshold === 0 || value > threshold) return;
          discoveries++;
          if (week < (startOf.get(f) ?? panel.weeks)) wrong++;
        });
        sum += discoveries === 0 ? 0 : wrong / discoveries;
        judged++;
      }
    }
  }
  return sum / judged;
}

/** Share of clusters of production weeks whose first and last week are found within a week; at least five expected in each week. */
export function batchesLocated(ratio: number, expected: number, seeds: number): number {
  let [right, all] = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const draws = new Draws(40 + seed);
    for (let trial = 0; trial < 200; trial++) {
      const length = 1 + Math.floor(draws.next() * 6);
      const from = Math.floor(draws.next() * (52 - length));
      const observed = Array.from({ length: 52 }, (_, week) =>
        draws.poisson(expected * (week >= from && week < from + length ? ratio : 1)),
      );
      const found = scanLine(
        observed,
        Array.from({ length: 52 }, () => expected),
        { draws, deals: 19 },
      );
      all++;
      if (found && Math.abs(found.from - from) <= 1 && Math.abs(found.to - (from + length - 1)) <= 1) right++;
    }
  }
  return right / all;
}
