import { conceptMark, isConcept } from "./concept-mark.ts";
import type { Lexicon, NamedClauses } from "./named.ts";
import { sizesOf } from "./terms.ts";

/** What the lexicon found says as much as so many words. */
const weight = 2;

/**
 * Puts what the lexicon found in a clause among its words: each symptom and situation, by its id, and the group it belongs to.
 * 甩干哐哐响 and 脱水噪音大 share no word, and are of one kind. The general group says nothing in particular.
 */
export function conceptReader({
  symptoms,
  situations,
}: Pick<Lexicon, "symptoms" | "situations">): (words: readonly string[], ids: readonly string[]) => string[] {
  const groups = new Map([...symptoms, ...situations].map(({ id, group }) => [id, group]));
  return (words, ids) => {
    const found = ids.filter((id) => groups.has(id) && groups.get(id) !== "general");
    const kinds = new Set(found.map((id) => groups.get(id) as string).filter((group) => group !== "other"));
    return [
      ...words,
      ...found.flatMap((id) => new Array<string>(weight).fill(conceptMark + id)),
      ...Array.from(kinds, (group) => `${conceptMark}${conceptMark}${group}`),
    ];
  };
}

/** So much of a theme bears what sets it apart, and so much commoner it is there than elsewhere. */
const least = { share: 0.05, lift: 3 };

/** What the lexicon found that sets themes 0 … k - 1 apart. */
export function conceptsOfThemes(clauses: NamedClauses, k: number): string[][] {
  const sizes = sizesOf(clauses, k);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const totals = new Map<string, number>();
  const counts = Array.from({ length: k }, () => new Map<string, number>());
  for (const [i, label] of clauses.labels.entries()) {
    if (label < 0) continue;
    for (const word of new Set(clauses.tokens[i]?.filter(isConcept))) {
      const own = counts[label] as Map<string, number>;
      own.set(word, (own.get(word) ?? 0) + (clauses.weights[i] as number));
      totals.set(word, (totals.get(word) ?? 0) + (clauses.weights[i] as number));
    }
  }
  return counts.map((own, theme) => {
    const size = sizes[theme] as number;
    const setsApart = ([word, n]: [string, number]) =>
      n >= least.share * size && n * all >= least.lift * size * (totals.get(word) as number);
    return [...own].filter(setsApart).map(([word]) => word);
  });
}
