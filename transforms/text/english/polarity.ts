import type { Lexicon } from "../lexicon.ts";
import type { ClauseScore } from "../sentiment/lexicon-score.ts";
import { englishReader } from "./reader.ts";

/** What is feared or wished for says half as much, what follows but half as much again. */
const weights = { feared: 0.5, afterBreak: 1.5 };
/** Praise denied is blame; blame denied is only faint praise. */
const denied = { praise: -0.8, blame: -0.6 };

/** A scorer of English clauses: troubles and words of praise and blame, each by the degree before it and turned round by a denial. */
export function englishScorer(lexicon: Lexicon): (clause: string) => ClauseScore {
  const read = englishReader(lexicon);
  return (clause) => {
    let score = 0;
    let hits = 0;
    const { said } = read(clause, { start: 0, end: clause.length });
    for (const { value, isDenied, isFeared, degree, isAfterBreak } of said) {
      if (value === 0) continue;
      const turn = isDenied ? (value > 0 ? denied.praise : denied.blame) : 1;
      score += value * turn * degree * (isFeared ? weights.feared : 1) * (isAfterBreak ? weights.afterBreak : 1);
      hits++;
    }
    return { score, hits };
  };
}
