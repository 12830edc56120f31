/** A stretch of a quoted text: as it is, the words that speak for its theme, or what was blacked out. */
export interface Piece {
  text: string;
  kind: "plain" | "mark" | "redacted";
}

const redaction = /〔([^〔〕]*)〕/g;

/** Cuts a redacted clause at its evidence words and at its redactions. Overlapping evidence is one stretch. */
export function pieces(clause: string, evidence: readonly string[]): Piece[] {
  const kinds = new Uint8Array(clause.length);
  const lower = clause.toLowerCase();
  for (const word of evidence) {
    const wanted = word.toLowerCase();
    if (wanted === "") continue;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) {
      kinds.fill(1, at, at + wanted.length);
    }
  }
  for (const match of clause.matchAll(redaction)) kinds.fill(2, match.index, match.index + match[0].length);
  const found: Piece[] = [];
  for (let from = 0; from < clause.length; ) {
    let to = from + 1;
    while (to < clause.length && kinds[to] === kinds[from] && !(kinds[to] === 2 && clause[to] === "〔")) to++;
    const text = clause.slice(from, to);
    found.push(
      kinds[from] === 2
        ? { text: text.slice(1, -1), kind: "redacted" }
        : { text, kind: kinds[from] === 1 ? "mark" : "plain" },
    );
    from = to;
  }
  return found;
}
