import { compose, type NameLength, nameOf, noNames } from "./compose.ts";
import { kindNames } from "./groups.ts";
import type { Lexicon, NamedClauses, ThemeKind, ThemeName } from "./named.ts";
import { type Candidate, countKeys, type Naming, namingsOf, sayingsOfParents } from "./naming.ts";
import { bySize, sizesOf } from "./terms.ts";

/** A word speaks for a theme where so many of its clauses hold it, and for a parent where it does for so much of its themes. */
const spokenFor = 0.1;
const leastSpread = 0.25;
/** Where words cover less of a parent, the kind of its themes names it. */
const leastCovered = 0.2;
/** A word of a parent may be common elsewhere too, where it covers much. */
const leastLift = 1.5;
/** A second word only where the first leaves half of the clauses. */
const ofParents: NameLength = { words: 2, decentShare: 2 };

/**
 * Names the parents of themes by what most of their themes speak of: a group of symptoms or situations such as 噪音 or 安装, or a
 * word. `parents` has the parent of each theme, `names` the themes' own names. No two parents have the same name.
 */
export function nameParents(
  clauses: NamedClauses,
  parents: Int32Array,
  parentCount: number,
  names: readonly ThemeName[],
  lexicon: Lexicon,
): Pick<ThemeName, "zh" | "en" | "kind">[] {
  const sizes = sizesOf(clauses, parents.length);
  const sayings = sayingsOfParents(clauses, lexicon);
  const { counts } = countKeys(clauses.labels, clauses.weights, parents.length, sayings.keysOf);
  const children = Array.from({ length: parentCount }, (_, parent) =>
    bySize(sizes).filter((theme) => parents[theme] === parent),
  );
  const sum = (themes: readonly number[]): number => themes.reduce((all, theme) => all + (sizes[theme] as number), 0);
  const whole = Float64Array.from(children, sum);
  const isSpread = (key: string, parent: number): boolean => {
    const own = children[parent] as number[];
    const speaking = own.filter((theme) => (counts[theme]?.get(key) ?? 0) >= spokenFor * (sizes[theme] as number));
    return sum(speaking) >= leastSpread * (whole[parent] as number);
  };
  const labels = clauses.labels.map((label) => (label < 0 ? -1 : (parents[label] as number)));
  const namings = namingsOf({ ...clauses, labels }, whole, sayings, isSpread, leastLift);
  const given = noNames();
  const named: Pick<ThemeName, "zh" | "en" | "kind">[] = Array.from({ length: parentCount });
  for (const parent of bySize(whole)) {
    const own = children[parent] as number[];
    const kind = kindOf(own, names, sizes);
    const words = compose(namings[parent] as Naming, given, ofParents);
    const typical = own
      .map((theme) => names[theme] as ThemeName)
      .filter((name) => kind === "other" || name.kind === kind);
    const leads = typical.map(leadOf);
    const general = kind === "other" ? [] : [kindNames[kind]];
    const tries = [1, 2, 3].map((count) => [...general, ...leads].slice(0, general.length === 0 ? count + 1 : count));
    if (coveredBy(words, namings[parent] as Naming) >= leastCovered) tries.unshift(words);
    const found = tries.map(nameOf).find(({ zh }) => zh !== "" && !given.names.has(zh));
    const name = found ?? nameOf(leads);
    given.names.add(name.zh);
    named[parent] = { ...name, kind };
  }
  return named;
}

/** The kind of half of the themes' texts. */
function kindOf(themes: readonly number[], names: readonly ThemeName[], sizes: Float64Array): ThemeKind {
  const votes = new Map<ThemeKind, number>();
  let all = 0;
  for (const theme of themes) {
    const { kind } = names[theme] as ThemeName;
    votes.set(kind, (votes.get(kind) ?? 0) + (sizes[theme] as number));
    all += sizes[theme] as number;
  }
  return [...votes].find(([, n]) => n >= all / 2)?.[0] ?? "other";
}

/** What a theme's name begins with. */
function leadOf({ zh, en }: ThemeName): { zh: string; en: string } {
  return { zh: zh.split(" · ")[0] ?? zh, en: en.split(" · ")[0] ?? en };
}

/** Share of a parent's clauses that hold one of some words. */
function coveredBy(words: readonly Candidate[], { size, weights }: Naming): number {
  const covered = weights.reduce((sum, weight, i) => sum + (words.some(({ holds }) => holds[i] === 1) ? weight : 0), 0);
  return size === 0 ? 0 : covered / size;
}
