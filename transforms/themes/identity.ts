import { type Anchors, assignToAnchors, calibrateAnchors } from "./assign.ts";
import { areChosen, fitChosen, gateOfChosen } from "./chosen.ts";
import { findCommunities } from "./communities.ts";
import { keepInField } from "./field.ts";
import { fitThemes } from "./fit.ts";
import { nearest } from "./nearest.ts";
import { centroidsOf } from "./partition.ts";
import { type Profile, profileScore, weightsOf } from "./profile.ts";
import { calibrate, companyOf, type Gate } from "./residual.ts";
import { fitSpace, type Space, spaceDefaults } from "./space.ts";
import { type Embedder, ofEmbedder, ofSpace, type Vectoriser } from "./vectoriser.ts";

/** Clauses, each wording once, in an order that depends on the words alone. */
export interface Wordings {
  tokens: readonly (readonly string[])[];
  /** Texts that hold each, copies left out. */
  weights: Float64Array;
  /** The same with copies. */
  texts?: Float64Array;
  /** When each was first said, in milliseconds. */
  firstAt: Float64Array;
  /** Language of each, by its code. */
  languages?: readonly string[] | undefined;
}

/** Themes as places: what never changes once a theme is born. */
export interface Places {
  anchors: Anchors;
  gate: Gate;
  /** Emerging themes, by what sets their words apart; numbered after the anchors. */
  profiles: readonly Profile[];
}

/** Where each wording belongs. */
export interface Placement {
  /** Number of an anchor, or their count plus the number of a profile; -1 for none. */
  place: Int32Array;
  /** The nearest anchor even where it does not hold. */
  nearest: Int32Array;
  /** The anchor that comes next, `margin` behind; -1 for none, and where a profile holds. */
  runnerUp: Int32Array;
  score: Float32Array;
  margin: Float32Array;
}

const batchRows = 32_768;

/** Places wordings, a batch at a time. What a wording gets depends on nothing but its words and the places. */
export async function placeWordings(
  tokens: readonly (readonly string[])[],
  seen: Vectoriser,
  { anchors, gate, profiles }: Places,
): Promise<Placement> {
  const n = tokens.length;
  const placement: Placement = {
    place: new Int32Array(n).fill(-1),
    nearest: new Int32Array(n).fill(-1),
    runnerUp: new Int32Array(n).fill(-1),
    score: new Float32Array(n),
    margin: new Float32Array(n),
  };
  const k = anchors.thresholds.length;
  const known = profiles.map((profile) => ({ weights: weightsOf(profile), threshold: profile.threshold }));
  for (let from = 0; from < n; from += batchRows) {
    const part = tokens.slice(from, from + batchRows);
    const vectors = await seen.vectors(part);
    const anchored = assignToAnchors({ vectors, known: seen.known(part) }, anchors, gate);
    placement.place.set(anchored.anchor, from);
    placement.nearest.set(anchored.nearest, from);
    placement.runnerUp.set(anchored.runnerUp, from);
    placement.score.set(anchored.score, from);
    placement.margin.set(anchored.margin, from);
    if (known.length === 0) continue;
    for (const [i, list] of part.entries()) {
      let lead = 0;
      for (const [at, { weights, threshold }] of known.entries()) {
        const score = profileScore(weights, list);
        if (score - threshold < lead) continue;
        lead = score - threshold;
        placement.place[from + i] = k + at;
        placement.score[from + i] = score;
        placement.margin[from + i] = lead;
        placement.runnerUp[from + i] = -1;
      }
    }
  }
  return placement;
}

/** Themes found in the first texts of a workspace. */
export interface FirstFit {
  /** Null where a model stands in for it. */
  space: Space | null;
  places: Places;
  /** Parent of each anchor. */
  parents: Int32Array;
  parentCount: number;
  /** Theme of each wording by the fit itself; -1 for none. */
  labels: Int32Array;
}

/** Fewer wordings are not fitted, unless they were chosen from a list: every clause stays unassigned. */
export const leastWordings = 60;

/** Finds themes and freezes their places, largest first; undefined where there is too little to find. */
export async function firstFit(
  { tokens, weights, texts = weights, languages }: Omit<Wordings, "firstAt">,
  embedder?: Embedder,
): Promise<FirstFit | undefined> {
  const isChosen = areChosen(texts);
  if (tokens.length < leastWordings && !isChosen) return undefined;
  const fit = isChosen
    ? await fitChosen(tokens, texts, embedder)
    : embedder === undefined
      ? fitThemes({ tokens, weights }, { languages })
      : await fitSeen(tokens, ofEmbedder(embedder));
  if (fit.k === 0) return undefined;
  const order = bySize(fit.labels, isChosen ? texts : weights, fit.k);
  const rank = new Int32Array(fit.k);
  for (const [to, from] of order.entries()) rank[from] = to;
  const labels = fit.labels.map((label) => (label < 0 ? -1 : (rank[label] as number)));
  const d = fit.centroids.length / fit.k;
  const centroids = new Float32Array(fit.centroids.length);
  for (const [to, from] of order.entries()) centroids.set(fit.centroids.subarray(from * d, (from + 1) * d), to * d);
  const { gate, thresholds, margins } = isChosen
    ? gateOfChosen(fit.k)
    : await crossFit(keepInField(tokens, languages), labels, fit.k, embedder);
  return {
    space: ("space" in fit && fit.space) || null,
    places: { anchors: { d, centroids, thresholds, margins }, gate, profiles: [] },
    parents: Int32Array.from(order, (from) => fit.parents[from] as number),
    parentCount: fit.parentCount,
    labels,
  };
}

/** Rows of a model in which themes are found; the others go to the nearest. */
const mostEmbedded = 20_000;

async function fitSeen(tokens: readonly (readonly string[])[], seen: Vectoriser) {
  const communities = findCommunities(await seen.vectors(thin(tokens, mostEmbedded)), seen.d, 1);
  const labels = new Int32Array(tokens.length).fill(-1);
  for (let from = 0; from < tokens.length; from += batchRows) {
    const vectors = await seen.vectors(tokens.slice(from, from + batchRows));
    labels.set(nearest(vectors, communities.centroids, seen.d).best, from);
  }
  return { ...communities, labels };
}

/** Numbers of the groups by weight, the one whose first member comes first among equals. */
function bySize(labels: Int32Array, weights: Float64Array, k: number): number[] {
  const sizes = new Float64Array(k);
  const firsts = new Int32Array(k).fill(labels.length);
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    sizes[label] = (sizes[label] as number) + (weights[i] as number);
    firsts[label] = Math.min(firsts[label] as number, i);
  }
  return Array.from({ length: k }, (_, i) => i).sort(
    (a, b) => (sizes[b] as number) - (sizes[a] as number) || (firsts[a] as number) - (firsts[b] as number),
  );
}

const mostCrossFitted = 25_000;
/** Rows of the base that incoming ones are compared with. */
export const mostReferences = 4_000;
const mostHeldOut = 2_000;

/**
 * What normal clauses look like to themes that did not see them: a space fitted on four fifths, and the last fifth held out. The
 * fit of a space flatters its own texts, so that a gate calibrated on them would let too little through.
 */
async function crossFit(
  tokens: readonly (readonly string[])[],
  labels: Int32Array,
  k: number,
  embedder: Embedder | undefined,
): Promise<{ gate: Gate } & Pick<Anchors, "thresholds" | "margins">> {
  const rows = thin(
    [...tokens.keys()].filter((i) => (labels[i] as number) >= 0),
    mostCrossFitted,
  );
  const train = rows.filter((_, at) => at % 5 !== 0);
  const held = rows.filter((_, at) => at % 5 === 0);
  const listsOf = (chosen: readonly number[]) => chosen.map((i) => tokens[i] as readonly string[]);
  const seen = embedder === undefined ? ofSpace(fitSpace(listsOf(train), spaceDefaults)) : ofEmbedder(embedder);
  const d = seen.d;
  const trained = await seen.vectors(listsOf(train));
  const vectors = await seen.vectors(listsOf(held));
  const centroids = centroidsOf(
    trained,
    d,
    Int32Array.from(train, (i) => labels[i] as number),
    k,
  );
  const { best, score, second } = nearest(vectors, centroids, d);
  const margin = score.map((value, i) => value - Math.max(0, second[i] as number));
  const known = seen.known(listsOf(held));
  const company = companyOf(sampleRows(trained, d, mostReferences), sampleRows(vectors, d, mostHeldOut), d);
  const stride = Math.max(1, Math.ceil(held.length / mostHeldOut));
  const every = (values: Float32Array) => values.filter((_, i) => i % stride === 0);
  return {
    gate: calibrate({ similarity: every(score), known: every(known), company }),
    ...calibrateAnchors(best, score, margin, k),
  };
}

/** At most so many rows, evenly spaced. */
function sampleRows(vectors: Float32Array, d: number, most: number): Float32Array {
  const n = vectors.length / d;
  const stride = Math.max(1, Math.ceil(n / most));
  const sample = new Float32Array(Math.ceil(n / stride) * d);
  for (let to = 0, i = 0; i < n; i += stride, to++) sample.set(vectors.subarray(i * d, (i + 1) * d), to * d);
  return sample;
}

/** At most so many rows, evenly spaced. */
export function thin<Row>(rows: readonly Row[], most: number): Row[] {
  const stride = Math.max(1, Math.ceil(rows.length / most));
  return stride === 1 ? [...rows] : rows.filter((_, at) => at % stride === 0);
}
