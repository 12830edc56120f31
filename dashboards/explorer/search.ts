import { Lines } from "./column-file.ts";

const normal = (text: string): string => text.normalize("NFKC").toLowerCase();

/** The words of a query: parts between spaces, each of which a text must hold. */
export const wordsOf = (query: string): string[] => normal(query).split(/\s+/).filter(Boolean);

/**
 * Finds texts by any stretch of characters, which is what Chinese asks for: no word boundary is presumed and one character is
 * enough. A scan over one string of all texts is exact and takes milliseconds for millions of characters, so no index is kept.
 */
export function openSearch(lines: Lines): (query: string) => Uint8Array {
  // Lower case may change the length of a text, so that the lines are found anew.
  const { whole, starts } = new Lines(normal(lines.whole), lines.length);
  return (query) => {
    const count = starts.length - 1;
    const hits = new Uint8Array(count);
    const words = wordsOf(query);
    for (const [round, word] of words.entries()) {
      let line = 0;
      for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, starts[line + 1])) {
        while ((starts[line + 1] ?? 0) <= at) line++;
        if (hits[line] === round) hits[line] = round + 1;
      }
    }
    for (let i = 0; i < count; i++) hits[i] = Number(hits[i] === words.length);
    return hits;
  };
}
