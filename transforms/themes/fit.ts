import { carveSmall } from "./carve.ts";
import { findCommunities } from "./communities.ts";
import { canonical, type Documents } from "./documents.ts";
import { keepInField } from "./field.ts";
import { createKernel } from "./kernel.ts";
import { communitiesByLanguage } from "./languages.ts";
import { nearest } from "./nearest.ts";
import { dimensions, fitSpace, projector, type Space, spaceDefaults } from "./space.ts";
import { gatherStrays } from "./strays.ts";

export interface FitOptions {
  /** Changes the random draws of the search for communities; the space draws none that matter. */
  seed?: number;
  /** Number of themes; without it the texts decide. */
  k?: number;
  /** Language of each document; themes are found within those that have enough. */
  languages?: readonly string[] | undefined;
}

/** Themes of texts. */
export interface ThemeFit {
  space: Space;
  /** Theme of each document given; -1 where the space knows none of its tokens. */
  labels: Int32Array;
  k: number;
  /** k rows of as many numbers as a vector of the space has. */
  centroids: Float32Array;
  /** The parent of each theme, for navigation. */
  parents: Int32Array;
  parentCount: number;
}

/** A space is fitted on at most so many rows and tokens. */
const spaceRows = 40_000;
const spaceTokens = 400_000;
/** Rows whose vectors are in memory at a time. */
const batchRows = 16_384;

/** Rows the themes are found in; the others go to the nearest theme. */
function graphRows(n: number): number {
  return n <= 15_000 ? n : Math.min(30_000, Math.round(10_000 + n / 50));
}

function rowsForSpace(tokens: readonly (readonly string[])[]): number {
  let count = 0;
  for (const [row, list] of tokens.entries()) {
    count += list.length;
    if (row === spaceRows || count > spaceTokens) return row;
  }
  return tokens.length;
}

/**
 * Finds themes: the space of the texts, the communities of their vectors, and for each text the nearest of them. The order of the
 * documents never matters, and the same documents always give the same bits. Of very many texts the first in the order of their
 * hashes, a random sample, decide the space and the themes.
 */
export function fitThemes(documents: Documents, { seed = 1, k, languages }: FitOptions = {}): ThemeFit {
  const { tokens, weights, rowOf } = canonical({ ...documents, tokens: keepInField(documents.tokens, languages) });
  const space = fitSpace(tokens.slice(0, rowsForSpace(tokens)), spaceDefaults);
  const d = dimensions(space);
  const project = projector(space);
  const sampled = Math.min(tokens.length, graphRows(tokens.length));
  const { vectors: sample, rows } = withLength(project(tokens.slice(0, sampled)), d);
  const large =
    languages === undefined || k !== undefined
      ? findCommunities(sample, d, seed, k)
      : communitiesByLanguage(sample, languagesOf(rowOf, languages, rows), d, seed);
  const spoken = rows.map((row) => tokens[row] as readonly string[]);
  const heard = rows.map((row) => weights[row] as number);
  const communities = k === undefined ? gatherStrays(heard, sample, d, carveSmall(spoken, sample, d, large)) : large;
  const kernel = createKernel();
  const labelOfRow = new Int32Array(tokens.length).fill(-1);
  const placed = nearest(sample, communities.centroids, d, kernel).best;
  for (let at = 0; at < rows.length; at++) labelOfRow[rows[at] as number] = placed[at] as number;
  for (let from = sampled; from < tokens.length; from += batchRows) {
    const vectors = project(tokens.slice(from, from + batchRows));
    const { best } = nearest(vectors, communities.centroids, d, kernel);
    for (let i = 0; i < best.length; i++) if (hasLength(vectors, i, d)) labelOfRow[from + i] = best[i] as number;
  }
  return { space, labels: rowOf.map((row) => (row < 0 ? -1 : (labelOfRow[row] as number))), ...communities };
}

/** The vectors that have a length, one after another, and the rows they had. */
function withLength(vectors: Float32Array, d: number): { vectors: Float32Array; rows: number[] } {
  const rows: number[] = [];
  for (let i = 0; i < vectors.length / d; i++) {
    if (!hasLength(vectors, i, d)) continue;
    vectors.copyWithin(rows.length * d, i * d, (i + 1) * d);
    rows.push(i);
  }
  return { vectors: vectors.slice(0, rows.length * d), rows };
}

/** Language of each canonical row: the first by its code, where documents of the same tokens differ. */
function languagesOf(rowOf: Int32Array, languages: readonly string[], rows: readonly number[]): string[] {
  const found = new Map<number, string>();
  for (const [i, row] of rowOf.entries()) {
    const language = languages[i] as string;
    const known = found.get(row);
    if (known === undefined || language < known) found.set(row, language);
  }
  return rows.map((row) => found.get(row) as string);
}

function hasLength(vectors: Float32Array, row: number, d: number): boolean {
  for (let c = row * d; c < (row + 1) * d; c++) if (vectors[c] !== 0) return true;
  return false;
}
