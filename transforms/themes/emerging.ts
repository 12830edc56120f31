import { fitThemes } from "./fit.ts";
import { type Profile, profileOf } from "./profile.ts";
import { binomialTails } from "./residual.ts";

/** Clauses that belong to no theme, each wording once, and whether they came in the window that is looked at. */
export interface ResidualPool {
  tokens: readonly (readonly string[])[];
  weights: Float64Array;
  isIncoming: Uint8Array;
  /** Incoming wordings that would be here if nothing were new. */
  expected: number;
}

/** A community of the residual that only now came up. */
export interface Community {
  /** Rows of the pool. */
  members: Int32Array;
  profile: Profile;
  /** Wordings inside and before the window. */
  incoming: number;
  before: number;
  /** Chance of so many incoming members if nothing were new. */
  p: number;
}

/** Fewer wordings are no theme. */
const leastMembers = 5;
/**
 * Least chance, over all communities of a window, to be taken for new. Clauses that came in together were chosen for lying together,
 * so that chance is no measure of how often one is false: at 1 in 100 every other window with nothing new had one.
 */
const falseShare = 1e-3;

/**
 * Communities of the residual that the window brought: coherent, and holding more incoming wordings than the pool's share of them
 * explains. The residual from before the window is what normal strangeness looks like. `normal` are clauses of known themes.
 */
export function findEmerging(pool: ResidualPool, normal: readonly (readonly string[])[]): Community[] {
  const incoming = pool.isIncoming.reduce((sum, one) => sum + one, 0);
  if (incoming < leastMembers) return [];
  const pieces = Math.min(mostPieces, Math.max(4, Math.round(pool.tokens.length / 15)));
  const fit = fitThemes({ tokens: pool.tokens, weights: pool.weights }, { k: pieces });
  const joined = joinAlike(fit.centroids, fit.k);
  const labels = fit.labels.map((label) => (label < 0 ? -1 : (joined[label] as number)));
  const { k } = fit;
  const groups: number[][] = Array.from({ length: k }, () => []);
  for (const [i, label] of labels.entries()) if (label >= 0) (groups[label] as number[]).push(i);
  const share = pool.expected / (pool.expected + pool.tokens.length - incoming);
  const found: Community[] = [];
  for (const group of groups) {
    const inside = group.filter((i) => pool.isIncoming[i] === 1).length;
    if (inside < leastMembers) continue;
    const p = binomialTails(group.length, share)[inside] as number;
    if (p * k > falseShare) continue;
    const profile = profileOf(
      group.map((i) => pool.tokens[i] as readonly string[]),
      normal,
    );
    found.push({
      members: Int32Array.from(group),
      profile,
      incoming: inside,
      before: group.length - inside,
      p,
    });
  }
  return found.sort(
    (a, b) => b.members.length - a.members.length || (a.members[0] as number) - (b.members[0] as number),
  );
}

/** The pool is cut finer than it falls apart by itself, about fifteen wordings a piece, and what lies near is joined again. */
const mostPieces = 60;
/** Pieces whose centroids lie this near are one. */
const alike = 0.35;

/** Joins the nearest two groups of centroids until none are alike (average linkage); the number of its group for each. */
function joinAlike(centroids: Float32Array, k: number): Int32Array {
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
