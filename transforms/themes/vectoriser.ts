import { isConcept } from "./concept-mark.ts";
import { normaliseRows } from "./dense.ts";
import { KnownShare } from "./residual.ts";
import { dimensions, projector, type Space } from "./space.ts";

/** A model that a pipeline brings to see texts with, such as a neural one. Equal texts must get equal vectors. */
export interface Embedder {
  /** Names the model and its version; another id is another space. */
  id: string;
  /** Numbers of a vector. */
  dim: number;
  /** One row of `dim` numbers a text; texts are a clause's words with spaces between. */
  embed(texts: readonly string[]): Float32Array | Promise<Float32Array>;
}

/** Turns token lists into vectors of length 1, and says how much of each it knows. */
export interface Vectoriser {
  d: number;
  vectors(tokens: readonly (readonly string[])[]): Promise<Float32Array>;
  known(tokens: readonly (readonly string[])[]): Float32Array;
}

/** Sees token lists as a fitted space does. */
export function ofSpace(space: Space): Vectoriser {
  let project: ReturnType<typeof projector> | undefined;
  let share: KnownShare | undefined;
  return {
    d: dimensions(space),
    vectors: async (tokens) => {
      project ??= projector(space);
      return project(tokens);
    },
    known: (tokens) => {
      share ??= new KnownShare(space.vocabulary.terms, space.idf);
      const known = share;
      return Float32Array.from(tokens, (list) => known.of(list));
    },
  };
}

/** Sees token lists as a model of the pipeline does; it knows every word. */
export function ofEmbedder(embedder: Embedder): Vectoriser {
  return {
    d: embedder.dim,
    vectors: async (tokens) => {
      const rows = await embedder.embed(tokens.map((list) => list.filter((word) => !isConcept(word)).join(" ")));
      if (rows.length !== tokens.length * embedder.dim) {
        throw new Error(
          `The model ${embedder.id} gave ${rows.length} numbers for ${tokens.length} texts; wanted ${embedder.dim} each.`,
        );
      }
      return normaliseRows(Float32Array.from(rows), tokens.length, embedder.dim);
    },
    known: (tokens) => new Float32Array(tokens.length).fill(1),
  };
}
