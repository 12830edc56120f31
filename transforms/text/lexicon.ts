/** What the lexicon's files hold, as they were read, by file name. */
export type LexiconFiles = Record<string, string>;

/** The files a lexicon is made of; the dictionary belongs to the segmenter. */
export const lexiconFiles = [
  "abbreviations.tsv",
  "boilerplate.tsv",
  "categories.tsv",
  "components.tsv",
  "english.tsv",
  "negations-and-degrees.tsv",
  "service-situations.tsv",
  "stop-words.tsv",
  "symptoms.tsv",
] as const;

/** A part, a symptom or a service situation: its names and what people write for it. */
export interface LexiconEntry {
  id: string;
  zh: string;
  en: string;
  /** Group of the symptom or situation, category of the part. */
  group: string;
  /** What people write; `~` stands for up to six characters. The name is one of them. */
  variants: string[];
}

export interface Symptom extends LexiconEntry {
  /** Whether it is a danger to people, of which one report is to be acted upon: its severity is critical. */
  isDanger: boolean;
}

export interface Category {
  id: string;
  zh: string;
  en: string;
  synonyms: string[];
  parent: string;
}

/** What to do with a text or a stretch of it that nobody wrote for the occasion. */
export interface Boilerplate {
  pattern: RegExp;
  action: string;
}

/** What people write in English, by what it says: of a symptom, situation, part or category of this id, a denial, a degree, … */
export interface EnglishEntry {
  kind: string;
  /** Of a word of praise or blame, or of a degree, its weight. */
  id: string;
  /** In the notation of `EnglishPhrases`. */
  variants: string[];
}

export interface Lexicon {
  categories: Category[];
  components: LexiconEntry[];
  symptoms: Symptom[];
  situations: LexiconEntry[];
  /** Words around a fault, by their kind: negation, negated_fault_good, neutral_span, uncertain, … */
  terms: { kind: string; term: string; value: string }[];
  english: EnglishEntry[];
  boilerplate: Boilerplate[];
  /** What is written for another word by mistake or to be short, where it can mean nothing else. */
  spellings: Map<string, string>;
  /** Words that say nothing alone, by language. */
  stopWords: Map<string, Set<string>>;
}

/** Reads the lexicon's tab-separated files. Throws where a column is missing or a pattern is none. */
export function parseLexicon(files: LexiconFiles): Lexicon {
  const rows = (file: (typeof lexiconFiles)[number], ...columns: string[]) =>
    parseRows(file, files[file] ?? "", columns);
  const entry = ({ zh = "", en = "", ...row }: Row, id: string, group: string, variants: string): LexiconEntry => ({
    id: row[id] ?? "",
    zh,
    en,
    group: row[group] ?? "",
    variants: [...new Set([zh, ...items(row[variants])])],
  });
  const stopWords = new Map<string, Set<string>>();
  for (const { language = "", words = "" } of rows("stop-words.tsv", "language", "words")) {
    stopWords.set(language, new Set([...(stopWords.get(language) ?? []), ...items(words)]));
  }
  return {
    categories: rows("categories.tsv", "category_id", "zh", "en", "synonyms", "parent_id").map((row) => ({
      id: row.category_id ?? "",
      zh: row.zh ?? "",
      en: row.en ?? "",
      synonyms: items(row.synonyms),
      parent: row.parent_id ?? "",
    })),
    components: rows("components.tsv", "category_id", "component_id", "zh", "en", "synonyms").map((row) =>
      entry(row, "component_id", "category_id", "synonyms"),
    ),
    symptoms: rows("symptoms.tsv", "symptom_id", "group", "zh", "en", "variants", "severity").map((row) => ({
      ...entry(row, "symptom_id", "group", "variants"),
      isDanger: row.severity === "critical",
    })),
    situations: rows("service-situations.tsv", "situation_id", "group", "zh", "en", "variants").map((row) =>
      entry(row, "situation_id", "group", "variants"),
    ),
    terms: rows("negations-and-degrees.tsv", "kind", "term", "value").map(({ kind = "", term = "", value = "" }) => ({
      kind,
      term,
      value,
    })),
    english: rows("english.tsv", "kind", "id", "variants").map(({ kind = "", id = "", variants }) => ({
      kind,
      id,
      variants: items(variants),
    })),
    boilerplate: rows("boilerplate.tsv", "pattern", "action").map(({ pattern = "", action = "" }) => ({
      pattern: new RegExp(pattern, "gu"),
      action,
    })),
    spellings: new Map(
      rows("abbreviations.tsv", "written", "meant", "confidence")
        .filter(({ confidence }) => confidence === "high")
        .map(({ written = "", meant = "" }) => [written, meant]),
    ),
    stopWords,
  };
}

type Row = Record<string, string>;

const items = (cell = ""): string[] => cell.split("|").filter((item) => item !== "");

function parseRows(file: string, text: string, wanted: readonly string[]): Row[] {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split("\t");
  for (const name of wanted) if (!names.includes(name)) throw new Error(`${file} has no column "${name}".`);
  return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [names[i] ?? "", cell])));
}
