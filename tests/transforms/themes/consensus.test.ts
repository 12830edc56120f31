import { expect, test } from "vitest";
import { consensusGraph } from "../../../transforms/themes/consensus.ts";
import { normaliseRows } from "../../../transforms/themes/dense.ts";
import { sharedNeighbourGraph } from "../../../transforms/themes/graph.ts";
import { createKernel } from "../../../transforms/themes/kernel.ts";
import { neighbours } from "../../../transforms/themes/nearest.ts";
import { gaussians } from "../../../transforms/themes/random.ts";

/** Rows around the axes in turn, so many of each. */
function around(d: number, each: number): Float32Array {
  const next = gaussians(5);
  const rows = Float32Array.from({ length: d * each * d }, (_, at) => {
    const isOwn = at % d === Math.floor(at / d) % d;
    return (isOwn ? 1 : 0) + 0.05 * next();
  });
  return normaliseRows(rows, d * each, d);
}

test("rows that every partition keeps together are one node, which weighs what they do", () => {
  const [d, each] = [4, 30];
  const vectors = around(d, each);
  const kernel = createKernel();
  const shared = sharedNeighbourGraph(neighbours(vectors, d, 6, kernel));
  const options = { members: 16, smallest: 12, seed: 1 };
  const { graph, nodeOf } = consensusGraph(shared, vectors, d, options, kernel);
  expect(graph.nodes).toBeLessThan((d * each) / 2);
  expect(Math.max(...nodeOf) + 1).toBe(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) {
    const axes = new Set([...nodeOf.keys()].filter((row) => nodeOf[row] === node).map((row) => row % d));
    expect(axes.size).toBe(1);
  }
  const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + value, 0);
  const weightsOfRows = (from: typeof shared) => sum(from.weights) + 2 * sum(from.loops);
  expect(weightsOfRows(graph)).toBeGreaterThan(0.05 * shared.targets.length);
  expect(weightsOfRows(graph)).toBeLessThanOrEqual(shared.targets.length + 1e-9);
  expect(sum(graph.loops)).toBeGreaterThan(0);
});
