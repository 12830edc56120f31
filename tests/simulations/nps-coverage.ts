import { type Answers, adjustedWaldNps, type Interval, z95 } from "../../transforms/statistics.ts";
import { seeded } from "../transforms/warehouse.ts";

/** Promoters and detractors among n answers drawn with the given chances. */
export function drawAnswers(random: () => number, promoter: number, detractor: number, n: number): Answers {
  let promoters = 0;
  let detractors = 0;
  for (let i = 0; i < n; i++) {
    const u = random();
    if (u < promoter) promoters += 1;
    else if (u > 1 - detractor) detractors += 1;
  }
  return { promoters, detractors, n };
}

/** The textbook interval, for comparison: the raw score ± z · its own standard error. */
function wald({ promoters, detractors, n }: Answers): Interval {
  const [p, d] = [promoters / n, detractors / n];
  const half = z95 * Math.sqrt((p + d - (p - d) ** 2) / n);
  return { lo: 100 * (p - d - half), hi: 100 * (p - d + half) };
}

/** Share of draws whose 95 % interval holds the true score: the product's, and the textbook's. */
export function npsCoverage(mix: { promoter: number; detractor: number; n: number }, draws = 20_000) {
  const { promoter, detractor, n } = mix;
  const random = seeded(n + 1000 * promoter);
  const truth = 100 * (promoter - detractor);
  const covers = (interval: Interval | null) => interval !== null && interval.lo <= truth && truth <= interval.hi;
  let adjusted = 0;
  let textbook = 0;
  for (let i = 0; i < draws; i++) {
    const answers = drawAnswers(random, promoter, detractor, n);
    if (covers(adjustedWaldNps(answers))) adjusted += 1;
    if (covers(wald(answers))) textbook += 1;
  }
  return { adjusted: adjusted / draws, textbook: textbook / draws };
}
