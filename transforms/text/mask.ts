import type { Span } from "./clauses.ts";
import { Phrases } from "./phrases.ts";

/** Finds names of the master tables in a text; they stay in their columns and never become words. */
export type Mask = (text: string) => Span[];

/** A name of one character, or a number, would mask ordinary words. */
const isName = (name: string): boolean => name.length >= 2 && !/^[\d.]+$/.test(name);

/** Terms are brands, models, places, service points and keys of engineers, as the tables spell them. */
export function masker(terms: readonly string[]): Mask {
  const phrases = new Phrases<true>();
  for (const term of terms) if (isName(term)) phrases.add(term, true);
  return (text) => phrases.find(text);
}
