import { findBursts, leastRise } from "./burst.ts";
import { isGateOfChosen, newlyChosen } from "./chosen.ts";
import { fitThemes } from "./fit.ts";
import { mostReferences, type Placement, type Places, thin, type Wordings } from "./identity.ts";
import { nearest } from "./nearest.ts";
import { type Profile, profileOf } from "./profile.ts";
import { companyOf, pValue, strangeShare } from "./residual.ts";
import type { Vectoriser } from "./vectoriser.ts";

/** Wordings that are about something that only now came up. */
export interface Community {
  /** Rows of the wordings. */
  members: Int32Array;
  profile: Profile;
  /** Wordings inside and before the window. */
  incoming: number;
  before: number;
}

const mostIncoming = 20_000;
/** Wordings from before the window that words of the window are compared with, and those of no theme among which it is clustered. */
const mostBefore = { compared: 40_000, strange: 5_000 };
/** Fewer incoming wordings are no theme. */
const leastMembers = 5;

/** Wordings as far as they are looked at: by row, in an order of their words alone. */
export interface Stream {
  /** Where each belongs. */
  place: Int32Array;
  /** When each was first said, in milliseconds. */
  firstAt: Float64Array;
  /** Words and weights of these rows, in their order. */
  read(rows: readonly number[]): Promise<Pick<Wordings, "tokens" | "weights" | "texts">>;
}

/** A stream of wordings that are all there. */
export const placedStream = (
  { tokens, weights, texts = weights, firstAt }: Wordings,
  { place }: Placement,
): Stream => ({
  place,
  firstAt,
  read: async (rows) => ({
    tokens: rows.map((row) => tokens[row] as readonly string[]),
    weights: Float64Array.from(rows, (row) => weights[row] as number),
    texts: Float64Array.from(rows, (row) => texts[row] as number),
  }),
});

/**
 * What came up in a window. Bursts of words say that something did; communities of the wordings that belong to no theme say how far
 * it reaches: a community that holds a burst is a theme, and so is a burst that no community holds. What bursts because the theme it is
 * assigned to grows is nothing new. Where texts are chosen from a list, new is what has come to be chosen.
 */
export async function emergingIn(
  stream: Stream,
  windowStart: number,
  seen: Vectoriser,
  places: Places,
): Promise<Community[]> {
  if (isGateOfChosen(places.gate)) return chosenSince(stream, windowStart);
  const { place, firstAt, read } = stream;
  const k = places.anchors.thresholds.length;
  const rows = [...place.keys()].filter((i) => (place[i] as number) < k);
  const isIncoming = (row: number) => (firstAt[row] as number) > windowStart;
  const incoming = thin(rows.filter(isIncoming), mostIncoming);
  const before = rows.filter((row) => !isIncoming(row));
  if (incoming.length < leastMembers || before.length === 0) return [];
  const older = thin(before, mostBefore.compared);
  const compared = [...older, ...incoming].sort((a, b) => a - b);
  const arrivals = { all: countPlaces(incoming, place), older: countPlaces(older, place) };
  const isGrowth = (members: Int32Array) => {
    const arrived = members.filter(isIncoming);
    const [theme, count] = [...countPlaces(arrived, place)].reduce((most, one) => (one[1] > most[1] ? one : most));
    if (theme < 0 || 2 * count < arrived.length) return false;
    const ofTheme = (arrivals.all.get(theme) ?? 0) / ((arrivals.older.get(theme) ?? 0) + 0.5);
    const ofBurst = arrived.length / (members.length - arrived.length + 0.5);
    return ofBurst < leastRise * ofTheme;
  };
  const bursts = findBursts(
    (await read(compared)).tokens,
    Uint8Array.from(compared, (row) => (isIncoming(row) ? 1 : 0)),
  )
    .map((burst) => burst.members.map((at) => compared[at] as number))
    .filter((members) => !isGrowth(members));
  if (bursts.length === 0) return [];
  const listsOf = async (chosen: ArrayLike<number>) => (await read(Array.from(chosen))).tokens;
  const references = await seen.vectors(await listsOf(thin(before, mostReferences)));
  const pool = [
    ...thin(
      before.filter((row) => (place[row] as number) < 0),
      mostBefore.strange,
    ),
    ...(await strangeOf(incoming, await listsOf(incoming), references, seen, places)),
  ].sort((a, b) => a - b);
  const isWithin = (burst: Int32Array, members: ReadonlySet<number>) => {
    const arrived = burst.filter(isIncoming);
    return 2 * arrived.filter((row) => members.has(row)).length >= arrived.length;
  };
  const strange = await read(pool);
  const communities = communitiesOf(strange.tokens, strange.weights)
    .map((members) => members.map((at) => pool[at] as number))
    .filter((members) => members.filter(isIncoming).length >= leastMembers)
    .filter((members) => bursts.some((burst) => isWithin(burst, new Set(members))));
  const covered = new Set(communities.flatMap((members) => Array.from(members)));
  const normal = await listsOf(
    thin(
      before.filter((row) => (place[row] as number) >= 0),
      mostReferences,
    ),
  );
  const found = [...communities, ...bursts.filter((burst) => !isWithin(burst, covered))];
  const born: Community[] = [];
  for (const members of found) {
    const arrived = members.filter(isIncoming);
    const profile = profileOf(await listsOf(arrived), normal);
    born.push({ members, profile, incoming: arrived.length, before: members.length - arrived.length });
  }
  return born;
}

/** Wordings without a place that many texts hold by now. */
async function chosenSince({ place, firstAt, read }: Stream, windowStart: number): Promise<Community[]> {
  const rows = [...place.keys()].filter((row) => (place[row] as number) < 0);
  const { tokens, weights, texts = weights } = await read(rows);
  const others = await read([...place.keys()].filter((row) => (place[row] as number) >= 0));
  return newlyChosen(tokens, texts, others.tokens).map(({ row: at, profile }) => {
    const row = rows[at] as number;
    const incoming = (firstAt[row] as number) > windowStart ? 1 : 0;
    return { members: Int32Array.of(row), profile, incoming, before: 1 - incoming };
  });
}

function countPlaces(rows: Iterable<number>, place: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(place[row] as number, (counts.get(place[row] as number) ?? 0) + 1);
  return counts;
}

/** Incoming rows that look strange to the themes, their company counted. */
async function strangeOf(
  incoming: readonly number[],
  tokens: readonly (readonly string[])[],
  references: Float32Array,
  seen: Vectoriser,
  { anchors, gate }: Places,
): Promise<number[]> {
  const vectors = await seen.vectors(tokens);
  const looks = {
    similarity: nearest(vectors, anchors.centroids, anchors.d).score,
    known: seen.known(tokens),
    company: companyOf(references, vectors, seen.d),
  };
  return incoming.filter((_, i) => pValue(gate, looks, i) <= strangeShare);
}

/** Communities of token lists, by rows. */
function communitiesOf(tokens: readonly (readonly string[])[], weights: Float64Array): Int32Array[] {
  if (tokens.length < leastMembers) return [];
  const pieces = Math.min(mostPieces, Math.max(4, Math.round(tokens.length / 15)));
  const fit = fitThemes({ tokens, weights }, { k: pieces });
  const joined = joinPieces(fit.centroids, fit.k);
  const groups = new Map<number, number[]>();
  for (const [i, label] of fit.labels.entries()) {
    if (label < 0) continue;
    const group = joined[label] as number;
    groups.set(group, [...(groups.get(group) ?? []), i]);
  }
  return Array.from(groups.values(), (rows) => Int32Array.from(rows)).sort(
    (a, b) => b.length - a.length || (a[0] as number) - (b[0] as number),
  );
}

/** The pool is cut finer than it falls apart by itself, about fifteen wordings a piece, and what lies near is joined again. */
const mostPieces = 60;
/** Pieces whose centroids lie this near are one. */
const alike = 0.25;

/** Joins the nearest two groups of centroids until none are alike (average linkage); the number of its group for each. */
function joinPieces(centroids: Float32Array, k: number): Int32Array {
  const d = centroids.length / Math.max(1, k);
  const group = Int32Array.from({ length: k }, (_, i) => i);
  const product = (a: number, b: number) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += (centroids[a * d + c] as number) * (centroids[b * d + c] as number);
    return sum;
  };
  for (;;) {
    let best = alike;
    let pair: [number, number] | undefined;
    const members = new Map<number, number[]>();
    for (const [i, g] of group.entries()) members.set(g, [...(members.get(g) ?? []), i]);
    const keys = [...members.keys()];
    for (const [x, a] of keys.entries()) {
      for (const b of keys.slice(x + 1)) {
        const one = members.get(a) as number[];
        const other = members.get(b) as number[];
        let sum = 0;
        for (const i of one) for (const j of other) sum += product(i, j);
        const mean = sum / (one.length * other.length);
        if (mean > best) {
          best = mean;
          pair = [a, b];
        }
      }
    }
    if (pair === undefined) return group;
    const [to, from] = pair;
    for (const [i, g] of group.entries()) if (g === from) group[i] = to;
  }
}
