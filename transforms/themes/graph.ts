import type { Graph } from "./leiden.ts";
import type { Neighbours } from "./nearest.ts";

/**
 * The graph of rows that are among each other's nearest on either side, an edge as heavy as the share of neighbours both have
 * (Jaccard index of the two lists); pairs that share none have no edge.
 */
export function sharedNeighbourGraph({ k, rows }: Neighbours): Graph {
  const n = rows.length / k;
  const mark = new Int32Array(n).fill(-1);
  const reverse = reversed(rows, n, k);
  const starts = new Int32Array(n + 1);
  const targets = new Int32Array(2 * rows.length);
  const weights = new Float64Array(2 * rows.length);
  const done = new Int32Array(n).fill(-1);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let p = i * k; p < (i + 1) * k; p++) if ((rows[p] as number) >= 0) mark[rows[p] as number] = i;
    const link = (j: number): void => {
      if (j < 0 || done[j] === i) return;
      done[j] = i;
      let shared = 0;
      for (let p = j * k; p < (j + 1) * k; p++) {
        const other = rows[p] as number;
        if (other >= 0 && mark[other] === i) shared++;
      }
      if (shared === 0) return;
      targets[at] = j;
      weights[at++] = shared / (2 * k - shared);
    };
    for (let p = i * k; p < (i + 1) * k; p++) link(rows[p] as number);
    for (let p = reverse.starts[i] as number; p < (reverse.starts[i + 1] as number); p++)
      link(reverse.items[p] as number);
    starts[i + 1] = at;
  }
  return { nodes: n, starts, targets: targets.slice(0, at), weights: weights.slice(0, at), loops: new Float64Array(n) };
}

/** For each row the rows that count it among their nearest. */
function reversed(rows: Int32Array, n: number, k: number): { starts: Int32Array; items: Int32Array } {
  const starts = new Int32Array(n + 1);
  for (const j of rows) if (j >= 0) starts[j + 1] = (starts[j + 1] as number) + 1;
  for (let i = 0; i < n; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const items = new Int32Array(starts[n] as number);
  const next = starts.slice();
  for (const [p, j] of rows.entries()) {
    if (j < 0) continue;
    items[next[j] as number] = Math.floor(p / k);
    next[j] = (next[j] as number) + 1;
  }
  return { starts, items };
}
