import { classOf, isLetter } from "./characters.ts";

/** Letters and digits of a text in lower case: what is left when spaces and signs differ. */
export function letters(text: string): string {
  let bare = "";
  for (let at = 0; at < text.length; ) {
    while (at < text.length && !(classOf(text, at) & isLetter)) at++;
    const start = at;
    while (at < text.length && classOf(text, at) & isLetter) at++;
    bare += text.slice(start, at);
  }
  return bare.toLowerCase();
}

/** Texts of fewer letters are written again honestly; they are no copies. */
export const shortestCopy = 10;
/** Shorter texts have too few stretches of three letters to be nearly the same. */
const shortestSimilar = 20;

const bands = 6;
const rows = 4;
/** Of the letters' stretches of three, this share in common makes two texts nearly the same. */
export const nearlySame = 0.8;

const seeds = Uint32Array.from({ length: bands * rows }, (_, i) => Math.imul(i + 1, 0x9e3779b1) | 1);

/**
 * MinHash signature of a text in bands: texts that share four fifths of their three-letter stretches agree on some band in 96 of 100
 * cases (1 - (1 - .8⁴)⁶), those that share less than a third in 7. Empty for short texts.
 */
export function bandsOf(bare: string): number[] {
  if (bare.length < shortestSimilar) return [];
  const least = new Uint32Array(seeds.length).fill(0xffffffff);
  for (let i = 0; i + 3 <= bare.length; i++) {
    const stretch = mix(
      (bare.charCodeAt(i) << 16) ^ (bare.charCodeAt(i + 1) << 8) ^ Math.imul(bare.charCodeAt(i + 2), 0x85eb),
    );
    for (let k = 0; k < seeds.length; k++) {
      const value = Math.imul(stretch ^ (stretch >>> 15), seeds[k] as number) >>> 0;
      if (value < (least[k] as number)) least[k] = value;
    }
  }
  return Array.from({ length: bands }, (_, band) => {
    let hash = band;
    for (let k = band * rows; k < (band + 1) * rows; k++) hash = mix(Math.imul(hash, 31) ^ (least[k] as number));
    return hash;
  });
}

/** Murmur3's finaliser: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Share of three-letter stretches two texts have in common, of those either has. */
export function likeness(a: string, b: string): number {
  const one = stretches(a);
  const other = stretches(b);
  let common = 0;
  for (const stretch of one) if (other.has(stretch)) common++;
  return common / (one.size + other.size - common);
}

const stretches = (bare: string): Set<string> =>
  new Set(Array.from({ length: Math.max(0, bare.length - 2) }, (_, i) => bare.slice(i, i + 3)));
