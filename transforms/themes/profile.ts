/**
 * What an emerging theme is known by: the words that set it apart, of which the frozen space may know none. The weights have
 * length 1 together.
 */
export interface Profile {
  words: readonly string[];
  weights: readonly number[];
  /** Least score of a clause. */
  threshold: number;
}

const profileWords = 24;

/** Share of all words of a clause that are the profile's, by their weights: 0 to 1. */
export function profileScore(weights: ReadonlyMap<string, number>, tokens: readonly string[]): number {
  const distinct = new Set(tokens);
  let sum = 0;
  for (const token of distinct) sum += weights.get(token) ?? 0;
  return distinct.size === 0 ? 0 : sum / Math.sqrt(distinct.size);
}

export const weightsOf = ({ words, weights }: Profile): ReadonlyMap<string, number> =>
  new Map(words.map((word, i) => [word, weights[i] as number]));

/**
 * The profile of some clauses against the others: words they hold more often, by log-likelihood of the lead. The threshold lets
 * nine of ten of its own clauses in, unless more than one in a thousand of the others would come along.
 */
export function profileOf(own: readonly (readonly string[])[], others: readonly (readonly string[])[]): Profile {
  const inside = documentCounts(own);
  const outside = documentCounts(others);
  const gained = [...inside]
    .filter(([, count]) => count >= 2)
    .map(([word, count]) => {
      const here = (count + 0.5) / (own.length + 1);
      const there = ((outside.get(word) ?? 0) + 0.5) / (others.length + 1);
      return { word, weight: here > there ? here * Math.log(here / there) : 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, profileWords);
  const length = Math.hypot(...gained.map(({ weight }) => weight)) || 1;
  const profile = { words: gained.map(({ word }) => word), weights: gained.map(({ weight }) => weight / length) };
  const weights = weightsOf({ ...profile, threshold: 0 });
  const scores = (clauses: readonly (readonly string[])[]) =>
    Float64Array.from(clauses, (tokens) => profileScore(weights, tokens)).sort();
  const ownScores = scores(own);
  const otherScores = scores(others);
  const lenient = ownScores[Math.floor(ownScores.length * 0.1)] ?? 1;
  const strict = otherScores[Math.floor(otherScores.length * 0.999)] ?? 0;
  return { ...profile, threshold: Math.max(lenient, strict + 1e-6, 0.05) };
}

function documentCounts(clauses: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tokens of clauses) for (const token of new Set(tokens)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
