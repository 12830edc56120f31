import { categoryLines } from "./categories.ts";
import type { Span } from "./clauses.ts";
import type { Lexicon } from "./lexicon.ts";
import { type Hit, Phrases } from "./phrases.ts";

/** What a clause says of parts, symptoms and service situations, and the words that say so. */
export interface Aspects {
  componentIds: string[];
  symptomIds: string[];
  situationIds: string[];
  evidence: string[];
  /** Whether a danger is met: not denied, and not only feared, asked about or heard of. */
  isSafety: boolean;
  /** Where the text judges and names no subject: 太差了, 非常失望. */
  judgements: Span[];
}

/** Whether a token begins or ends at an offset. */
type IsBoundary = (at: number) => boolean;

export type FindAspects = (text: string, clause: Span, isBoundary: IsBoundary, category: string | null) => Aspects;

/** A symptom or situation. */
export interface Trouble {
  kind: "symptom" | "situation";
  id: string;
  group: string;
  isDanger: boolean;
}

interface Meaning {
  /** Parts of this name, in any category. */
  components: { id: string; category: string }[];
  troubles: Trouble[];
  /** What must follow after a gap, for the troubles that have one. */
  gaps: { rest: string[]; trouble: Trouble }[];
  /** Inside it no trouble is meant: 没有异味, 防漏电. */
  isCover: boolean;
  /** After it a trouble is feared, asked about or heard of, not met. */
  isHypothetical: boolean;
}

export interface Found extends Span {
  trouble: Trouble;
  /** A danger that is told of and not met. */
  isFeared?: boolean;
}

export interface Part extends Span {
  components: Meaning["components"];
  id?: string | undefined;
}

/** Situations that judge but name no subject. */
const unspecific = "general";
const longestGap = 6;
/** A gap does not reach over punctuation or a negation. */
const gapBreak = /[\p{P}\s]|不|没|无|未|(?<!特)别/u;
const startsNegated = /^(?:不|没|无|未|别|从不|从未|从没|毫无|毫不|尚未|还没|至今没|冇|莫得|木有)/;
/** A negator directly before, or with a degree or filler between. */
const negated =
  /(?:不|没|没有|无|未|别|从未|从没|并非|毫无|不再|不曾|不会|不是|没得|木有|冇)(?:太|很|那么|这么|怎么|什么|啥|任何|明显|一点|出现|发生|发现|闻到|过|再|有|是|存在|大的|的){0,2}$/;
const twiceNegated = /(?:不是|没有|并不是|并没有|不会)$/;

/** Finds parts and troubles by the lexicon's rules: the longest phrase wins, denied and merely feared ones do not count. */
export function aspectFinder(lexicon: Lexicon): FindAspects {
  const phrases = compile(lexicon);
  const lines = categoryLines(lexicon.categories);
  return (text, clause, isBoundary, category) => {
    const hits: Hit<Meaning>[] = [];
    for (const hit of phrases.find(text, clause.start, clause.end)) {
      if (hit.payload.isHypothetical && !isBoundary(hit.start)) continue;
      if (hit.end - hit.start > 2 || isBoundary(hit.end)) hits.push(hit);
    }
    if (hits.length === 0) return nothing;
    const troubles = troublesIn(hits, text, clause, isBoundary);
    const parts = partsIn(hits, lines(category ?? ""));
    return troubles.length === 0 && parts.length === 0 ? nothing : aspectsOf(text, troubles, parts);
  };
}

function troublesIn(hits: readonly Hit<Meaning>[], text: string, clause: Span, isBoundary: IsBoundary): Found[] {
  const found: Found[] = [];
  for (const hit of hits) {
    // 电脑主板 is a 主板, but a short trouble inside a longer word is none.
    if (hit.end - hit.start <= 2 && !isBoundary(hit.start)) continue;
    for (const trouble of hit.payload.troubles) found.push({ start: hit.start, end: hit.end, trouble });
    for (const { rest, trouble } of hit.payload.gaps) {
      const end = endOfGaps(text, hit.end, clause.end, rest);
      if (end !== undefined) found.push({ start: hit.start, end, trouble });
    }
  }
  if (found.length === 0) return found;
  const meant = longest(found.filter((one) => isMeant(one, hits, text, clause)));
  for (const one of meant) one.isFeared = isAfterDoubt(one, hits);
  return meant;
}

const isAfterDoubt = ({ start }: Span, hits: readonly Hit<Meaning>[]): boolean =>
  hits.some(({ end, payload }) => payload.isHypothetical && end <= start);

/** A feared danger is one to be read of, a feared trouble is none. */
function isMeant({ start, end, trouble }: Found, hits: readonly Hit<Meaning>[], text: string, clause: Span): boolean {
  for (const { start: from, end: to, payload } of hits)
    if (payload.isCover && from <= start && start < to && (end <= to || from < start)) return false;
  if (!trouble.isDanger && isAfterDoubt({ start, end }, hits)) return false;
  return !isDenied(text, clause.start, start, end);
}

function partsIn(hits: readonly Hit<Meaning>[], line: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (const { start, end, payload } of hits) {
    if (payload.components.length > 0) parts.push({ start, end, components: payload.components });
  }
  return nameParts(parts, line);
}

/** The parts that are known in a line of categories, of which the longest name counts. */
export function nameParts(parts: Part[], line: readonly string[]): Part[] {
  for (const part of longest(parts)) part.id = componentOf(part.components, line);
  return parts.filter(({ id }) => id !== undefined);
}

/** What troubles and parts found in a text say. */
export function aspectsOf(text: string, troubles: readonly Found[], parts: readonly Part[]): Aspects {
  const aspects: Aspects = {
    componentIds: [],
    symptomIds: [],
    situationIds: [],
    evidence: [],
    isSafety: false,
    judgements: [],
  };
  for (const { id } of parts) if (id !== undefined) aspects.componentIds.push(id);
  const named: Found[] = [];
  for (const found of troubles) {
    if (found.trouble.group === unspecific) aspects.judgements.push(found);
    else named.push(found);
  }
  for (const { trouble, isFeared } of named) {
    (trouble.kind === "symptom" ? aspects.symptomIds : aspects.situationIds).push(trouble.id);
    if (trouble.isDanger && !isFeared) aspects.isSafety = true;
  }
  const spans: Span[] = [...parts, ...named].sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end } of spans) aspects.evidence.push(text.slice(start, end));
  aspects.componentIds = unique(aspects.componentIds);
  aspects.symptomIds = unique(aspects.symptomIds);
  aspects.situationIds = unique(aspects.situationIds);
  aspects.evidence = unique(aspects.evidence);
  return aspects;
}

export const nothing: Aspects = {
  componentIds: [],
  symptomIds: [],
  situationIds: [],
  evidence: [],
  isSafety: false,
  judgements: [],
};
const unique = (items: string[]): string[] => (items.length < 2 ? items : [...new Set(items)]);

function compile(lexicon: Lexicon): Phrases<Meaning> {
  const phrases = new Phrases<Meaning>();
  const add = (phrase: string, part: Partial<Meaning>) =>
    phrases.add(
      phrase,
      { components: [], troubles: [], gaps: [], isCover: false, isHypothetical: false, ...part },
      merge,
    );
  for (const { id, group, variants } of lexicon.components) {
    for (const variant of variants) add(variant, { components: [{ id, category: group }] });
  }
  const trouble = (found: Trouble, variants: readonly string[]) => {
    for (const variant of variants) {
      const [first = "", ...rest] = variant.split("~");
      if (rest.length === 0) add(first, { troubles: [found] });
      else add(first, { gaps: [{ rest, trouble: found }] });
    }
  };
  for (const { id, group, isDanger, variants } of lexicon.symptoms)
    trouble({ kind: "symptom", id, group, isDanger }, variants);
  for (const { id, group, variants } of lexicon.situations)
    trouble({ kind: "situation", id, group, isDanger: false }, variants);
  for (const { kind, term, value } of lexicon.terms) {
    if (kind === "negated_fault_good" || kind === "neutral_span") add(term, { isCover: true });
    if (kind === "uncertain" && value !== "weaken") add(term, { isHypothetical: true });
  }
  return phrases;
}

const merge = (a: Meaning, b: Meaning): Meaning => ({
  components: [...a.components, ...b.components],
  troubles: [...a.troubles, ...b.troubles],
  gaps: [...a.gaps, ...b.gaps],
  isCover: a.isCover || b.isCover,
  isHypothetical: a.isHypothetical || b.isHypothetical,
});

/** Where the rest of a phrase with gaps ends, each part at most six characters after the one before. */
function endOfGaps(text: string, from: number, last: number, rest: readonly string[]): number | undefined {
  let end = from;
  for (const part of rest) {
    const window = text.slice(end, Math.min(last, end + longestGap + part.length));
    const at = window.indexOf(part);
    if (at < 0 || gapBreak.test(window.slice(0, at))) return undefined;
    end += at + part.length;
  }
  return end;
}

function isDenied(text: string, clause: number, start: number, end: number): boolean {
  const before = text.slice(Math.max(clause, start - 7), start);
  return (startsNegated.test(text.slice(start, end)) ? twiceNegated : negated).test(before);
}

/** Hits that do not overlap a longer one, or an equally long one before. Several may share one stretch. */
function longest<T extends Span>(hits: T[]): T[] {
  if (hits.length < 2) return hits;
  const kept: T[] = [];
  for (const hit of hits.sort(byLength)) if (!kept.some((other) => clashes(hit, other))) kept.push(hit);
  return kept;
}

const byLength = (a: Span, b: Span): number => b.end - b.start - (a.end - a.start) || a.start - b.start;
const clashes = (a: Span, b: Span): boolean =>
  a.start < b.end && b.start < a.end && (a.start !== b.start || a.end !== b.end);

/** The part a name means: in the nearest category of the line, else where only one category has it. */
function componentOf(candidates: Meaning["components"], line: readonly string[]): string | undefined {
  for (const category of [...line, "common", "install_material"]) {
    for (const candidate of candidates) if (candidate.category === category) return candidate.id;
  }
  const [first] = candidates;
  return line.length === 0 && candidates.every(({ id }) => id === first?.id) ? first?.id : undefined;
}
