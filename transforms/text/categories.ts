import type { Category, Lexicon } from "./lexicon.ts";
import { Phrases } from "./phrases.ts";

/** Categories of the lexicon that a source's category may mean, the nearest first: itself, what it consists of, what it belongs to. */
export function categoryLines(categories: readonly Category[]): (category: string) => readonly string[] {
  const parents = new Map(categories.map(({ id, parent }) => [id, parent]));
  const names = categories.map(({ id, zh, en, synonyms }) => ({ id, names: [id, zh, en, ...synonyms].map(plain) }));
  const above = (id: string): string[] => {
    const parent = parents.get(id);
    return parent ? [parent, ...above(parent)] : [];
  };
  const known = new Map<string, readonly string[]>();
  const find = (category: string): string[] => {
    const wanted = plain(category);
    if (wanted === "") return [];
    const exact = names.filter((one) => one.names.includes(wanted));
    const found = exact.length > 0 ? exact : names.filter((one) => one.names.some((name) => isKindOf(name, wanted)));
    const own = found.map(({ id }) => id);
    const below = categories.filter(({ parent }) => own.includes(parent)).map(({ id }) => id);
    return [...new Set([...own, ...below, ...own.flatMap(above)])].filter((id) => id !== "common" || own.includes(id));
  };
  return (category) => {
    const line = known.get(category) ?? find(category);
    known.set(category, line);
    return line;
  };
}

/**
 * Words that only say which product it is, for texts whose row names its category: what a column holds is no subject. A word that
 * is a part too, such as 滚筒, stays.
 */
export function productWords({ categories, components }: Pick<Lexicon, "categories" | "components">) {
  const parts = new Set(components.flatMap(({ variants }) => variants));
  return wordsOfLine(categories, ({ zh, synonyms }) => [zh, ...synonyms].filter((word) => !parts.has(word)));
}

/** The same of English texts: single words in lower case, in the singular and the plural. */
export function englishProductWords(lexicon: Pick<Lexicon, "categories" | "components" | "english">) {
  const { categories, components, english } = lexicon;
  const variants = englishNames(lexicon);
  const parts = new Set([
    ...components.map(({ en }) => en),
    ...english.filter(({ kind }) => kind === "component").flatMap((row) => row.variants),
  ]);
  return wordsOfLine(categories, (category) =>
    variants(category).flatMap((name) => (name.includes(" ") || parts.has(name) ? [] : [name, `${name}s`])),
  );
}

function wordsOfLine(categories: readonly Category[], wordsOf: (category: Category) => string[]) {
  const lines = categoryLines(categories);
  const words = new Map(categories.map((category) => [category.id, wordsOf(category)]));
  const known = new Map<string, ReadonlySet<string>>();
  return (category: string): ReadonlySet<string> => {
    const found = known.get(category) ?? new Set(["common", ...lines(category)].flatMap((id) => words.get(id) ?? []));
    known.set(category, found);
    return found;
  };
}

/** English names of a category, in lower case. */
function englishNames({ english }: Pick<Lexicon, "english">): (category: Category) => string[] {
  const variants = new Map(english.filter(({ kind }) => kind === "category").map((row) => [row.id, row.variants]));
  return ({ id, en }) => [en, ...(variants.get(id) ?? [])].map((name) => name.toLowerCase());
}

const plain = (name: string): string => name.toLowerCase().replace(/[_-]+/g, " ").trim();

/** 燃气热水器 is a kind of 热水器, a gas water heater of water heater; the other way round too. */
const isKindOf = (name: string, wanted: string): boolean =>
  wanted.length > 1 && name.length > 1 && (name.endsWith(wanted) || wanted.endsWith(name));

/** The category a text names first, by the lexicon's names; null where it names none. */
export const categoryIn = (categories: readonly Category[]): ((text: string) => string | null) =>
  firstNamed(categories, ({ zh, synonyms }) => [zh, ...synonyms]);

/** The same of English texts, in the singular or the plural. */
export function englishCategoryIn(lexicon: Pick<Lexicon, "categories" | "english">) {
  const names = englishNames(lexicon);
  return firstNamed(lexicon.categories, (category) => names(category).flatMap((name) => [name, `${name}s`]));
}

function firstNamed(categories: readonly Category[], namesOf: (category: Category) => string[]) {
  const phrases = new Phrases<string>();
  for (const category of categories) {
    const { id } = category;
    if (id !== "common" && id !== "install_material")
      for (const name of namesOf(category)) phrases.add(name, id, (a) => a);
  }
  return (text: string): string | null => phrases.find(text).at(0)?.payload ?? null;
}
