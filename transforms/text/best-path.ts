/** A dictionary as a trie of UTF-16 units: the first by a table, the others by open addressing. */
interface Trie {
  /** Node a word may begin with, by its first unit; 0 is none. */
  roots: Int32Array;
  /** Node after another and a unit; 0 is none. */
  step(node: number, unit: number): number;
  /** Two numbers a node: the node and unit it comes from, and the logarithm of its share of all frequencies, NaN where no word ends. */
  nodes: Float64Array;
}

/**
 * Cuts a text where jieba does without guessing words: of all ways through the dictionary the likeliest, by the product of the words'
 * frequencies; of equals the longer word. Dictionaries are lines of `word frequency …`, a later one overrides. The same word of the
 * dictionary is always the same string, which costs no memory twice and compares at once.
 */
export function bestPath(dictionaries: readonly string[]): (text: string) => string[] {
  const { roots, step, nodes } = trieOf(dictionaries);
  const known: (string | undefined)[] = new Array(nodes.length / 2).fill(undefined);
  const unknown = nodes[1] as number;
  let scores = new Float64Array(1024);
  let ends = new Int32Array(1024);
  let firsts = new Int32Array(1024);

  /** Fills, from the last unit to the first, how likely the best way from there on is and which word it begins with. */
  const findWay = (text: string, from: number, to: number): void => {
    const length = to - from;
    if (length >= scores.length) {
      scores = new Float64Array(2 * length);
      ends = new Int32Array(2 * length);
      firsts = new Int32Array(2 * length);
    }
    scores[length] = 0;
    for (let at = length - 1; at >= 0; at--) {
      let best = Number.NEGATIVE_INFINITY;
      let end = 0;
      let word = 0;
      let node = roots[text.charCodeAt(from + at)] as number;
      for (let next = at + 1; node !== 0; next++) {
        const score = (nodes[2 * node + 1] as number) + (scores[next] as number);
        if (score >= best) {
          best = score;
          end = next;
          word = node;
        }
        if (next === length) break;
        node = step(node, text.charCodeAt(from + next));
      }
      if (end === 0) {
        end = at + (isPair(text, from + at, to) ? 2 : 1);
        best = unknown + (scores[end] as number);
      }
      scores[at] = best;
      ends[at] = end;
      firsts[at] = word;
    }
  };

  const cutBlock = (text: string, from: number, to: number, words: string[]): void => {
    findWay(text, from, to);
    for (let at = 0; at < to - from; ) {
      const start = from + at;
      const node = firsts[at] as number;
      at = ends[at] as number;
      // Letters and digits that are no words alone stay together.
      if (at === start + 1 - from && isAlphanumeric(text.charCodeAt(start))) {
        while (from + at < to && ends[at] === at + 1 && isAlphanumeric(text.charCodeAt(from + at))) at++;
        words.push(text.slice(start, from + at));
      } else if (node === 0) words.push(text.slice(start, from + at));
      else {
        let word = known[node];
        if (word === undefined) {
          word = text.slice(start, from + at);
          if (word.length <= longestKept) known[node] = word;
        }
        words.push(word);
      }
    }
  };

  return (text) => {
    const words: string[] = [];
    for (let at = 0; at < text.length; ) {
      const start = at;
      while (at < text.length && isOfBlock(text, at)) at += isPair(text, at, text.length) ? 2 : 1;
      if (at > start) cutBlock(text, start, at, words);
      else {
        at += isPair(text, at, text.length) || text.startsWith("\r\n", at) ? 2 : 1;
        words.push(text.slice(start, at));
      }
    }
    return words;
  };
}

/** A slice of a longer word would keep its whole text in memory. */
const longestKept = 12;

const isAlphanumeric = (unit: number): boolean =>
  (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);

const isPair = (text: string, at: number, end: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 && at + 1 < end && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
};

/** Units that stand in blocks which the dictionary cuts; of pairs the block is that of the character. */
const ofBlock = new Uint8Array(0x10000);
for (let unit = 0; unit < 0x10000; unit++)
  if (/[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaffa-zA-Z0-9+#&._%-]/.test(String.fromCharCode(unit))) ofBlock[unit] = 1;
const rareHan =
  /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2ceb0}-\u{2ebef}\u{2f800}-\u{2fa1f}]/uy;

function isOfBlock(text: string, at: number): boolean {
  if (ofBlock[text.charCodeAt(at)] === 1) return true;
  if (!isPair(text, at, text.length)) return false;
  rareHan.lastIndex = at;
  return rareHan.test(text);
}

/** Bits of a place that number its node; the others are a mark of its key, which spares most looks at the node. */
const idBits = 22;
const idMask = 2 ** idBits - 1;

/** Units of a dictionary, frequencies and tags among them, to a node. */
const unitsANode = 6;

function trieOf(dictionaries: readonly string[]): Trie {
  const units = dictionaries.reduce((sum, { length }) => sum + length, 0);
  const size = 2 ** Math.max(16, Math.ceil(Math.log2((2 * units) / unitsANode)));
  let places = new Int32Array(size);
  let nodes = new Float64Array(size);
  let count = 1;
  const roots = new Int32Array(0x10000);
  const placeOf = (node: number, unit: number): number => {
    const key = node * 0x10000 + unit;
    const mixed = hash(node, unit);
    const mask = places.length - 1;
    let place = mixed & mask;
    for (let held = places[place] as number; held !== 0; held = places[place] as number) {
      if (((held ^ mixed) & ~idMask) === 0 && nodes[2 * (held & idMask)] === key) break;
      place = (place + 1) & mask;
    }
    return place;
  };
  const step = (node: number, unit: number): number => (places[placeOf(node, unit)] as number) & idMask;
  const grow = (): void => {
    const longer = new Float64Array(2 * nodes.length);
    longer.set(nodes);
    nodes = longer;
    places = new Int32Array(2 * places.length);
    for (let id = 1; id < count; id++) {
      const key = nodes[2 * id] as number;
      const node = Math.floor(key / 0x10000);
      if (node !== 0) put(node, key % 0x10000, id);
    }
  };
  const put = (node: number, unit: number, id: number): void => {
    places[placeOf(node, unit)] = (hash(node, unit) & ~idMask) | id;
  };
  const add = (node: number, unit: number): number => {
    const known = node === 0 ? (roots[unit] as number) : step(node, unit);
    if (known !== 0) return known;
    if (2 * count === nodes.length) grow();
    nodes[2 * count] = node * 0x10000 + unit;
    if (node === 0) roots[unit] = count;
    else put(node, unit, count);
    return count++;
  };
  /** Nodes of the word before, which mostly begins as the next one does; beyond its end stands a space, which no word holds. */
  const path: number[] = [];
  for (const text of dictionaries) {
    let before = 0;
    path.length = 0;
    for (let at = 0; at < text.length; at++) {
      const start = at;
      let node = 0;
      let shared = 0;
      for (let unit = text.charCodeAt(at); unit > 32; unit = text.charCodeAt(++at)) {
        const depth = at - start;
        if (shared === depth && depth < path.length && text.charCodeAt(before + depth) === unit) shared++;
        else path[depth] = add(node, unit);
        node = path[depth] as number;
      }
      before = start;
      let frequency = 0;
      for (let unit = text.charCodeAt(++at); unit >= 48 && unit <= 57; unit = text.charCodeAt(++at))
        frequency = 10 * frequency + unit - 48;
      nodes[2 * node + 1] = frequency;
      at = text.indexOf("\n", at);
      if (at < 0) break;
    }
  }
  let total = 0;
  for (let id = 1; id < count; id++) total += nodes[2 * id + 1] as number;
  // What is in no dictionary is as rare as what stands in it once.
  nodes[1] = 1;
  for (let id = 0; id < count; id++) {
    const frequency = nodes[2 * id + 1] as number;
    nodes[2 * id + 1] = frequency === 0 ? Number.NaN : Math.log(frequency) - Math.log(total);
  }
  return { roots, step, nodes: nodes.slice(0, 2 * count) };
}

/** Spreads a node and a unit over the places. */
function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
