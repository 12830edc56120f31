import { nearest } from "./nearest.ts";
import { joinAlike } from "./partition.ts";
import { type Profile, profileOf } from "./profile.ts";
import type { Gate } from "./residual.ts";
import { fitSpace, type Space, type SpaceOptions, spaceDefaults } from "./space.ts";
import { type Embedder, ofEmbedder, ofSpace } from "./vectoriser.ts";

/** What so many texts say in the same words was chosen from a list. */
const fewestTexts = 10;
/** Where people choose, so much of what is said was chosen, in so many wordings at most. */
const chosenShare = 0.8;
const mostWordings = 200;
/** Chosen wordings so near are one theme. */
const nearlySame = 0.8;
/** A wording belongs to the theme it is so near to. */
const near = 0.6;

/** Every word counts: most stand in one wording only. */
const spaceOfFew: SpaceOptions = { ...spaceDefaults, spread: { least: 1, most: 1 } };

const isChosen = (texts: number): boolean => texts >= fewestTexts;

/** Whether wordings come from a list that people choose from: few, and nearly all texts hold one that many hold. */
export function areChosen(texts: Float64Array): boolean {
  const sum = (values: Float64Array) => values.reduce((all, count) => all + count, 0);
  const chosen = texts.filter(isChosen);
  return chosen.length > 0 && texts.length <= mostWordings && sum(chosen) >= chosenShare * sum(texts);
}

/** Each chosen wording is a theme, with those nearly the same; the other wordings go to the nearest theme where it is near. */
export async function fitChosen(tokens: readonly (readonly string[])[], texts: Float64Array, embedder?: Embedder) {
  const space: Space | undefined = embedder === undefined ? fitSpace(tokens, spaceOfFew) : undefined;
  const seen = embedder === undefined ? ofSpace(space as Space) : ofEmbedder(embedder);
  const vectors = await seen.vectors(tokens);
  let count = 0;
  const own = Int32Array.from(texts, (n) => (isChosen(n) ? count++ : -1));
  const { k, centroids } = joinAlike(vectors, seen.d, { labels: own, k: count }, 1, nearlySame);
  const { best, score } = nearest(vectors, centroids, seen.d);
  const labels = best.map((theme, i) => ((score[i] as number) >= near ? theme : -1));
  return { ...(space && { space }), k, centroids, labels, parents: new Int32Array(k), parentCount: 1 };
}

const unknown = new Float32Array();

/** What is asked of a wording beside chosen ones: to be near. Nothing is known of how normal ones look. */
export const gateOfChosen = (k: number): { gate: Gate; thresholds: Float32Array; margins: Float32Array } => ({
  gate: { similarity: unknown, known: unknown, company: unknown, anchored: unknown, fresh: unknown },
  thresholds: new Float32Array(k).fill(near),
  margins: new Float32Array(k),
});

/** Whether a gate is that of chosen wordings. */
export const isGateOfChosen = ({ anchored }: Gate): boolean => anchored.length === 0;

/** Rows of the wordings that have come to be chosen, and what each is known by among the others. */
export function newlyChosen(
  tokens: readonly (readonly string[])[],
  texts: Float64Array,
  others: readonly (readonly string[])[],
): { row: number; profile: Profile }[] {
  return [...tokens.entries()].flatMap(([row, list]) =>
    isChosen(texts[row] as number) ? [{ row, profile: profileOf([list, list], others) }] : [],
  );
}
