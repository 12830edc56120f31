import { readLexicon } from "../../pipelines/text/lexicon.ts";
import { openChain } from "../../pipelines/text/open-chain.ts";
import { listSeparator } from "../../transforms/text/columns.ts";
import { conceptReader } from "../../transforms/themes/concepts.ts";

/** Texts after the text stages: their clauses one after another, or their tokens as a whole. */
export interface ReadTexts {
  /** Tokens of each text, those of its clauses in order. */
  tokens: string[][];
  /** Language of each text. */
  languages: string[];
  /** Text each clause belongs to. */
  textOf: number[];
  clauses: string[];
  clauseTokens: string[][];
  componentIds: string[][];
  symptomIds: string[][];
  situationIds: string[][];
}

/** Puts texts through the product's text stages, with the names of the masked columns as its master tables. */
export async function readTexts(
  texts: readonly string[],
  masked: readonly string[],
  withClauses = true,
): Promise<ReadTexts> {
  const chain = await openChain({ taiwan: [], masked });
  const interned = new Map<string, string>();
  const intern = (token: string): string => {
    const known = interned.get(token);
    if (known !== undefined) return known;
    // A copy of its own: a slice would keep the whole clause alive.
    const copy = Buffer.from(token).toString();
    interned.set(copy, copy);
    return copy;
  };
  const list = (cell: string): string[] => (cell === "" ? [] : cell.split(listSeparator).map(intern));
  const withConcepts = conceptReader(await readLexicon());
  const read: ReadTexts = {
    tokens: texts.map(() => []),
    languages: [],
    textOf: [],
    clauses: [],
    clauseTokens: [],
    componentIds: [],
    symptomIds: [],
    situationIds: [],
  };
  const batch = 2000;
  for (let from = 0; from < texts.length; from += batch) {
    const part = texts.slice(from, from + batch);
    const none = part.map(() => null);
    const { clauses, language } = chain({ texts: part, known: part.map(() => []), categories: none, sources: none });
    read.languages.push(...language);
    const found = part.map(() => new Set<string>());
    for (const [i, document] of clauses.document.entries()) {
      const ids = [...list(clauses.symptom_ids[i] as string), ...list(clauses.situation_ids[i] as string)];
      const words = list(clauses.tokens[i] as string);
      read.tokens[from + document]?.push(...words);
      for (const id of ids) found[document]?.add(id);
      if (!withClauses) continue;
      const tokens = withConcepts(words, ids.sort()).map(intern);
      read.textOf.push(from + document);
      read.clauses.push(clauses.clause[i] as string);
      read.clauseTokens.push(tokens);
      read.componentIds.push(list(clauses.component_ids[i] as string));
      read.symptomIds.push(list(clauses.symptom_ids[i] as string));
      read.situationIds.push(list(clauses.situation_ids[i] as string));
    }
    for (const [i, ids] of found.entries())
      read.tokens[from + i]?.push(...withConcepts([], [...ids].sort()).map(intern));
  }
  return read;
}
