/** Cuts Chinese into words. The words of a text joined are the text; no word holds a line break. */
export interface Segmenter {
  readonly engine: string;
  readonly version: string;
  cut(text: string): string[];
}

/** A line of a dictionary as every engine reads it: `word freq tag`. */
export const dictionaryLine = /^[^\s]+ [1-9]\d* [a-z]+$/;

/** The lines of a dictionary; throws where one is not `word freq tag`, which an engine would take and then cut badly. */
export function dictionaryWords(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => {
      if (!dictionaryLine.test(line))
        throw new Error(`Line ${i + 1} of the dictionary is "${line}", not "word freq tag".`);
      return line.slice(0, line.indexOf(" "));
    });
}
