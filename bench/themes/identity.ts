import { agreement } from "../../transforms/themes/agreement.ts";
import { curate, type Operation, route } from "../../transforms/themes/curation.ts";
import { emergingIn, placedStream } from "../../transforms/themes/emerging.ts";
import {
  type FirstFit,
  firstFit,
  type Places,
  placeWordings,
  type Wordings,
} from "../../transforms/themes/identity.ts";
import { profileOf } from "../../transforms/themes/profile.ts";
import { permutation, random } from "../../transforms/themes/random.ts";
import type { Space } from "../../transforms/themes/space.ts";
import { ofSpace, type Vectoriser } from "../../transforms/themes/vectoriser.ts";

/** Token lists with the label people gave each. */
export interface LabelledTokens {
  tokens: readonly (readonly string[])[];
  labels: readonly string[];
}

/** How themes keep their identity on one labelled set. */
export interface IdentityResult {
  plus10_id_kept: number;
  plus10_nmi_loss: number;
  hidden_found: number;
  hidden_of: number;
  hidden_caught: number;
  normal_residual: number;
  /** Emerging themes of a hidden label's own, and others, when labels were hidden. */
  right_themes: number;
  other_themes: number;
  curation: { operations: number; nmi: [before: number, after: number]; ari: [before: number, after: number] };
}

export interface Fitted {
  seen: Vectoriser;
  places: Places;
}

export async function placesOf(tokens: LabelledTokens["tokens"]): Promise<Fitted> {
  const found = (await firstFit({ tokens, weights: new Float64Array(tokens.length).fill(1) })) as FirstFit;
  return { seen: ofSpace(found.space as Space), places: found.places };
}

/** Texts of the base, said before the window, and those of the window. */
export interface Stream extends Wordings {
  labels: string[];
  base: number;
}

export function streamOf(
  { tokens, labels }: LabelledTokens,
  base: readonly number[],
  incoming: readonly number[],
): Stream {
  const rows = [...base, ...incoming];
  return {
    tokens: rows.map((i) => tokens[i] as readonly string[]),
    labels: rows.map((i) => labels[i] as string),
    weights: new Float64Array(rows.length).fill(1),
    firstAt: Float64Array.from(rows, (_, at) => (at < base.length ? 0 : 2)),
    base: base.length,
  };
}

/** Places a stream before and after its emerging themes are born; each of those with the label most of its members have. */
async function grow(stream: Stream, { seen, places }: Fitted) {
  const before = await placeWordings(stream.tokens, seen, places);
  const found = await emergingIn(placedStream(stream, before), 1, seen, places);
  const profiles = found.map(({ profile }) => profile);
  const after = profiles.length === 0 ? before : await placeWordings(stream.tokens, seen, { ...places, profiles });
  const tops = found.map(({ members }) => {
    const [label, count] = topOf(Array.from(members, (i) => stream.labels[i] as string));
    return { label, purity: count / members.length };
  });
  return { before, after, tops };
}

const topOf = (labels: readonly string[]): [label: string, count: number] => sizesOf(labels)[0] ?? ["", 0];

const share = (rows: readonly number[], holds: (row: number) => boolean) =>
  rows.length === 0 ? 0 : rows.filter(holds).length / rows.length;

/** Rows of the window, those of some labels or the others. */
const windowOf = ({ tokens, labels, base }: Stream, isWanted: (label: string) => boolean) =>
  [...tokens.keys()].filter((i) => i >= base && isWanted(labels[i] as string));

/** A label counts as found when an emerging theme is for at least 60 % of it. */
export const leastPurity = 0.6;

/** Texts that say something. */
export function spoken({ tokens, labels }: LabelledTokens): LabelledTokens {
  const said = [...tokens.keys()].filter((i) => (tokens[i] as readonly string[]).length > 0);
  return {
    tokens: said.map((i) => tokens[i] as readonly string[]),
    labels: said.map((i) => labels[i] as string),
  };
}

/** Labels with the number of their texts, largest first. */
export function sizesOf(labels: readonly string[]): [label: string, count: number][] {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export async function measureIdentity(all: LabelledTokens): Promise<IdentityResult> {
  const set = spoken(all);
  const order = Array.from(permutation(set.tokens.length, random(7)));
  const labels = sizesOf(set.labels).map(([label]) => label);
  return {
    ...(await plusTen(set, order)),
    ...(await hiddenLabels(set, order, labels)),
    curation: await curated(set),
  };
}

/** A tenth more texts: clauses of the base that keep their theme, and what anchoring costs beside a new fit on all. */
async function plusTen(set: LabelledTokens, order: readonly number[]) {
  const cut = Math.floor(order.length / 1.1);
  const stream = streamOf(set, order.slice(0, cut), order.slice(cut));
  const { before, after } = await grow(stream, await placesOf(stream.tokens.slice(0, cut)));
  const again = await placesOf(stream.tokens);
  const refit = await placeWordings(stream.tokens, again.seen, again.places);
  const rows = [...stream.tokens.keys()].slice(0, cut);
  return {
    plus10_id_kept: share(rows, (i) => before.place[i] === after.place[i]),
    plus10_nmi_loss: agreement(refit.nearest, stream.labels).nmi - agreement(after.nearest, stream.labels).nmi,
  };
}

/** Three labels hidden from the base and streamed in with a tenth of the others, twice. */
async function hiddenLabels(set: LabelledTokens, order: readonly number[], labels: readonly string[]) {
  const total = { found: 0, of: 0, caught: 0, residual: 0, right: 0, other: 0 };
  const rounds = [0, 1];
  for (const round of rounds) {
    const places = labels.length > 12 ? [2, 5, 8] : [2, 3, 4];
    const hidden = new Set(places.map((at) => labels[(at + round) % labels.length] as string));
    const draw = random(11 + round);
    const base: number[] = [];
    const incoming: number[] = [];
    const taken = new Map<string, number>();
    for (const i of order) {
      const label = set.labels[i] as string;
      const count = (taken.get(label) ?? 0) + 1;
      taken.set(label, count);
      if (!hidden.has(label)) (draw() < 0.9 ? base : incoming).push(i);
      else if (count <= 150) incoming.push(i);
    }
    const stream = streamOf(set, base, incoming);
    const found = await placesOf(stream.tokens.slice(0, stream.base));
    const { after, tops } = await grow(stream, found);
    const isNone = (i: number) => (after.place[i] as number) < 0;
    const k = found.places.anchors.thresholds.length;
    total.residual +=
      share(
        windowOf(stream, (label) => !hidden.has(label)),
        isNone,
      ) / rounds.length;
    total.caught +=
      share(
        windowOf(stream, (label) => hidden.has(label)),
        (i) => isNone(i) || (after.place[i] as number) >= k,
      ) / rounds.length;
    const right = tops.filter(({ label, purity }) => hidden.has(label) && purity >= leastPurity);
    total.found += new Set(right.map(({ label }) => label)).size;
    total.of += hidden.size;
    total.right += right.length;
    total.other += tops.length - right.length;
  }
  return {
    hidden_found: total.found,
    hidden_of: total.of,
    hidden_caught: total.caught,
    normal_residual: total.residual,
    right_themes: total.right,
    other_themes: total.other,
  };
}

const operationsAnHour = 20;

/** What twenty operations of somebody who knows the labels change: themes of one label merged, largest first, the mixed ones split by words. */
async function curated(set: LabelledTokens): Promise<IdentityResult["curation"]> {
  const { seen, places } = await placesOf(set.tokens);
  const { nearest } = await placeWordings(set.tokens, seen, places);
  const ids = Array.from(nearest, (at) => (at < 0 ? null : `T${at}`));
  const groups = new Map<string, number[]>();
  for (const [i, id] of ids.entries()) if (id !== null) groups.set(id, [...(groups.get(id) ?? []), i]);
  const themes = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const operations: Operation[] = [];
  const signed = () => ({ id: `op-${operations.length}`, author: "bench", date: "2026-01-01", reason: "label" });
  const largest = new Map<string, string>();
  const splits = Math.floor(operationsAnHour / 5);
  for (const [id, rows] of themes) {
    const [label, count] = topOf(rows.map((i) => set.labels[i] as string));
    const others = rows.filter((i) => set.labels[i] !== label);
    const [second, more] = topOf(others.map((i) => set.labels[i] as string));
    if (operations.length < splits && count < 0.7 * rows.length && more >= 10) {
      const own = others.filter((i) => set.labels[i] === second).map((i) => set.tokens[i] as readonly string[]);
      const rest = rows.filter((i) => set.labels[i] !== second).map((i) => set.tokens[i] as readonly string[]);
      const words = profileOf(own, rest).words.slice(0, 5);
      if (words.length > 0) operations.push({ ...signed(), kind: "split", theme: id, parts: [{ zh: second, words }] });
    }
  }
  for (const [id, rows] of themes) {
    const [label] = topOf(rows.map((i) => set.labels[i] as string));
    const into = largest.get(label);
    if (into === undefined) largest.set(label, id);
    else if (operations.length < operationsAnHour) operations.push({ ...signed(), kind: "merge", themes: [id], into });
  }
  const { routes } = curate(
    [...groups.keys()].map((id) => ({ id, parent: null })),
    operations,
  );
  const after = route(set.tokens, ids, routes, new Map()).theme;
  const before = agreement(ids.map(String), set.labels);
  const now = agreement(after.map(String), set.labels);
  return { operations: operations.length, nmi: [before.nmi, now.nmi], ari: [before.ari, now.ari] };
}
