import { readTable } from "./terms.ts";
import { simplified } from "./traditional.ts";

interface Term {
  value: string;
  text: string;
}

const sets = new Map<string, Term[]>();
const plain = (text: string) =>
  simplified(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s_/\-–—.,:;()（）【】、，：；]+/gu, " ")
    .trim();
for (const [key = "", value = "", chinese = "", other = ""] of readTable("values.tsv")) {
  const list = sets.get(key) ?? [];
  sets.set(key, list);
  for (const text of [value, ...chinese.split("|"), ...other.split("|")]) {
    if (text !== "") list.push({ value, text: plain(text.replaceAll("_", " ")) });
  }
}

const notBefore = /(?:未|不|非|没|无|\bnot|\bno|\bun|\bnon|\bcannot|\bcan t) ?$/u;

/**
 * The canonical value a word of a file stands for in a value set (`tickets.type`: 保内维修 is repair), or undefined.
 * A whole word wins over a part of it, a longer part over a shorter one; a part with a negation before it does not count.
 */
export function canonicalValue(set: string, word: string): string | undefined {
  const list = sets.get(set) ?? [];
  const text = plain(word);
  const whole = list.find((term) => term.text === text);
  if (whole !== undefined) return whole.value;
  let best: { value: string; weight: number } | undefined;
  for (const term of list) {
    const at = position(text, term.text);
    if (at < 0 || notBefore.test(text.slice(0, at))) continue;
    const opening = at === 0 && /^[待未]$/u.test(term.text);
    const weight = opening ? 3.5 : term.text.length / (/\p{Script=Han}/u.test(term.text) ? 1 : 3);
    if (best === undefined || weight > best.weight) best = { value: term.value, weight };
  }
  return best?.value;
}

/** Where a term stands in a text: Chinese anywhere, other words only whole; a single letter or digit never. */
function position(text: string, term: string): number {
  if (/\p{Script=Han}/u.test(term)) return text.indexOf(term);
  if (term.length < 2) return -1;
  const at = ` ${text} `.indexOf(` ${term} `);
  return at >= 0 || !/\p{Script=Han}/u.test(text) ? at : text.indexOf(term);
}

export const hasValues = (set: string): boolean => sets.has(set);
