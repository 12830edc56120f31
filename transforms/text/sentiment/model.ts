/** Texts with a label to learn from: 1 positive, 0 negative. `keys` are hashes of the texts; they decide order and split, rows never do. */
export interface Labelled {
  texts: readonly string[];
  words: readonly (readonly string[])[];
  labels: Uint8Array;
  keys: readonly string[];
}

/** Chance that a text is positive, 0 to 1, calibrated on texts the weights have not seen. */
export interface SentimentModel {
  chance(text: string, words: readonly string[]): number;
  /** A chance nearer to one half than this is uncertain. */
  margin: number;
}

/** What was learnt, as numbers: weights by the hash of a feature, and how their sum becomes a chance. */
export interface Learnt {
  weights: Float64Array;
  bias: number;
  slope: number;
  offset: number;
  margin: number;
}

const bits = 19;
const buckets = 1 << bits;
const passes = 4;
const rate = 0.3;
const shrink = 1e-6;
/** Of the decided texts of the calibration part, this share is to be right. */
const wanted = 0.95;

/**
 * Trains a logistic regression over hashed characters, pairs and triples of characters, words and pairs of words by AdaGrad on
 * `train`, and calibrates it on `held` (Platt scaling). The same texts give the same bits whatever their order.
 */
export function learnSentiment(train: Labelled, held: Labelled): Learnt {
  const features = featuriser();
  const order = train.keys.map((_, i) => i).sort((a, b) => compare(train, a, b));
  const rows = order.map((i) => features(train.texts[i] as string, train.words[i] as readonly string[]).slice());
  const weights = new Float64Array(buckets);
  const squares = new Float64Array(buckets).fill(1e-2);
  let bias = 0;
  let biasSquare = 1e-2;
  const turn = shuffler();
  const turns = Int32Array.from(rows.keys());
  for (let pass = 0; pass < passes; pass++) {
    turn(turns);
    for (const at of turns) {
      const row = rows[at] as Int32Array;
      const scale = 1 / Math.sqrt(row.length || 1);
      const error = logistic(dot(row, weights) * scale + bias) - (train.labels[order[at] as number] as number);
      for (const feature of row) {
        const gradient = error * scale + shrink * (weights[feature] as number);
        squares[feature] = (squares[feature] as number) + gradient * gradient;
        weights[feature] = (weights[feature] as number) - (rate * gradient) / Math.sqrt(squares[feature] as number);
      }
      biasSquare += error * error;
      bias -= (rate * error) / Math.sqrt(biasSquare);
    }
  }
  const scores = held.texts.map((text, i) =>
    rawScore(features(text, held.words[i] as readonly string[]), weights, bias),
  );
  const sorted = held.keys.map((_, i) => i).sort((a, b) => compare(held, a, b));
  const { slope, offset } = calibrate(sorted.map((i) => [scores[i] as number, held.labels[i] as number]));
  const chances = sorted.map(
    (i) => [logistic(slope * (scores[i] as number) + offset), held.labels[i] as number] as const,
  );
  return { weights, bias, slope, offset, margin: marginOf(chances) };
}

export function modelOf({ weights, bias, slope, offset, margin }: Learnt): SentimentModel {
  const features = featuriser();
  return {
    chance: (text, words) => logistic(slope * rawScore(features(text, words), weights, bias) + offset),
    margin,
  };
}

export const trainSentiment = (train: Labelled, held: Labelled): SentimentModel => modelOf(learnSentiment(train, held));

const rawScore = (row: Int32Array, weights: Float64Array, bias: number): number =>
  dot(row, weights) / Math.sqrt(row.length || 1) + bias;

/** The numbers one after the other, little-endian, and back. */
export function bytesOfLearnt({ weights, bias, slope, offset, margin }: Learnt): Uint8Array {
  const numbers = [bias, slope, offset, margin];
  const view = new DataView(new ArrayBuffer((numbers.length + weights.length) * 8));
  for (const [i, value] of numbers.entries()) view.setFloat64(i * 8, value, true);
  for (const [i, value] of weights.entries()) view.setFloat64((numbers.length + i) * 8, value, true);
  return new Uint8Array(view.buffer);
}

export function learntOfBytes(bytes: Uint8Array): Learnt {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => view.getFloat64(i * 8, true));
  const [bias = 0, slope = 0, offset = 0, margin = 0] = numbers;
  return { weights: numbers.subarray(4), bias, slope, offset, margin };
}

const compare = ({ keys, labels }: Labelled, a: number, b: number): number => {
  const [one, other] = [keys[a] as string, keys[b] as string];
  return one < other ? -1 : one > other ? 1 : (labels[a] as number) - (labels[b] as number);
};

/** Slope and offset of Platt scaling by Newton's method, with his targets that keep a small sample from certainty. */
function calibrate(pairs: readonly (readonly [number, number])[]): { slope: number; offset: number } {
  const positives = pairs.filter(([, label]) => label === 1).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (pairs.length - positives + 2);
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 50; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (const [score, label] of pairs) {
      const p = logistic(slope * score + offset);
      const d = p - (label === 1 ? high : low);
      const h = p * (1 - p);
      ga += d * score;
      gb += d;
      haa += h * score * score;
      hab += h * score;
      hbb += h;
    }
    const det = haa * hbb - hab * hab;
    if (!(Math.abs(det) > 1e-12)) break;
    const da = (hbb * ga - hab * gb) / det;
    const db = (haa * gb - hab * ga) / det;
    slope -= da;
    offset -= db;
    if (Math.abs(da) + Math.abs(db) < 1e-9) break;
  }
  return slope > 0 && Number.isFinite(slope + offset) ? { slope, offset } : { slope: 1, offset: 0 };
}

/** The smallest margin at which enough of the decided are right, between .05 and .35. */
function marginOf(chances: readonly (readonly [number, number])[]): number {
  for (let margin = 0.05; margin < 0.35; margin += 0.05) {
    const decided = chances.filter(([p]) => Math.abs(p - 0.5) >= margin);
    const right = decided.filter(([p, label]) => (p >= 0.5 ? 1 : 0) === label).length;
    if (right >= wanted * decided.length) return margin;
  }
  return 0.35;
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

function dot(row: Int32Array, weights: Float64Array): number {
  let sum = 0;
  for (const feature of row) sum += weights[feature] as number;
  return sum;
}

/** Distinct hashed features of a text, ascending by first place; the array is valid until the next call. */
function featuriser(): (text: string, words: readonly string[]) => Int32Array {
  const stamps = new Int32Array(buckets);
  let stamp = 0;
  let buffer = new Int32Array(4096);
  return (text, words) => {
    stamp++;
    let size = 0;
    const add = (hash: number): void => {
      const feature = (hash ^ (hash >>> bits)) & (buckets - 1);
      if (stamps[feature] === stamp) return;
      stamps[feature] = stamp;
      if (size === buffer.length) {
        const larger = new Int32Array(2 * size);
        larger.set(buffer);
        buffer = larger;
      }
      buffer[size++] = feature;
    };
    let second = 0;
    let third = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      add(mix(1, code));
      if (i > 0) add(mix(mix(2, second), code));
      if (i > 1) add(mix(mix(mix(3, third), second), code));
      third = second;
      second = code;
    }
    let before = 0;
    for (const word of words) {
      let hash = 4;
      for (let i = 0; i < word.length; i++) hash = mix(hash, word.charCodeAt(i));
      add(hash);
      if (before !== 0) add(mix(before, hash));
      before = hash;
    }
    return buffer.subarray(0, size);
  };
}

const mix = (hash: number, code: number): number => {
  const mixed = Math.imul(hash ^ code, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};

/** Shuffles in place by a generator of its own, always the same. */
function shuffler(): (order: Int32Array) => void {
  let state = 7;
  return (order) => {
    for (let i = order.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const k = Math.floor((state / 4294967296) * (i + 1));
      const kept = order[i] as number;
      order[i] = order[k] as number;
      order[k] = kept;
    }
  };
}
