/** Term numbers of documents: document i holds `terms[p]` for p from `starts[i]` to `starts[i + 1]`, repeats and all. */
export interface TermRows {
  rows: number;
  starts: Int32Array;
  terms: Int32Array;
}

/**
 * Reads tokens as terms: every token a word, and every two neighbouring Han characters, inside a token or across two, a pair.
 * A reader either knows a fixed vocabulary, and skips what it does not know, or learns as it reads.
 */
export class TermReader {
  readonly #words = new Map<string, number>();
  readonly #pairs = new Map<number, number>();
  readonly #names: string[] = [];
  readonly #learns: boolean;

  constructor(vocabulary?: readonly string[]) {
    this.#learns = vocabulary === undefined;
    for (const [id, name] of (vocabulary ?? []).entries()) {
      if (name.startsWith(pairMark)) this.#pairs.set(pairOf(name.charCodeAt(1), name.charCodeAt(2)), id);
      else this.#words.set(name, id);
      this.#names.push(name);
    }
  }

  /** Names of the terms by their numbers; a pair's begins with a mark. */
  get names(): readonly string[] {
    return this.#names;
  }

  read(documents: readonly (readonly string[])[]): TermRows {
    const starts = new Int32Array(documents.length + 1);
    let terms = new Int32Array(1024 + documents.length * 8);
    let at = 0;
    const add = (id: number): void => {
      if (id < 0) return;
      if (at === terms.length) {
        const longer = new Int32Array(terms.length * 2);
        longer.set(terms);
        terms = longer;
      }
      terms[at++] = id;
    };
    for (const [i, tokens] of documents.entries()) {
      for (const token of tokens) add(this.#word(token));
      let last = 0;
      for (const token of tokens) {
        for (let c = 0; c < token.length; c++) {
          const code = token.charCodeAt(c);
          const han = code >= firstHan && code <= lastHan ? code : 0;
          if (last !== 0 && han !== 0) add(this.#pair(last, han));
          last = han;
        }
      }
      starts[i + 1] = at;
    }
    return { rows: documents.length, starts, terms: terms.slice(0, at) };
  }

  #word(token: string): number {
    return this.#words.get(token) ?? (this.#learns ? this.#learn(this.#words, token, token) : -1);
  }

  #pair(first: number, second: number): number {
    const key = pairOf(first, second);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    return this.#learns ? this.#learn(this.#pairs, key, pairMark + String.fromCharCode(first, second)) : -1;
  }

  #learn<Key>(terms: Map<Key, number>, key: Key, name: string): number {
    terms.set(key, this.#names.length);
    this.#names.push(name);
    return this.#names.length - 1;
  }
}

/** Begins the name of a pair of characters. */
export const pairMark = "#";

const firstHan = 0x4e00;
const lastHan = 0x9fff;

/** A small integer, which a map finds sooner than a larger number. */
function pairOf(first: number, second: number): number {
  return (first - firstHan) * (lastHan - firstHan + 1) + second - firstHan;
}

export interface Vocabulary {
  /** Sorted by code units. */
  terms: readonly string[];
  /** Documents that hold each term. */
  frequencies: Int32Array;
}

/**
 * The terms that at least `atLeast` documents and at most the share `atMost` of them hold, and the documents in these terms.
 */
export function learnVocabulary(
  documents: readonly (readonly string[])[],
  atLeast: number,
  atMost: number,
): { vocabulary: Vocabulary; rows: TermRows } {
  const reader = new TermReader();
  const all = reader.read(documents);
  const frequencies = documentFrequencies(all, reader.names.length);
  const kept = reader.names
    .map((name, id) => ({ name, id, frequency: frequencies[id] as number }))
    .filter(({ name, frequency }) => frequency >= atLeast && frequency <= atMost * all.rows && name !== pairMark)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const renamed = new Int32Array(reader.names.length).fill(-1);
  for (const [id, term] of kept.entries()) renamed[term.id] = id;
  return {
    vocabulary: { terms: kept.map(({ name }) => name), frequencies: Int32Array.from(kept, (term) => term.frequency) },
    rows: renameTerms(all, renamed),
  };
}

/** Rows in other term numbers; terms renamed to -1 go. */
export function renameTerms({ rows, starts, terms }: TermRows, renamed: Int32Array): TermRows {
  const newStarts = new Int32Array(rows + 1);
  const newTerms = new Int32Array(terms.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    for (let p = starts[i] as number; p < (starts[i + 1] as number); p++) {
      const id = renamed[terms[p] as number] as number;
      if (id >= 0) newTerms[at++] = id;
    }
    newStarts[i + 1] = at;
  }
  return { rows, starts: newStarts, terms: newTerms.slice(0, at) };
}

function documentFrequencies({ rows, starts, terms }: TermRows, count: number): Int32Array {
  const frequencies = new Int32Array(count);
  const lastRow = new Int32Array(count).fill(-1);
  for (let i = 0; i < rows; i++) {
    for (let p = starts[i] as number; p < (starts[i + 1] as number); p++) {
      const id = terms[p] as number;
      if (lastRow[id] === i) continue;
      lastRow[id] = i;
      frequencies[id] = (frequencies[id] as number) + 1;
    }
  }
  return frequencies;
}

/** How often each document holds each term, each term once a row, in ascending order. */
export function countTerms({ rows, starts, terms }: TermRows): {
  starts: Int32Array;
  terms: Int32Array;
  counts: Int32Array;
} {
  const newStarts = new Int32Array(rows + 1);
  const distinct = new Int32Array(terms.length);
  const counts = new Int32Array(terms.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const row = terms.slice(starts[i] as number, starts[i + 1] as number).sort();
    const first = at;
    for (const id of row) {
      if (at > first && distinct[at - 1] === id) counts[at - 1] = (counts[at - 1] as number) + 1;
      else {
        distinct[at] = id;
        counts[at++] = 1;
      }
    }
    newStarts[i + 1] = at;
  }
  return { starts: newStarts, terms: distinct.slice(0, at), counts: counts.slice(0, at) };
}
