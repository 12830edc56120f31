import { definePipeline } from "../pipelines/pipeline.ts";

/**
 * A pipeline that brings its own model for themes. This one needs no network: it hashes the characters of a clause and their
 * pairs into 256 numbers. A neural model has the same shape; its id changes with its version.
 */
export default definePipeline({
  settings: {
    embedder: {
      id: "hashed-character-pairs-1",
      dim: 256,
      embed(texts) {
        const rows = new Float32Array(texts.length * 256);
        for (const [i, text] of texts.entries()) {
          const letters = [...text.replaceAll(" ", "")];
          for (const [at, letter] of letters.entries()) {
            for (const term of [letter, letter + (letters[at + 1] ?? "")]) {
              const cell = i * 256 + (hashOf(term) & 255);
              rows[cell] = (rows[cell] ?? 0) + (hashOf(`sign${term}`) & 1 ? 1 : -1);
            }
          }
        }
        return rows;
      },
    },
  },
});

function hashOf(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return (hash ^ (hash >>> 15)) >>> 0;
}
