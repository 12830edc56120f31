import { isConcept } from "./concept-mark.ts";
import { kindNames } from "./groups.ts";
import type { ThemeKind } from "./named.ts";

/** A theme's given name, and the words that set it apart when it was born. */
export interface GivenName {
  zh: string;
  en: string;
  kind: ThemeKind;
  words: readonly string[];
}

const between = " · ";

/**
 * Given names without the words people banned: what else the name says stays; of a name of nothing else the first words the theme
 * was born with stand in, and without any its kind. Where that leaves two themes one name, the later says a word more.
 */
export function namesWithout(names: readonly GivenName[], banned: ReadonlySet<string>): { zh: string; en: string }[] {
  const isBanned = (part: string) => [...banned].some((word) => part.includes(word));
  const isTouched = ({ zh, en }: GivenName) => isBanned(zh) || isBanned(en);
  const taken = new Set(names.filter((name) => !isTouched(name)).map(({ zh }) => zh));
  return names.map((name) => {
    if (!isTouched(name)) return { zh: name.zh, en: name.en };
    const zh = name.zh.split(between);
    const en = name.en.split(between);
    const parts = zh.map((part, i) => ({ zh: part, en: (zh.length === en.length ? en[i] : undefined) ?? part }));
    const kept = parts.filter((part) => !isBanned(part.zh) && !isBanned(part.en));
    const more = name.words
      .filter((word) => !isConcept(word) && !isBanned(word) && !kept.some((part) => part.zh.includes(word)))
      .map((word) => ({ zh: word, en: word }));
    let said = kept.length > 0 ? kept : more.splice(0, 2);
    if (said.length === 0) said = [kindNames[name.kind]];
    const joined = () => said.map((part) => part.zh).join(between);
    for (let next = more.shift(); next !== undefined && taken.has(joined()); next = more.shift())
      said = [...said, next];
    taken.add(joined());
    return { zh: joined(), en: said.map((part) => part.en).join(between) };
  });
}
