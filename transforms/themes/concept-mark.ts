/** Begins a word that stands for what the lexicon found in a clause; no word of a text does. */
export const conceptMark = "\u0002";

export const isConcept = (word: string): boolean => word.startsWith(conceptMark);
