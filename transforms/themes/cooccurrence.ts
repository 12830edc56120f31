import type { Sparse } from "./sparse.ts";

/** Distinct terms of documents by rows. */
interface Bags {
  rows: number;
  starts: Int32Array;
  terms: Int32Array;
}

/**
 * Positive pointwise mutual information of terms that stand in the same document, `count` × `count`: a document of L distinct
 * terms gives each of its pairs 1/(L - 1); the context's probability is smoothed by the power .75 (Levy, Goldberg and Dagan 2015).
 */
export function positiveMutualInformation(bags: Bags, count: number): Sparse {
  const { starts: homes, rows: documents } = invert(bags, count);
  const sums = new Float64Array(count);
  /** A bit a term that has a sum: reading them in order costs less than sorting the terms. */
  const seen = new Int32Array(Math.ceil(count / 32));
  const accumulate = (term: number): number => {
    let found = 0;
    for (let h = homes[term] as number; h < (homes[term + 1] as number); h++) {
      const start = bags.starts[documents[h] as number] as number;
      const end = bags.starts[(documents[h] as number) + 1] as number;
      if (end - start < 2) continue;
      const weight = 1 / (end - start - 1);
      for (let p = start; p < end; p++) {
        const other = bags.terms[p] as number;
        if (other === term) continue;
        const sum = sums[other] as number;
        if (sum === 0) {
          seen[other >> 5] = (seen[other >> 5] as number) | (1 << (other & 31));
          found++;
        }
        sums[other] = sum + weight;
      }
    }
    return found;
  };
  // A document gives each of its terms (L - 1) · 1/(L - 1) = 1.
  const totals = new Float64Array(count);
  for (let i = 0; i < count; i++)
    for (let h = homes[i] as number; h < (homes[i + 1] as number); h++) {
      const document = documents[h] as number;
      if ((bags.starts[document + 1] as number) - (bags.starts[document] as number) > 1)
        totals[i] = (totals[i] as number) + 1;
    }
  const smoothed = totals.map((total) => total ** 0.75);
  const context = smoothed.reduce((sum, value) => sum + value, 0);
  const starts = new Int32Array(count + 1);
  let columns = new Int32Array(1 << 16);
  let values = new Float32Array(1 << 16);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const found = accumulate(i);
    if (at + found > columns.length) {
      const size = Math.max(Math.ceil(columns.length * 1.5), at + found);
      columns = grown(columns, new Int32Array(size));
      values = grown(values, new Float32Array(size));
    }
    const total = totals[i] as number;
    for (let word = 0; word < seen.length; word++) {
      for (let bits = seen[word] as number; bits !== 0; bits &= bits - 1) {
        const j = 32 * word + 31 - Math.clz32(bits & -bits);
        const information = Math.log(((sums[j] as number) * context) / (total * (smoothed[j] as number)));
        sums[j] = 0;
        if (information <= 0) continue;
        columns[at] = j;
        values[at++] = information;
      }
      seen[word] = 0;
    }
    starts[i + 1] = at;
  }
  return { rows: count, width: count, starts, columns: columns.subarray(0, at), values: values.subarray(0, at) };
}

function grown<Numbers extends Int32Array | Float32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

/** For each term the documents that hold it. */
function invert({ rows, starts, terms }: Bags, count: number): { starts: Int32Array; rows: Int32Array } {
  const homes = new Int32Array(count + 1);
  for (const term of terms) homes[term + 1] = (homes[term + 1] as number) + 1;
  for (let i = 0; i < count; i++) homes[i + 1] = (homes[i + 1] as number) + (homes[i] as number);
  const next = homes.slice();
  const documents = new Int32Array(terms.length);
  for (let i = 0; i < rows; i++)
    for (let p = starts[i] as number; p < (starts[i + 1] as number); p++) {
      const term = terms[p] as number;
      documents[next[term] as number] = i;
      next[term] = (next[term] as number) + 1;
    }
  return { starts: homes, rows: documents };
}
