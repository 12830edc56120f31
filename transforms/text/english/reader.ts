import type { Found, Part, Trouble } from "../aspects.ts";
import type { Span } from "../clauses.ts";
import type { EnglishEntry, Lexicon } from "../lexicon.ts";
import { EnglishPhrases, type PhraseHit, type SmallWords } from "./phrases.ts";
import { keyOf, type Word, wordsOf } from "./words.ts";

/** A trouble, or a word of praise or blame, that a clause holds. */
export interface Said extends Found {
  /** 1 for praise, -1 for blame, more or less by the strength of the word. */
  value: number;
  isDenied: boolean;
  /** What the words before it make of it: very 1.6, a bit 0.6. */
  degree: number;
  /** Gives way to a trouble of a lower rank that it overlaps: the door seal is broken says more than broken. */
  rank: number;
  /** Whether it stands after but. */
  isAfterBreak: boolean;
}

export interface Read {
  parts: Part[];
  said: Said[];
}

/** Words that only judge give way to every trouble. */
const lastRank = 9;

/** Trouble of a word that only judges; its group keeps it out of the aspects. */
const judgement: Trouble = { kind: "situation", id: "", group: "general", isDanger: false };

interface Meaning {
  trouble: Trouble;
  value: number;
}

/** What makes a trouble none, is read among all words: a cover it stands in, what it is feared, heard of or asked after, a but. */
const signs = ["cover", "hypothetical", "turn"] as const;
type Sign = Span & { kind: (typeof signs)[number] };

/** What the phrases of a lexicon must know of small words. */
export function smallWordsOf({ english }: Pick<Lexicon, "english">): SmallWords {
  const keys = (kind: keyof SmallWords) =>
    new Set(english.filter((row) => row.kind === kind).flatMap(({ variants }) => variants.map(keyOf)));
  return {
    skip: keys("skip"),
    denial: keys("denial"),
    failure: keys("failure"),
    filler: keys("filler"),
    break: keys("break"),
  };
}

/** Reads English clauses by the lexicon: their parts and troubles, denied and feared ones too, and their words of praise and blame. */
export function englishReader(lexicon: Lexicon): (text: string, clause: Span) => Read {
  const rows = (kind: string): EnglishEntry[] => lexicon.english.filter((row) => row.kind === kind);
  const small = smallWordsOf(lexicon);
  const names = new EnglishPhrases<Part["components"][number]>(small);
  const phrases = new EnglishPhrases<Meaning | "afterwards">(small);
  const around = new EnglishPhrases<Sign["kind"]>({ ...small, skip: new Set() });
  const variants = new Map(lexicon.english.map((row) => [`${row.kind}:${row.id}`, row.variants]));
  for (const { id, en, group } of lexicon.components)
    for (const name of [en, ...(variants.get(`component:${id}`) ?? [])]) names.add(name, { id, category: group });
  const topics = new Set(rows("topic").flatMap(({ variants }) => variants));
  const trouble = (found: Trouble) => {
    const meaning = { trouble: found, value: found.group.startsWith("praise") ? 1 : topics.has(found.id) ? 0 : -1 };
    for (const phrase of variants.get(`${found.kind}:${found.id}`) ?? []) phrases.add(phrase, meaning);
  };
  for (const { id, group, isDanger } of lexicon.symptoms) trouble({ kind: "symptom", id, group, isDanger });
  for (const { id, group } of lexicon.situations) trouble({ kind: "situation", id, group, isDanger: false });
  for (const kind of signs) for (const row of rows(kind)) for (const phrase of row.variants) around.add(phrase, kind);
  for (const row of rows("afterwards")) for (const phrase of row.variants) phrases.add(phrase, "afterwards");
  for (const row of rows("value"))
    for (const phrase of row.variants) phrases.add(phrase, { trouble: judgement, value: Number(row.id) });
  const ranks = new Map(rows("general").flatMap((row) => row.variants.map((id) => [id, Number(row.id)])));
  const degrees = new Map(rows("degree").flatMap((row) => row.variants.map((word) => [word, Number(row.id)])));

  return (text, clause) => {
    const all = wordsOf(text, clause.start, clause.end);
    const words = phrases.read(all);
    const parts = new Map<string, PhraseHit<Part["components"]>>();
    const ends = new Map<number, number[]>();
    for (const { first, last, payload } of names.find(words, none)) {
      const components = [...(parts.get(`${first} ${last}`)?.payload ?? []), payload];
      parts.set(`${first} ${last}`, { first, last, payload: components });
      ends.set(first, [...(ends.get(first) ?? []), last]);
    }
    const hits = phrases.find(words, ends);
    const found = around.find(all, none).map((hit): Sign => ({ ...spanOf(all, hit), kind: hit.payload }));
    const said: Said[] = [];
    for (const { first, last, payload } of hits) {
      const span = spanOf(words, { first, last });
      if (payload === "afterwards" || isCovered(span, found)) continue;
      const turned = lastBefore(found, "turn", span.start);
      const feared = lastBefore(found, "hypothetical", span.start);
      said.push({
        ...span,
        ...payload,
        isDenied:
          phrases.denialBefore(words, first, 0) !== undefined ||
          hits.some((other) => other.payload === "afterwards" && other.first === last),
        isFeared: feared > turned,
        degree: degreeBefore(all, span.start, degrees),
        rank: payload.trouble === judgement ? lastRank : (ranks.get(payload.trouble.id) ?? 0),
        isAfterBreak: turned > 0,
      });
    }
    return {
      said: chosen(said),
      parts: Array.from(parts.values(), (part) => ({ ...spanOf(words, part), components: part.payload })),
    };
  };
}

/**
 * Of phrases that overlap the one of the lower rank, the longer, the one before. What lies within a denied one is denied with it: not a
 * gas leak is no leak.
 */
function chosen(said: readonly Said[]): Said[] {
  const kept: Said[] = [];
  const within = (a: Span, b: Span) => a.start >= b.start && a.end <= b.end;
  const order = (a: Said, b: Said) =>
    Number(a.isDenied) - Number(b.isDenied) ||
    a.rank - b.rank ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start;
  for (const one of said.toSorted(order)) {
    if (!one.isDenied && said.some((other) => other.isDenied && within(one, other))) continue;
    const clash = kept.find((other) => one.start < other.end && other.start < one.end);
    if (clash === undefined || (clash.start === one.start && clash.end === one.end && clash.rank === one.rank))
      kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start || a.end - b.end);
}

const none: ReadonlyMap<number, readonly number[]> = new Map();

const spanOf = (words: readonly Word[], { first, last }: Pick<PhraseHit<unknown>, "first" | "last">): Span => ({
  start: (words[first] as Word).start,
  end: (words[last - 1] as Word).end,
});

/** Whether the word a phrase ends with stands in a cover: no trouble is meant by fire in fire alarm. */
const isCovered = ({ end }: Span, found: readonly Sign[]): boolean =>
  found.some((sign) => sign.kind === "cover" && sign.start < end && end <= sign.end);

/** The end of the last sign of a kind before an offset; 0 without one. */
const lastBefore = (found: readonly Sign[], wanted: Sign["kind"], before: number): number =>
  found.reduce((last, { end, kind }) => (kind === wanted && end <= before ? Math.max(last, end) : last), 0);

/** The degrees of the two words before an offset, multiplied. */
function degreeBefore(words: readonly Word[], start: number, degrees: ReadonlyMap<string, number>): number {
  const at = words.findIndex((word) => word.start === start);
  return words.slice(Math.max(0, at - 2), at).reduce((all, { form }) => all * (degrees.get(form) ?? 1), 1);
}
