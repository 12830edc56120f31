import { expect, test } from "vitest";
import { type Graph, leiden } from "../../../transforms/themes/leiden.ts";

/** Undirected edges a b, a c … of weight 1 as a graph. */
function graphOf(nodes: number, edges: readonly (readonly [number, number])[]): Graph {
  const rows = Array.from({ length: nodes }, (_, i) =>
    edges.flatMap(([a, b]) => (a === i ? [b] : b === i ? [a] : [])).sort((a, b) => a - b),
  );
  const starts = Int32Array.from([0, ...rows.keys()], (_, i) => rows.slice(0, i).flat().length);
  const targets = Int32Array.from(rows.flat());
  return { nodes, starts, targets, weights: new Float64Array(targets.length).fill(1), loops: new Float64Array(nodes) };
}

const clique = (from: number, size: number): [number, number][] =>
  Array.from({ length: size }, (_, a) =>
    Array.from({ length: a }, (_, b): [number, number] => [from + b, from + a]),
  ).flat();

test("a ring of cliques falls into its cliques", () => {
  const ring = Array.from({ length: 6 }, (_, c): [number, number] => [5 * c, (5 * c + 6) % 30]);
  const graph = graphOf(30, [...[0, 5, 10, 15, 20, 25].flatMap((from) => clique(from, 5)), ...ring]);
  const expected = Array.from({ length: 30 }, (_, i) => Math.floor(i / 5));
  for (const seed of [1, 2, 3]) expect([...leiden(graph, 1, seed)]).toEqual(expected);
});

// Zachary 1977: the best partition at resolution 1 has modularity .4198 (four communities).
const karate = [
  "2 3 4 5 6 7 8 9 11 12 13 14 18 20 22 32",
  "3 4 8 14 18 20 22 31",
  "4 8 9 10 14 28 29 33",
  "8 13 14",
  "7 11",
  "7 11 17",
  "17",
  "",
  "31 33 34",
  "34",
  "",
  "",
  "",
  "34",
  "33 34",
  "33 34",
  "",
  "",
  "33 34",
  "34",
  "33 34",
  "",
  "33 34",
  "26 28 30 33 34",
  "26 28 32",
  "32",
  "30 34",
  "34",
  "32 34",
  "33 34",
  "33 34",
  "33 34",
  "34",
  "",
].flatMap((line, i) =>
  line
    .split(" ")
    .filter(Boolean)
    .map((j): [number, number] => [i, Number(j) - 1]),
);

test("the karate club reaches the best known modularity", () => {
  expect(karate).toHaveLength(78);
  const graph = graphOf(34, karate);
  const degree = graph.starts.slice(1).map((end, i) => end - (graph.starts[i] as number));
  const modularity = (labels: Int32Array): number => {
    let inside = 0;
    for (const [a, b] of karate) if (labels[a] === labels[b]) inside++;
    const totals = new Map<number, number>();
    for (const [i, label] of labels.entries()) totals.set(label, (totals.get(label) ?? 0) + (degree[i] as number));
    return inside / 78 - [...totals.values()].reduce((sum, total) => sum + (total / 156) ** 2, 0);
  };
  const best = Math.max(...[1, 2, 3, 4, 5].map((seed) => modularity(leiden(graph, 1, seed))));
  expect(best).toBeGreaterThan(0.4197);
});

test("a higher resolution gives no fewer communities, and a community always hangs together", () => {
  const graph = graphOf(34, karate);
  const counts = [0.1, 0.5, 1, 2, 8].map((resolution) => Math.max(...leiden(graph, resolution, 1)) + 1);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts[0]).toBe(1);
});
