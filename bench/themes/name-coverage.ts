import type { Lexicon, NamedClauses, ThemeName } from "../../transforms/themes/named.ts";

const largest = 20;

/**
 * How far names fit: of the members of each of the 20 largest themes the share whose text has a word of its name, or whose lexicon
 * entries are one; the mean over the themes.
 */
export function nameCoverage(
  names: readonly ThemeName[],
  texts: readonly string[],
  { tokens, labels, componentIds, symptomIds, situationIds }: NamedClauses,
  lexicon: Lexicon,
): number {
  const entries = new Map<string, Set<string>>();
  for (const { id, zh } of [...lexicon.components, ...lexicon.symptoms, ...lexicon.situations])
    entries.set(zh, (entries.get(zh) ?? new Set()).add(id));
  const members = names.map(() => [] as number[]);
  for (const [i, label] of labels.entries()) members[label]?.push(i);
  const order = [...names.keys()].sort((a, b) => (members[b]?.length ?? 0) - (members[a]?.length ?? 0));
  const bears = (i: number, word: string): boolean => {
    const own = tokens[i] as readonly string[];
    const ids = [...(componentIds[i] ?? []), ...(symptomIds[i] ?? []), ...(situationIds[i] ?? [])];
    return (
      (texts[i] as string).toLowerCase().includes(word.toLowerCase()) ||
      ids.some((id) => entries.get(word)?.has(id)) ||
      word.split(" ").every((part) => own.includes(part)) ||
      own.some((token, at) => token + own[at + 1] === word)
    );
  };
  const shares = order.slice(0, largest).map((theme) => {
    const words = (names[theme] as ThemeName).zh.split(" · ");
    const own = members[theme] as number[];
    return own.filter((i) => words.some((word) => bears(i, word))).length / Math.max(1, own.length);
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}
