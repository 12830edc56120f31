import { permutation, random } from "./random.ts";

/** An undirected weighted graph by rows; each edge stands in the rows of both its ends, a loop only in `loops` (with its full weight). */
export interface Graph {
  nodes: number;
  starts: Int32Array;
  targets: Int32Array;
  weights: Float64Array;
  loops: Float64Array;
}

/**
 * Communities of a graph by the Leiden algorithm (Traag, Waltman and van Eck 2019) for modularity with a resolution, with
 * greedy refinement: local moving, refinement inside each community, aggregation, until nothing moves; `passes` times, each
 * from the last result. Returns a community 0 … for every node, numbered in the order of their first nodes.
 */
export function leiden(graph: Graph, resolution: number, seed: number, passes = 2): Int32Array {
  const next = random(seed);
  let communities: Int32Array = Int32Array.from({ length: graph.nodes }, (_, i) => i);
  for (let pass = 0; pass < passes; pass++) communities = once(graph, resolution, next, communities);
  return renumber(communities).labels;
}

function once(base: Graph, resolution: number, next: () => number, from: Int32Array): Int32Array {
  let graph = base;
  let communities = renumber(from).labels;
  const member = Int32Array.from({ length: base.nodes }, (_, i) => i);
  for (;;) {
    const degrees = degreesOf(graph);
    moveNodes(graph, degrees, communities, resolution, next);
    const { labels, count } = renumber(communities);
    communities = labels;
    if (count === graph.nodes) break;
    const refined = renumber(refine(graph, degrees, communities, resolution, next));
    if (refined.count === graph.nodes) break;
    const above = new Int32Array(refined.count);
    for (let i = 0; i < graph.nodes; i++) above[refined.labels[i] as number] = communities[i] as number;
    for (let i = 0; i < member.length; i++) member[i] = refined.labels[member[i] as number] as number;
    graph = aggregate(graph, refined.labels, refined.count);
    communities = above;
  }
  return member.map((node) => communities[node] as number);
}

interface Degrees {
  of: Float64Array;
  total: number;
}

function degreesOf({ nodes, starts, weights, loops }: Graph): Degrees {
  const of = new Float64Array(nodes);
  let total = 0;
  for (let i = 0; i < nodes; i++) {
    let sum = 2 * (loops[i] as number);
    const end = starts[i + 1] as number;
    for (let p = starts[i] as number; p < end; p++) sum += weights[p] as number;
    of[i] = sum;
    total += sum;
  }
  return { of, total: total || 1 };
}

/** Moves nodes to the neighbouring community of largest gain until no node gains, visiting again the neighbours of a moved node. */
function moveNodes(g: Graph, degrees: Degrees, communities: Int32Array, resolution: number, next: () => number): void {
  const { nodes, starts, targets, weights } = g;
  const totals = new Float64Array(nodes);
  for (let i = 0; i < nodes; i++) {
    const c = communities[i] as number;
    totals[c] = (totals[c] as number) + (degrees.of[i] as number);
  }
  const scale = resolution / degrees.total;
  const queue = permutation(nodes, next);
  const waiting = new Uint8Array(nodes).fill(1);
  const links = new Float64Array(nodes);
  const seen = new Int32Array(nodes);
  let head = 0;
  let length = nodes;
  for (let visits = 0; length > 0 && visits < 60 * nodes; visits++) {
    const i = queue[head] as number;
    head = head + 1 === nodes ? 0 : head + 1;
    length--;
    waiting[i] = 0;
    const own = communities[i] as number;
    let found = 0;
    const end = starts[i + 1] as number;
    for (let p = starts[i] as number; p < end; p++) {
      const c = communities[targets[p] as number] as number;
      if (links[c] === 0) seen[found++] = c;
      links[c] = (links[c] as number) + (weights[p] as number);
    }
    const degree = degrees.of[i] as number;
    totals[own] = (totals[own] as number) - degree;
    let best = own;
    let gain = (links[own] as number) - scale * degree * (totals[own] as number);
    for (let s = 0; s < found; s++) {
      const c = seen[s] as number;
      const candidate = (links[c] as number) - scale * degree * (totals[c] as number);
      if (candidate > gain + 1e-12) {
        gain = candidate;
        best = c;
      }
    }
    totals[best] = (totals[best] as number) + degree;
    for (let s = 0; s < found; s++) links[seen[s] as number] = 0;
    if (best === own) continue;
    communities[i] = best;
    for (let p = starts[i] as number; p < end; p++) {
      const j = targets[p] as number;
      if (communities[j] === best || waiting[j] === 1) continue;
      waiting[j] = 1;
      queue[(head + length) % nodes] = j;
      length++;
    }
  }
}

/** Splits every community into well-connected parts: single nodes join the part of their community that gains most. */
function refine(
  g: Graph,
  degrees: Degrees,
  communities: Int32Array,
  resolution: number,
  next: () => number,
): Int32Array {
  const { nodes, starts, targets, weights } = g;
  const parts = Int32Array.from({ length: nodes }, (_, i) => i);
  const totals = Float64Array.from(degrees.of);
  const sizes = new Int32Array(nodes).fill(1);
  const links = new Float64Array(nodes);
  const seen = new Int32Array(nodes);
  const scale = resolution / degrees.total;
  for (const i of permutation(nodes, next)) {
    if (sizes[i] !== 1 || parts[i] !== i) continue;
    let found = 0;
    const end = starts[i + 1] as number;
    for (let p = starts[i] as number; p < end; p++) {
      const j = targets[p] as number;
      if (communities[j] !== communities[i]) continue;
      const c = parts[j] as number;
      if (links[c] === 0) seen[found++] = c;
      links[c] = (links[c] as number) + (weights[p] as number);
    }
    const degree = degrees.of[i] as number;
    let best = i;
    let gain = 0;
    for (let s = 0; s < found; s++) {
      const c = seen[s] as number;
      const candidate = (links[c] as number) - scale * degree * (totals[c] as number);
      if (c !== i && candidate > gain + 1e-12) {
        gain = candidate;
        best = c;
      }
    }
    for (let s = 0; s < found; s++) links[seen[s] as number] = 0;
    if (best === i) continue;
    parts[i] = best;
    totals[best] = (totals[best] as number) + degree;
    totals[i] = 0;
    sizes[best] = (sizes[best] as number) + 1;
    sizes[i] = 0;
  }
  return parts;
}

function aggregate(g: Graph, labels: Int32Array, count: number): Graph {
  const members = groups(labels, count);
  const starts = new Int32Array(count + 1);
  const targets = new Int32Array(g.targets.length);
  const weights = new Float64Array(g.targets.length);
  const loops = new Float64Array(count);
  const links = new Float64Array(count);
  const seen = new Int32Array(count);
  let at = 0;
  for (let a = 0; a < count; a++) {
    let found = 0;
    let inside = 0;
    for (let m = members.starts[a] as number; m < (members.starts[a + 1] as number); m++) {
      const i = members.items[m] as number;
      loops[a] = (loops[a] as number) + (g.loops[i] as number);
      const end = g.starts[i + 1] as number;
      for (let p = g.starts[i] as number; p < end; p++) {
        const b = labels[g.targets[p] as number] as number;
        const weight = g.weights[p] as number;
        if (b === a) inside += weight;
        else {
          if (links[b] === 0) seen[found++] = b;
          links[b] = (links[b] as number) + weight;
        }
      }
    }
    loops[a] = (loops[a] as number) + inside / 2;
    for (let s = 0; s < found; s++) {
      const b = seen[s] as number;
      targets[at] = b;
      weights[at++] = links[b] as number;
      links[b] = 0;
    }
    starts[a + 1] = at;
  }
  return { nodes: count, starts, targets: targets.slice(0, at), weights: weights.slice(0, at), loops };
}

/** Items of each label 0 … count - 1, in their order. */
export function groups(labels: Int32Array, count: number): { starts: Int32Array; items: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const label of labels) if (label >= 0) starts[label + 1] = (starts[label + 1] as number) + 1;
  for (let c = 0; c < count; c++) starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number);
  const items = new Int32Array(starts[count] as number);
  const next = starts.slice();
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    items[next[label] as number] = i;
    next[label] = (next[label] as number) + 1;
  }
  return { starts, items };
}

/** The same partition with labels 0 … in the order of their first items; negative labels stay as they are. */
export function renumber(labels: Int32Array): { labels: Int32Array; count: number } {
  let highest = -1;
  for (let i = 0; i < labels.length; i++) highest = Math.max(highest, labels[i] as number);
  const numbers = new Int32Array(highest + 1).fill(-1);
  const renumbered = new Int32Array(labels.length);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label >= 0 && numbers[label] === -1) numbers[label] = count++;
    renumbered[i] = label < 0 ? label : (numbers[label] as number);
  }
  return { labels: renumbered, count };
}
