/** A word of a clause, in UTF-16 offsets of its text. */
export interface Word {
  start: number;
  end: number;
  /** As it is written, in lower case and without apostrophes: won't is wont. */
  form: string;
  /** The same for all inflections of a word: leaks, leaking and leaked are leak. */
  key: string;
}

const letters = /[a-z0-9]+(?:['’`][a-z]+)*/gi;

/** The words of a stretch of a text. */
export function wordsOf(text: string, start: number, end: number): Word[] {
  const words: Word[] = [];
  letters.lastIndex = start;
  for (let found = letters.exec(text); found !== null; found = letters.exec(text)) {
    const [written] = found;
    if (found.index + written.length > end) break;
    const form = formOf(written);
    words.push({ start: found.index, end: found.index + written.length, form, key: keyOf(form) });
  }
  return words;
}

/** The words of a phrase by their forms. */
export const formsOf = (phrase: string): string[] => Array.from(phrase.match(letters) ?? [], formOf);

const formOf = (written: string): string => written.toLowerCase().replace(/['’`]/g, "");

const irregular = new Map(
  (
    "break broke broken|burn burnt|freeze froze frozen|stick stuck|spin spun|fall fell fallen|blow blew blown|tear tore torn|go went gone goes going|" +
    "come came|do did done does doing|make made|give gave given|take took taken|leave left|lose lost|hear heard|smell smelt|spill spilt|" +
    "shake shook shaken|send sent|tell told|say said|pay paid|keep kept|ring rang rung|speak spoke spoken|lie lied lying lies|catch caught|" +
    "find found|feel felt|get got gotten|wear wore worn|drive drove driven|show shown|see saw seen|buy bought|bring brought|wake woke woken|" +
    "run ran|begin began begun|sink sank sunk|hang hung|melt molten|die died dying dies|dry dried dries|try tried tries|use used uses using|" +
    "be is are was were been being am|have has had having|bad worse worst|good better best|know knew known|hold held|swell swollen|" +
    "shrink shrank shrunk|bend bent|technician tech techs technicians|hot hotter|slow slower slowly|loud louder loudly"
  )
    .split("|")
    .flatMap((line) => {
      const [first = "", ...others] = line.split(" ");
      return [first, ...others].map((form): [string, string] => [form, first]);
    }),
);

const known = new Map<string, string>();

/** What the inflections of a word have in common; no word itself: smoke, smoked and smoking are smok. */
export function keyOf(form: string): string {
  const before = known.get(form);
  if (before !== undefined) return before;
  const key = shorten(irregular.get(form) ?? form);
  if (known.size < 100_000) known.set(form, key);
  return key;
}

function shorten(word: string): string {
  if (word.length < 4) return word;
  let stem = word;
  if (/(?:ss|us|is)$/.test(stem)) return stem;
  if (/ies$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:s|x|z|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (stem.endsWith("s")) stem = stem.slice(0, -1);
  const bare = stem.replace(/(?:ing|(?<!e)ed)$/, "");
  if (bare !== stem && bare.length > 2 && /[aeiouy]/.test(bare)) stem = bare;
  if (stem.length > 3) stem = stem.replace(/(?<!^quit)e$/, "").replace(/(?<=[^aeiou])y$/, "i");
  return stem.replace(/(?<=[aeiou])([bdfglmnprt])\1$/, "$1");
}
