import { readLexicon } from "../../pipelines/text/lexicon.ts";
import { agreement } from "../../transforms/themes/agreement.ts";
import { fitThemes, type ThemeFit } from "../../transforms/themes/fit.ts";
import type { NamedClauses, ThemeName } from "../../transforms/themes/named.ts";
import { nameThemes } from "../../transforms/themes/names.ts";
import { nearest } from "../../transforms/themes/nearest.ts";
import { permutation, random } from "../../transforms/themes/random.ts";
import { dimensions, project } from "../../transforms/themes/space.ts";
import { gsdmm, tfidfKmeans } from "./baselines.ts";
import type { LabelledSet } from "./labelled.ts";
import { nameCoverage } from "./name-coverage.ts";
import { type ReadTexts, readTexts } from "./words.ts";

export interface Stability {
  /** The same themes to the bit when the rows come in another order. */
  shuffle_identical: boolean;
  /** Agreement with the themes under another seed. */
  seed_ari: number;
  /** Share of 90 % of the texts that keep their theme when the other 10 % come in by anchoring. */
  plus10_id_kept: number;
  /** What anchoring costs: NMI of themes fitted on all texts, less that of themes fitted on 90 % and assigned to all. */
  plus10_nmi_loss: number;
}

export const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

export function measureStability(
  { tokens, languages }: Pick<ReadTexts, "tokens" | "languages">,
  labels: string[],
  fit: ThemeFit,
): Stability {
  const n = tokens.length;
  const order = permutation(n, random(11));
  const shuffled = fitThemes(
    { tokens: Array.from(order, (i) => tokens[i] as string[]), weights: ones(n) },
    { languages: Array.from(order, (i) => languages[i] as string) },
  );
  const other = fitThemes({ tokens, weights: ones(n) }, { seed: 2, languages });
  const known = [...tokens.keys()].filter((i) => (order[i] as number) >= n / 10);
  const base = fitThemes(
    { tokens: known.map((i) => tokens[i] as string[]), weights: ones(known.length) },
    { languages: known.map((i) => languages[i] as string) },
  );
  const d = dimensions(base.space);
  const vectors = project(base.space, tokens);
  const assigned = nearest(vectors, base.centroids, d).best.map((best, i) => (isZero(vectors, i, d) ? -1 : best));
  return {
    shuffle_identical:
      order.every((i, at) => shuffled.labels[at] === fit.labels[i]) &&
      shuffled.centroids.every((value, at) => value === fit.centroids[at]),
    seed_ari: agreement(fit.labels, other.labels).ari,
    plus10_id_kept: known.filter((i, at) => assigned[i] === base.labels[at]).length / known.length,
    plus10_nmi_loss: agreement(fit.labels, labels).nmi - agreement(assigned, labels).nmi,
  };
}

function isZero(vectors: Float32Array, row: number, d: number): boolean {
  return vectors.subarray(row * d, (row + 1) * d).every((value) => value === 0);
}

/** Share of distinct terms among the first ten terms of every theme. */
export function labelDiversity(names: readonly ThemeName[]): number {
  const terms = names.flatMap(({ terms }) => terms.slice(0, 10).map(({ term }) => term));
  return terms.length === 0 ? 1 : new Set(terms).size / terms.length;
}

/** The one object that --json prints. */
export interface LabelledResult {
  set: string;
  n: number;
  k: number;
  nmi: number;
  ari: number;
  v_measure: number;
  purity: number;
  /** Share of the texts in no theme. */
  unassigned: number;
  label_diversity: number;
  /** Of the members of the 20 largest themes those that bear a word of its name. */
  name_coverage: number;
  /** Of reading, the text stages, the fit and the names. */
  cpu_seconds: number;
  peak_rss_mb: number;
  /** The themes where the number of labels is given. */
  true_k: { nmi: number; ari: number; k: number };
  stability?: Stability;
}

/** Themes of a labelled set, from the raw texts on. */
export async function measureSet(name: string, { texts, labels, masked }: LabelledSet, withStability: boolean) {
  const read = await readTexts(texts, masked);
  const documents = { tokens: read.tokens, weights: ones(texts.length) };
  const { languages } = read;
  const fit = fitThemes(documents, { languages });
  const lexicon = await readLexicon();
  const named = namedBy(read, fit);
  const names = nameThemes(named, fit.k, lexicon);
  const cpu_seconds = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  const peak_rss_mb = process.resourceUsage().maxRSS / 1024;
  const seen = agreement(fit.labels, labels);
  const classes = new Set(labels).size;
  const exact = fitThemes(documents, { k: classes });
  const atTrue = agreement(exact.labels, labels);
  const result: LabelledResult = {
    set: name,
    n: texts.length,
    k: fit.k,
    nmi: seen.nmi,
    ari: seen.ari,
    v_measure: seen.v,
    purity: seen.purity,
    unassigned: fit.labels.filter((label) => label < 0).length / texts.length,
    label_diversity: labelDiversity(names),
    name_coverage: nameCoverage(names, texts, named, lexicon),
    cpu_seconds,
    peak_rss_mb,
    true_k: { nmi: atTrue.nmi, ari: atTrue.ari, k: exact.k },
    ...(withStability ? { stability: measureStability(read, labels, fit) } : {}),
  };
  const sizes = names.map((name, theme) => ({ ...name, n: fit.labels.filter((label) => label === theme).length }));
  return { result, names: sizes.sort((a, b) => b.n - a.n), tokens: read.tokens };
}

/** The plain ways on the same tokens, given the number of labels. */
export function baselinesOf(tokens: string[][], labels: string[]) {
  const documents = { tokens, weights: ones(tokens.length) };
  const k = new Set(labels).size;
  const scores = (found: Int32Array) => {
    const { nmi, ari } = agreement(found, labels);
    return { nmi, ari };
  };
  return { kmeans: scores(tfidfKmeans(documents, k)), gsdmm: scores(gsdmm(documents, k)) };
}

function namedBy(read: ReadTexts, fit: ThemeFit): NamedClauses {
  const ids = (of: string[][]): string[][] => {
    const joined: string[][] = read.tokens.map(() => []);
    for (const [i, text] of read.textOf.entries()) joined[text]?.push(...(of[i] as string[]));
    return joined;
  };
  return {
    tokens: read.tokens,
    weights: ones(read.tokens.length),
    labels: fit.labels,
    componentIds: ids(read.componentIds),
    symptomIds: ids(read.symptomIds),
    situationIds: ids(read.situationIds),
  };
}
