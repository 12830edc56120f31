import type { Lexicon, NamedClauses, ThemeKind } from "./named.ts";

const kindOfGroup: Readonly<Record<string, ThemeKind>> = {
  fee: "price",
  promotion: "price",
  logistics: "logistics",
  missing_parts: "logistics",
};

function kindOf(group: string): ThemeKind {
  return group.startsWith("praise") ? "praise" : (kindOfGroup[group] ?? "service");
}

/** The kind that most of what the lexicon finds in a theme's clauses speaks of; `other` where it finds little. */
export function kindsOf(clauses: NamedClauses, lexicon: Lexicon, sizes: Float64Array): ThemeKind[] {
  const kinds = new Map<string, ThemeKind>();
  for (const { id } of lexicon.symptoms) kinds.set(id, "fault");
  for (const { id, group } of lexicon.situations) if (group !== "general") kinds.set(id, kindOf(group));
  const votes = Array.from(sizes, () => new Map<ThemeKind, number>());
  for (const [i, label] of clauses.labels.entries()) {
    if (label < 0) continue;
    const own = votes[label] as Map<ThemeKind, number>;
    const ids = [...(clauses.symptomIds[i] ?? []), ...(clauses.situationIds[i] ?? [])];
    for (const kind of new Set(ids.map((id) => kinds.get(id)).filter((found) => found !== undefined)))
      own.set(kind, (own.get(kind) ?? 0) + (clauses.weights[i] as number));
  }
  return votes.map((own, theme) => {
    const [best] = [...own].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return best !== undefined && best[1] >= 0.1 * (sizes[theme] as number) ? best[0] : "other";
  });
}
