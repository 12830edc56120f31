import { canonical, type Documents } from "../../transforms/themes/documents.ts";
import { createKernel } from "../../transforms/themes/kernel.ts";
import { centroidsOf, polish } from "../../transforms/themes/partition.ts";
import { random } from "../../transforms/themes/random.ts";
import { dimensions, fitSpace, project, spaceDefaults } from "../../transforms/themes/space.ts";

/**
 * TF-IDF reduced to 100 dimensions and spherical k-means from k-means++ seeds, the best of `starts` by its objective: the plain way,
 * on the same tokens. Labels of the documents given.
 */
export function tfidfKmeans(documents: Documents, k: number, starts = 3): Int32Array {
  const rows = canonical(documents);
  const space = fitSpace(rows.tokens, { ...spaceDefaults, companySize: 1, blend: 0 });
  const d = dimensions(space);
  const vectors = project(space, rows.tokens);
  const kernel = createKernel();
  let best = { labels: new Int32Array(), objective: -Infinity };
  for (let start = 0; start < starts; start++) {
    const seeds = spread(vectors, d, k, start + 1);
    const { labels, centroids } = polish(
      vectors,
      d,
      { labels: new Int32Array(vectors.length / d), k: seeds.length / d, centroids: seeds },
      50,
      kernel,
    );
    let objective = 0;
    for (const [i, label] of labels.entries())
      for (let c = 0; c < d; c++) objective += (vectors[i * d + c] as number) * (centroids[label * d + c] as number);
    if (objective > best.objective) best = { labels: Int32Array.from(labels), objective };
  }
  return rows.rowOf.map((row) => (row < 0 ? -1 : (best.labels[row] as number)));
}

/** Seeds by k-means++: each next row drawn with a chance that grows with its distance from those drawn. */
function spread(vectors: Float32Array, d: number, k: number, seed: number): Float32Array {
  const n = vectors.length / d;
  const next = random(seed);
  const far = new Float64Array(n).fill(2);
  const labels = new Int32Array(n).fill(-1);
  for (let c = 0; c < Math.min(k, n); c++) {
    let at = far.reduce((sum, value) => sum + value, 0) * next();
    let chosen = n - 1;
    for (let i = 0; i < n; i++) {
      at -= far[i] as number;
      if (at > 0) continue;
      chosen = i;
      break;
    }
    labels[chosen] = c;
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let x = 0; x < d; x++) product += (vectors[i * d + x] as number) * (vectors[chosen * d + x] as number);
      far[i] = Math.min(far[i] as number, Math.max(0, 1 - product));
    }
  }
  return centroidsOf(vectors, d, labels, Math.min(k, n));
}

/**
 * Gibbs sampling for the Dirichlet multinomial mixture (Yin and Wang 2014): at most `k` clusters, alpha .1, beta .1. Labels of the
 * documents given.
 */
export function gsdmm({ tokens }: Documents, k: number, iterations = 15): Int32Array {
  const ids = new Map<string, number>();
  const documents = tokens.map((list) =>
    list.map((token) => {
      const known = ids.get(token) ?? ids.size;
      ids.set(token, known);
      return known;
    }),
  );
  const alpha = 0.1;
  const beta = 0.1;
  const words = ids.size;
  const next = random(1);
  const sizes = new Int32Array(k);
  const totals = new Int32Array(k);
  const counts = Array.from({ length: k }, () => new Int32Array(words));
  const labels = Int32Array.from(documents, () => Math.floor(next() * k));
  const count = (i: number, by: number): void => {
    const label = labels[i] as number;
    const list = documents[i] as number[];
    sizes[label] = (sizes[label] as number) + by;
    totals[label] = (totals[label] as number) + by * list.length;
    const own = counts[label] as Int32Array;
    for (const word of list) own[word] = (own[word] as number) + by;
  };
  for (let i = 0; i < documents.length; i++) count(i, 1);
  const chances = new Float64Array(k);
  for (let iteration = 0; iteration < iterations; iteration++)
    for (const [i, list] of documents.entries()) {
      count(i, -1);
      let highest = -Infinity;
      for (let c = 0; c < k; c++) {
        const own = counts[c] as Int32Array;
        let chance = Math.log((sizes[c] as number) + alpha);
        for (const [at, word] of list.entries()) {
          let before = 0;
          for (let b = 0; b < at; b++) if (list[b] === word) before++;
          chance +=
            Math.log((own[word] as number) + beta + before) - Math.log((totals[c] as number) + words * beta + at);
        }
        chances[c] = chance;
        if (chance > highest) highest = chance;
      }
      let sum = 0;
      for (let c = 0; c < k; c++) sum += Math.exp((chances[c] as number) - highest);
      let at = next() * sum;
      let chosen = 0;
      while (chosen < k - 1) {
        at -= Math.exp((chances[chosen] as number) - highest);
        if (at <= 0) break;
        chosen++;
      }
      labels[i] = chosen;
      count(i, 1);
    }
  return labels;
}
