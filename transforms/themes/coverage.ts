import type { Lexicon, NamedClauses } from "./named.ts";

/** Tells how far a name fits clauses: the share of rows that bear a word of it, as a word, in one, or by the lexicon. */
export function coverageBy(
  { tokens, weights, componentIds, symptomIds, situationIds }: NamedClauses,
  lexicon: Lexicon,
): (name: string, rows: readonly number[]) => number {
  const entries = new Map<string, Set<string>>();
  for (const { id, zh } of [...lexicon.components, ...lexicon.symptoms, ...lexicon.situations])
    entries.set(zh, (entries.get(zh) ?? new Set()).add(id));
  const bears = (row: number, word: string): boolean => {
    const ids = entries.get(word);
    const own = [componentIds[row], symptomIds[row], situationIds[row]];
    if (ids !== undefined && own.some((list) => list?.some((id) => ids.has(id)))) return true;
    const said = tokens[row] as readonly string[];
    return said.some((token, at) => token.includes(word) || token + said[at + 1] === word);
  };
  return (name, rows) => {
    const words = name.split(" · ");
    let borne = 0;
    let all = 0;
    for (const row of rows) {
      const weight = weights[row] as number;
      all += weight;
      if (words.some((word) => bears(row, word))) borne += weight;
    }
    return all === 0 ? 0 : borne / all;
  };
}
