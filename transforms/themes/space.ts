import { positiveMutualInformation } from "./cooccurrence.ts";
import { normaliseRows } from "./dense.ts";
import { countTerms, learnVocabulary, TermReader, type TermRows, type Vocabulary } from "./features.ts";
import { Hash } from "./hash.ts";
import { combinerOf, operatorOf, type Sparse } from "./sparse.ts";
import { randomisedSvd } from "./svd.ts";

/**
 * A frozen vector space of texts. A text's vector joins two views of its terms, each of length 1, and has length 1 itself:
 * latent semantics (TF-IDF on `latent`) and meaning by company (smooth inverse frequency weights on `company`, times `blend`).
 */
export interface Space {
  vocabulary: Vocabulary;
  /** Documents the space was fitted on. */
  documents: number;
  idf: Float32Array;
  latent: Float32Array;
  latentSize: number;
  /** Weight of each term among the company vectors. */
  rarity: Float32Array;
  company: Float32Array;
  companySize: number;
  blend: number;
}

export interface SpaceOptions {
  seed: number;
  latentSize: number;
  companySize: number;
  /** Weight of the company view beside the latent one. */
  blend: number;
  /** Most frequent terms that get a company vector. */
  companyTerms: number;
  /** Documents that hold a term of the space, at least, and their share at most. */
  spread: { least: number; most: number };
}

export const spaceDefaults: SpaceOptions = {
  seed: 1,
  latentSize: 100,
  companySize: 64,
  blend: 1.6,
  companyTerms: 12_000,
  spread: { least: 2, most: 0.5 },
};

/** Terms of one text that count as company of each other. */
const longestBag = 64;

/** Numbers a vector has. */
export function dimensions(space: Space): number {
  return space.latentSize + space.companySize;
}

/** Fits a space on token lists in their canonical order. */
export function fitSpace(tokens: readonly (readonly string[])[], options: SpaceOptions): Space {
  const { vocabulary, rows } = learnVocabulary(tokens, options.spread.least, options.spread.most);
  const n = tokens.length;
  const idf = Float32Array.from(vocabulary.frequencies, (df) => Math.log((1 + n) / (1 + df)) + 1);
  const terms = vocabulary.terms.length;
  const weighted = weigh(rows, idf);
  const latent = randomisedSvd(operatorOf(weighted), Math.min(options.latentSize, terms, n), options.seed);
  const rank = rankByFrequency(vocabulary);
  const chosen = rank.slice(0, options.companyTerms);
  const company = fitCompany(weighted, chosen, terms, options);
  const frequencies = new Float64Array(terms);
  for (const id of rows.terms) frequencies[id] = (frequencies[id] as number) + 1;
  const total = chosen.reduce((sum, id) => sum + (frequencies[id] as number), 0);
  return {
    vocabulary,
    documents: n,
    idf,
    latent: latent.right,
    latentSize: latent.rank,
    rarity: Float32Array.from(frequencies, (count) => 1e-3 / (1e-3 + count / Math.max(1, total))),
    company: company.vectors,
    companySize: company.size,
    blend: options.blend,
  };
}

function rankByFrequency({ frequencies }: Vocabulary): Int32Array {
  return Int32Array.from(frequencies.keys()).sort(
    (a, b) => (frequencies[b] as number) - (frequencies[a] as number) || a - b,
  );
}

/** TF-IDF rows of length 1. */
function weigh(rows: TermRows, idf: Float32Array): Sparse {
  const { starts, terms, counts } = countTerms(rows);
  const values = new Float32Array(terms.length);
  for (let i = 0; i < rows.rows; i++) {
    const start = starts[i] as number;
    const end = starts[i + 1] as number;
    let squares = 0;
    for (let p = start; p < end; p++) {
      const value = (1 + Math.log(counts[p] as number)) * (idf[terms[p] as number] as number);
      values[p] = value;
      squares += value * value;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let p = start; p < end; p++) values[p] = (values[p] as number) * scale;
  }
  return { rows: rows.rows, width: idf.length, starts, columns: terms, values };
}

function fitCompany(
  { rows, starts, columns }: Sparse,
  chosen: Int32Array,
  terms: number,
  options: SpaceOptions,
): { vectors: Float32Array; size: number } {
  const place = new Int32Array(terms).fill(-1);
  for (const [to, id] of chosen.entries()) place[id] = to;
  const bagStarts = new Int32Array(rows + 1);
  const bagTerms = new Int32Array(columns.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    // Places rank terms by frequency: the rarest of a long text say most about it, and pairs grow with the square.
    const places = columns
      .slice(starts[i] as number, starts[i + 1] as number)
      .map((id) => place[id] as number)
      .filter((to) => to >= 0)
      .sort()
      .slice(-longestBag);
    bagTerms.set(places, at);
    at += places.length;
    bagStarts[i + 1] = at;
  }
  const information = operatorOf(
    positiveMutualInformation({ rows, starts: bagStarts, terms: bagTerms.slice(0, at) }, chosen.length),
  );
  const { rank, values, right } = randomisedSvd(
    information,
    Math.min(options.companySize, chosen.length),
    options.seed,
  );
  const vectors = new Float32Array(terms * rank);
  for (const [from, id] of chosen.entries())
    for (let c = 0; c < rank; c++)
      vectors[id * rank + c] = (right[from * rank + c] as number) * (values[c] as number) ** 0.75;
  return { vectors, size: rank };
}

/** Vectors of token lists, by rows; a text without a known term gets zeros. */
export function project(space: Space, tokens: readonly (readonly string[])[]): Float32Array {
  return projector(space)(tokens);
}

/** Turns token lists into their vectors in a space, again and again. */
export function projector(space: Space): (tokens: readonly (readonly string[])[]) => Float32Array {
  const { vocabulary, latent, latentSize, company, companySize, rarity, blend } = space;
  const terms = vocabulary.terms.length;
  const reader = new TermReader(vocabulary.terms);
  const seenAs = combinerOf(latent, terms, latentSize);
  const keptBy = combinerOf(company, terms, companySize);
  const d = dimensions(space);
  return (tokens) => {
    const rows = reader.read(tokens);
    const views = [seenAs(weigh(rows, space.idf)), keptBy(weighByRarity(rows, rarity))] as const;
    const vectors = new Float32Array(tokens.length * d);
    for (let i = 0; i < tokens.length; i++) {
      vectors.set(views[0].subarray(i * latentSize, (i + 1) * latentSize), i * d);
      vectors.set(views[1].subarray(i * companySize, (i + 1) * companySize), i * d + latentSize);
      scale(vectors, i * d, latentSize, 1);
      scale(vectors, i * d + latentSize, companySize, blend);
    }
    return normaliseRows(vectors, tokens.length, d);
  };
}

/** Every occurrence of a term with its weight. */
function weighByRarity({ rows, starts, terms }: TermRows, rarity: Float32Array): Sparse {
  const values = new Float32Array(terms.length);
  for (let p = 0; p < values.length; p++) values[p] = rarity[terms[p] as number] as number;
  return { rows, width: rarity.length, starts, columns: terms, values };
}

function scale(values: Float32Array, at: number, size: number, length: number): void {
  let squares = 0;
  for (let c = 0; c < size; c++) squares += (values[at + c] as number) ** 2;
  if (squares === 0) return;
  const factor = length / Math.sqrt(squares);
  for (let c = 0; c < size; c++) values[at + c] = (values[at + c] as number) * factor;
}

/** A space as bytes, the same on every machine; `space_id` is the hash of them. */
export function writeSpace(space: Space): Uint8Array {
  const { vocabulary, documents, latentSize, companySize, blend } = space;
  const head = new TextEncoder().encode(
    JSON.stringify({ format: 1, documents, latentSize, companySize, blend, terms: vocabulary.terms }),
  );
  const arrays = [vocabulary.frequencies, space.idf, space.latent, space.rarity, space.company];
  const size = 4 + head.length + arrays.reduce((sum, array) => sum + array.length * 4, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const array of arrays)
    for (const value of array) {
      if (array instanceof Int32Array) view.setInt32(at, value, true);
      else view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}

/** Reads what writeSpace wrote. */
export function readSpace(bytes: Uint8Array): Space {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headSize = view.getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headSize)));
  const terms: string[] = head.terms;
  let at = 4 + headSize;
  const floats = (count: number): Float32Array => {
    const array = new Float32Array(count);
    for (let i = 0; i < count; i++, at += 4) array[i] = view.getFloat32(at, true);
    return array;
  };
  const frequencies = Int32Array.from(terms, (_, i) => view.getInt32(at + 4 * i, true));
  at += 4 * terms.length;
  return {
    vocabulary: { terms, frequencies },
    documents: head.documents,
    idf: floats(terms.length),
    latent: floats(terms.length * head.latentSize),
    latentSize: head.latentSize,
    rarity: floats(terms.length),
    company: floats(terms.length * head.companySize),
    companySize: head.companySize,
    blend: head.blend,
  };
}

/** Identity of a space: the hash of its bytes. */
export function spaceId(space: Space): string {
  return new Hash().bytes(writeSpace(space)).hex();
}
