import type { Word } from "./words.ts";
import { formsOf, keyOf } from "./words.ts";

/** What the finder must know of small words, by their keys. */
export interface SmallWords {
  /** Not read at all, in phrases neither: the, my, is, really. */
  skip: ReadonlySet<string>;
  /** Deny what follows: not, no, without, stopped. */
  denial: ReadonlySet<string>;
  /** Say that something is not done, but do not deny a trouble: fails, unable. */
  failure: ReadonlySet<string>;
  /** May stand between a denial and what it denies: no sign of any leak. */
  filler: ReadonlySet<string>;
  /** No phrase reaches over them: but, because. */
  break: ReadonlySet<string>;
}

/** A phrase found among words: from one to before another. */
export interface PhraseHit<Payload> {
  first: number;
  last: number;
  payload: Payload;
}

interface Node<Payload> {
  next: Map<string, Node<Payload>>;
  denied: Map<string, Node<Payload>>;
  gap: Node<Payload> | undefined;
  payloads: Payload[];
}

/** What is looked through, and what was found in it so far. */
interface Search<Payload> {
  words: readonly Word[];
  parts: ReadonlyMap<number, readonly number[]>;
  hits: PhraseHit<Payload>[];
}

const longestGap = 3;
const farthestDenial = 4;
const code = /^(?:[a-z]{1,2}[0-9]{1,4}|[0-9]{1,3}[a-z])$/;

/**
 * Finds phrases whatever the inflections of their words. In a phrase `a/b` is either word, `=word` that very form, `!word` a word that
 * is denied (won't, no longer, fails to), `~` up to three words, `@` a part, `#` an error code.
 */
export class EnglishPhrases<Payload> {
  private readonly root: Node<Payload> = newNode();
  private readonly small: SmallWords;

  constructor(small: SmallWords) {
    this.small = small;
  }

  add(phrase: string, payload: Payload): void {
    for (const path of this.pathsOf(phrase)) {
      let node = this.root;
      for (const edge of path) node = step(node, edge);
      if (node !== this.root) node.payloads.push(payload);
    }
  }

  /** The ways a phrase is read, word by word: one for each choice of its words. Words that are not read are left out. */
  pathsOf(phrase: string): string[][] {
    let paths: string[][] = [[]];
    for (const element of phrase.split(" ")) {
      const choices = [...new Set(element.split("/").flatMap((choice) => this.edgesOf(choice)))];
      if (choices.length > 0) paths = paths.flatMap((path) => choices.map((choice) => [...path, choice]));
    }
    return paths;
  }

  private edgesOf(element: string): string[] {
    if (element === "~" || element === "@" || element === "#") return [element];
    const form = formsOf(element)[0] ?? "";
    const word = element.includes("=") ? `=${form}` : keyOf(form);
    if (element.startsWith("!")) return [`!${word}`];
    return this.small.skip.has(word) ? [] : [word];
  }

  /** Words that are read. */
  read(words: readonly Word[]): Word[] {
    return words.filter(({ key }) => !this.small.skip.has(key));
  }

  /** Every phrase among words that are read; `parts` has the ends of the parts that begin at a word. */
  find(words: readonly Word[], parts: ReadonlyMap<number, readonly number[]>): PhraseHit<Payload>[] {
    const search: Search<Payload> = { words, parts, hits: [] };
    for (let at = 0; at < words.length; at++) {
      this.walk(search, this.root, at, at);
      const denied = edgesOf(words[at] as Word).flatMap((edge) => this.root.denied.get(edge) ?? []);
      const from = denied.length === 0 ? undefined : this.denialBefore(words, at, 0, true);
      if (from !== undefined) for (const next of denied) this.arrive(search, next, from, at + 1);
    }
    return search.hits;
  }

  private arrive(search: Search<Payload>, node: Node<Payload>, first: number, at: number): void {
    const { words, hits } = search;
    for (const payload of node.payloads) hits.push({ first, last: at, payload });
    this.walk(search, node, first, at);
    if (node.gap === undefined) return;
    for (let to = at; to <= at + longestGap && to < words.length; to++) {
      this.walk(search, node.gap, first, to);
      const { key } = words[to] as Word;
      if (this.small.break.has(key) || this.small.denial.has(key)) break;
    }
  }

  private walk(search: Search<Payload>, node: Node<Payload>, first: number, at: number): void {
    const { words, parts } = search;
    const word = words[at];
    if (word === undefined) return;
    for (const edge of [...edgesOf(word), ...(code.test(word.form) ? ["#"] : [])]) {
      const next = node.next.get(edge);
      if (next !== undefined) this.arrive(search, next, first, at + 1);
    }
    const part = node.next.get("@");
    if (part !== undefined) for (const end of parts.get(at) ?? []) this.arrive(search, part, first, end);
    if (node === this.root || node.denied.size === 0) return;
    for (let to = at + 1; to <= at + farthestDenial && to < words.length; to++) {
      for (const edge of edgesOf(words[to] as Word)) {
        const next = node.denied.get(edge);
        if (next !== undefined && this.denialBefore(words, to, at, true) === at)
          this.arrive(search, next, first, to + 1);
      }
    }
  }

  /** Where the denial of a word begins, not before `least`; a denied stop denies nothing. */
  denialBefore(words: readonly Word[], at: number, least: number, isOfDoing = false): number | undefined {
    const { denial, failure, filler } = this.small;
    const denies = ({ key }: Word) => denial.has(key) || (isOfDoing && failure.has(key));
    for (let from = at - 1; from >= Math.max(least, at - farthestDenial); from--) {
      const word = words[from] as Word;
      if (denies(word)) {
        const before = words[from - 1];
        if (before === undefined || from - 1 < least || !denies(before)) return from;
        return stops.has(word.key) ? undefined : from - 1;
      }
      if (!filler.has(word.key)) return undefined;
    }
    return undefined;
  }
}

const edgesOf = ({ key, form }: Word): string[] => [key, `=${form}`];

const stops = new Set(["stop", "quit", "ceas", "fail"]);

const newNode = <Payload>(): Node<Payload> => ({ next: new Map(), denied: new Map(), gap: undefined, payloads: [] });

function step<Payload>(node: Node<Payload>, edge: string): Node<Payload> {
  if (edge === "~") {
    node.gap ??= newNode();
    return node.gap;
  }
  const [edges, key] = edge[0] === "!" ? [node.denied, edge.slice(1)] : [node.next, edge];
  const next = edges.get(key) ?? newNode<Payload>();
  edges.set(key, next);
  return next;
}
