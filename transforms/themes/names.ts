/** A theme's name in both languages, what it is about, and its terms, weightiest first. */
export interface ThemeName {
  zh: string;
  en: string;
  kind: ThemeKind;
  terms: { term: string; weight: number }[];
}

export type ThemeKind = "fault" | "service" | "price" | "logistics" | "praise" | "other";

/** A part, symptom or service situation of the domain lexicon. */
export interface LexiconEntry {
  id: string;
  zh: string;
  en: string;
  /** Symptom or situation group; empty for parts. */
  group: string;
}

export interface Lexicon {
  components: readonly LexiconEntry[];
  symptoms: readonly LexiconEntry[];
  situations: readonly LexiconEntry[];
}

/** What naming reads of the clauses: rows of the same order throughout. */
export interface NamedClauses {
  tokens: readonly (readonly string[])[];
  weights: Float64Array;
  labels: Int32Array;
  componentIds: readonly (readonly string[])[];
  symptomIds: readonly (readonly string[])[];
  situationIds: readonly (readonly string[])[];
}

/** Names themes 0 … k - 1. `banned` words never stand in a name. */
export function nameThemes(
  clauses: NamedClauses,
  k: number,
  lexicon: Lexicon,
  banned: ReadonlySet<string> = new Set(),
): ThemeName[] {
  void lexicon;
  const counts = Array.from({ length: k }, () => new Map<string, number>());
  const totals = new Map<string, number>();
  const sizes = new Float64Array(k);
  for (const [i, tokens] of clauses.tokens.entries()) {
    const label = clauses.labels[i] as number;
    if (label < 0) continue;
    const weight = clauses.weights[i] as number;
    for (const term of new Set(tokens)) {
      if (term.length < 2 || banned.has(term)) continue;
      const count = counts[label] as Map<string, number>;
      count.set(term, (count.get(term) ?? 0) + weight);
      totals.set(term, (totals.get(term) ?? 0) + weight);
    }
    sizes[label] = (sizes[label] as number) + weight;
  }
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, k);
  const used = new Set<string>();
  return counts.map((count, label) => {
    const terms = [...count]
      .map(([term, n]) => ({
        term,
        weight: (n / (sizes[label] as number)) * Math.log(1 + mean / (totals.get(term) as number)),
      }))
      .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
      .slice(0, 20);
    const fresh = terms.filter(({ term }) => !used.has(term)).slice(0, 2);
    for (const { term } of fresh) used.add(term);
    const zh = (fresh.length > 0 ? fresh : terms.slice(0, 2)).map(({ term }) => term).join(" · ");
    return { zh, en: zh, kind: "other", terms };
  });
}
