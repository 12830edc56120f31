import { fitThemes } from "./fit.ts";
import { type Profile, profileOf } from "./profile.ts";
import { binomialTails } from "./residual.ts";

/** Clauses that belong to no theme, each wording once, and whether they came in the window that is looked at. */
export interface ResidualPool {
  tokens: readonly (readonly string[])[];
  weights: Float64Array;
  isIncoming: Uint8Array;
}

/** A community of the residual that only now came up. */
export interface Community {
  /** Rows of the pool. */
  members: Int32Array;
  profile: Profile;
  /** Wordings inside and before the window. */
  incoming: number;
  before: number;
  /** Chance of so many incoming members by the pool's share alone. */
  p: number;
}

/** Fewer wordings are no theme. */
const leastMembers = 5;
/** A window with nothing new may give a theme once in a hundred times. */
const falseShare = 0.01;

/**
 * Communities of the residual that the window brought: coherent, and holding more incoming wordings than the pool's share of them
 * explains. The residual from before the window is what normal strangeness looks like. `normal` are clauses of known themes.
 */
export function findEmerging(pool: ResidualPool, normal: readonly (readonly string[])[]): Community[] {
  const n = pool.tokens.length;
  const incoming = pool.isIncoming.reduce((sum, one) => sum + one, 0);
  if (incoming < leastMembers) return [];
  const { labels, k } = fitThemes({ tokens: pool.tokens, weights: pool.weights });
  const groups: number[][] = Array.from({ length: k }, () => []);
  for (const [i, label] of labels.entries()) if (label >= 0) (groups[label] as number[]).push(i);
  const share = incoming / n;
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
