/** A phrase found in a text, in UTF-16 offsets, with what it was given. */
export interface Hit<Payload> {
  start: number;
  end: number;
  payload: Payload;
}

interface Node<Payload> {
  next: Map<number, Node<Payload>>;
  payload: Payload | undefined;
}

/** Lower case for Latin letters alone, so that offsets stay. */
const fold = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);
const isLatin = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** Finds many phrases in one pass, whatever the case of Latin letters; a Latin phrase is found as a whole word only. */
export class Phrases<Payload> {
  /** By the first unit; the most looked at of all. */
  private readonly roots: (Node<Payload> | undefined)[] = new Array(0x10000).fill(undefined);

  /** Adds a phrase; `merge` says what a phrase added twice holds. */
  add(
    phrase: string,
    payload: Payload,
    merge: (before: Payload, added: Payload) => Payload = (_, added) => added,
  ): void {
    let last: Node<Payload> | undefined;
    for (let i = 0; i < phrase.length; i++) {
      const code = fold(phrase.charCodeAt(i));
      const known: Node<Payload> | undefined = last === undefined ? this.roots[code] : last.next.get(code);
      const here: Node<Payload> = known ?? { next: new Map(), payload: undefined };
      if (last === undefined) this.roots[code] = here;
      else last.next.set(code, here);
      last = here;
    }
    if (last !== undefined) last.payload = last.payload === undefined ? payload : merge(last.payload, payload);
  }

  /** Every occurrence between two offsets, by where it starts, shorter before longer. */
  find(text: string, start = 0, end = text.length): Hit<Payload>[] {
    const hits: Hit<Payload>[] = [];
    for (let at = start; at < end; at++) {
      const first = fold(text.charCodeAt(at));
      let found = this.roots[first];
      if (found === undefined || (isLatin(first) && at > 0 && isLatin(fold(text.charCodeAt(at - 1))))) continue;
      for (let to = at + 1; ; to++) {
        if (found.payload !== undefined && !splitsWord(text, to))
          hits.push({ start: at, end: to, payload: found.payload });
        if (to >= end) break;
        found = found.next.get(fold(text.charCodeAt(to)));
        if (found === undefined) break;
      }
    }
    return hits;
  }
}

const splitsWord = (text: string, at: number): boolean =>
  at < text.length && isLatin(fold(text.charCodeAt(at))) && isLatin(fold(text.charCodeAt(at - 1)));
