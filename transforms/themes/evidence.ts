/** Below it a clause is like no theme, whatever its words. */
const leastScore = 0.5;
/** From it on a clause is so like its theme that it need not share a word. */
const clearScore = 0.75;

/**
 * Whether a clause only happens to lie nearest to a theme: it is hardly like it, or somewhat like it without one of the words that
 * set the theme apart. Such a clause is shown as unassigned; nothing else could be said to why it is there.
 */
export function isWeak(tokens: readonly string[], score: number, terms: ReadonlySet<string>): boolean {
  return score < leastScore || (score < clearScore && !tokens.some((token) => terms.has(token)));
}
