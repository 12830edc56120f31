import type { LabelledClauses, ThemeTerm } from "./terms.ts";

/** What a theme is about. */
export type ThemeKind = "fault" | "service" | "price" | "logistics" | "praise" | "other";

/** A theme's name in both languages, what it is about, and its terms, weightiest first. */
export interface ThemeName {
  zh: string;
  en: string;
  kind: ThemeKind;
  terms: ThemeTerm[];
}

/** A part, symptom or service situation of the domain lexicon. */
export interface LexiconEntry {
  id: string;
  zh: string;
  en: string;
  /** Group of the symptom or situation; a part's category. */
  group: string;
  /** What else people call it. */
  variants?: readonly string[];
}

export interface Lexicon {
  components: readonly LexiconEntry[];
  symptoms: readonly LexiconEntry[];
  situations: readonly LexiconEntry[];
}

/** What naming reads of the clauses: rows of the same order throughout. */
export interface NamedClauses extends LabelledClauses {
  componentIds: readonly (readonly string[])[];
  symptomIds: readonly (readonly string[])[];
  situationIds: readonly (readonly string[])[];
  /** How people mostly write a stem, where tokens are stems. */
  spellings?: ReadonlyMap<string, string> | undefined;
}
