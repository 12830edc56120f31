import { agreement } from "../../transforms/themes/agreement.ts";
import { curate, type Operation, route } from "../../transforms/themes/curation.ts";
import {
  emergingIn,
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
  small_found: Record<string, string>;
  quiet_windows: number;
  quiet_false_themes: number;
  curation: { operations: number; nmi: [before: number, after: number]; ari: [before: number, after: number] };
}

interface Fitted {
  seen: Vectoriser;
  places: Places;
}

async function placesOf(tokens: LabelledTokens["tokens"]): Promise<Fitted> {
  const found = (await firstFit({ tokens, weights: new Float64Array(tokens.length).fill(1) })) as FirstFit;
  return { seen: ofSpace(found.space as Space), places: found.places };
}

/** Texts of the base, said before the window, and those of the window. */
interface Stream extends Wordings {
  labels: string[];
  base: number;
}

function streamOf({ tokens, labels }: LabelledTokens, base: readonly number[], incoming: readonly number[]): Stream {
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
  const found = await emergingIn(stream, before, 1, seen, places);
  const profiles = found.map(({ profile }) => profile);
  const after = profiles.length === 0 ? before : await placeWordings(stream.tokens, seen, { ...places, profiles });
  const tops = found.map(({ members }) => {
    const [label, count] = topOf(Array.from(members, (i) => stream.labels[i] as string));
    return { label, purity: count / members.length };
  });
  return { before, after, tops };
}

function topOf(labels: readonly string[]): [label: string, count: number] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? ["", 0];
}

const share = (rows: readonly number[], holds: (row: number) => boolean) =>
  rows.length === 0 ? 0 : rows.filter(holds).length / rows.length;

/** Rows of the window, those of some labels or the others. */
const windowOf = ({ tokens, labels, base }: Stream, isWanted: (label: string) => boolean) =>
  [...tokens.keys()].filter((i) => i >= base && isWanted(labels[i] as string));

/** A label counts as found when an emerging theme is for at least 60 % of it. */
const leastPurity = 0.6;

export async function measureIdentity(all: LabelledTokens): Promise<IdentityResult> {
  const said = [...all.tokens.keys()].filter((i) => (all.tokens[i] as readonly string[]).length > 0);
  const set = {
    tokens: said.map((i) => all.tokens[i] as readonly string[]),
    labels: said.map((i) => all.labels[i] as string),
  };
  const order = Array.from(permutation(set.tokens.length, random(7)));
  const sizes = new Map<string, number>();
  for (const label of set.labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const labels = [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([label]) => label);
  return {
    ...(await plusTen(set, order)),
    ...(await hiddenLabels(set, order, labels)),
    ...(await smallThemes(set, order, labels)),
    ...(await quietWindows(set, order)),
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

/** One label hidden and streamed in as 1, 2 and 5 % of a window of a fifth of the texts; labels found of those that are large enough. */
async function smallThemes(set: LabelledTokens, order: readonly number[], labels: readonly string[]) {
  const found: Record<string, string> = {};
  for (const percent of [1, 2, 5]) {
    let right = 0;
    let tried = 0;
    for (const hidden of labels.slice(2, 6)) {
      const others = order.filter((i) => set.labels[i] !== hidden);
      const own = order.filter((i) => set.labels[i] === hidden);
      const cut = Math.floor(others.length * 0.8);
      const wanted = Math.round(((others.length - cut) * percent) / (100 - percent));
      if (wanted > own.length || wanted < 5) continue;
      tried++;
      const stream = streamOf(set, others.slice(0, cut), [...others.slice(cut), ...own.slice(0, wanted)]);
      const { tops } = await grow(stream, await placesOf(stream.tokens.slice(0, cut)));
      if (tops.some(({ label, purity }) => label === hidden && purity >= leastPurity)) right++;
    }
    found[`${percent} %`] = `${right} of ${tried}`;
  }
  return { small_found: found };
}

/** Windows of a tenth of the texts in which nothing is new. */
async function quietWindows(set: LabelledTokens, order: readonly number[]) {
  const windows = 5;
  let born = 0;
  for (let at = 0; at < windows; at++) {
    const from = Math.floor((at * order.length) / 10);
    const to = Math.floor(((at + 1) * order.length) / 10);
    const base = [...order.slice(0, from), ...order.slice(to)];
    const stream = streamOf(set, base, order.slice(from, to));
    born += (await grow(stream, await placesOf(stream.tokens.slice(0, stream.base)))).tops.length;
  }
  return { quiet_windows: windows, quiet_false_themes: born };
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
