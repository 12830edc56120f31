import { Hash } from "./hash.ts";

/** Texts cut into tokens, each with a weight: how many texts it stands for. */
export interface Documents {
  tokens: readonly (readonly string[])[];
  weights: Float64Array;
}

/** Documents in their canonical order, each token list once; `rowOf[i]` is the row of the i-th document given, -1 without a token. */
export interface Canonical {
  tokens: readonly (readonly string[])[];
  weights: Float64Array;
  rowOf: Int32Array;
}

/** Orders documents by the hash of their tokens and joins equal ones, so that no result depends on the order they came in. */
export function canonical({ tokens, weights }: Documents): Canonical {
  const keys = Float64Array.from(tokens, (list) => hashOf(list));
  const order = new Int32Array(tokens.length);
  let filled = 0;
  for (const [i, list] of tokens.entries()) if (list.length > 0) order[filled++] = i;
  const sorted = order.subarray(0, filled).sort((a, b) => {
    const difference = (keys[a] as number) - (keys[b] as number);
    return difference !== 0 ? difference : compare(tokens[a] as readonly string[], tokens[b] as readonly string[]);
  });
  const rows: (readonly string[])[] = [];
  const sums: number[] = [];
  const rowOf = new Int32Array(tokens.length).fill(-1);
  let lastKey = Number.NaN;
  for (const i of sorted) {
    const list = tokens[i] as readonly string[];
    const last = rows.length - 1;
    const isSame = keys[i] === lastKey && compare(rows[last] as readonly string[], list) === 0;
    if (isSame) sums[last] = (sums[last] as number) + (weights[i] as number);
    else {
      rows.push(list);
      sums.push(weights[i] as number);
      lastKey = keys[i] as number;
    }
    rowOf[i] = rows.length - 1;
  }
  return { tokens: rows, weights: Float64Array.from(sums), rowOf };
}

function hashOf(tokens: readonly string[]): number {
  const hash = new Hash();
  for (const token of tokens) hash.string(token);
  return hash.value();
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
