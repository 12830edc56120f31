import { readFileSync } from "node:fs";
import { type ChainSettings, openChain } from "../../../pipelines/text/open-chain.ts";
import type { TextChain } from "../../../transforms/text/chain.ts";
import { type Lexicon, lexiconFiles, parseLexicon } from "../../../transforms/text/lexicon.ts";

export const lexiconUrl = new URL("../../../transforms/text/lexicon/", import.meta.url);

export const lexicon: Lexicon = parseLexicon(
  Object.fromEntries(lexiconFiles.map((file) => [file, readFileSync(new URL(file, lexiconUrl), "utf8")])),
);

export interface ReadClause {
  clause: string;
  tokens: string[];
  components: string[];
  symptoms: string[];
  situations: string[];
  evidence: string[];
  isSafety: boolean;
}

export interface ReadText {
  redacted: string;
  language: string;
  status: string;
  flags: string[];
  clauses: ReadClause[];
}

const items = (cell: string | undefined) => (cell ?? "").split("\u001f").filter((item) => item !== "");

const chains = new Map<string, Promise<TextChain>>();

function chainOf(settings: ChainSettings): Promise<TextChain> {
  const key = JSON.stringify(settings);
  const chain = chains.get(key) ?? openChain(settings);
  chains.set(key, chain);
  return chain;
}

/** Reads texts with the product's chain, one object each. */
export async function readTexts(
  texts: string[],
  settings: Partial<ChainSettings> & { category?: string; source?: string } = {},
): Promise<ReadText[]> {
  const { category = null, source = null, ...rest } = settings;
  const chain = await chainOf({ taiwan: [], masked: [], ...rest });
  const columns = chain({
    texts,
    known: texts.map(() => []),
    categories: texts.map(() => category),
    sources: texts.map(() => source),
  });
  const { clauses } = columns;
  return texts.map((_, i) => ({
    redacted: columns.redacted[i] as string,
    language: columns.language[i] as string,
    status: columns.status[i] as string,
    flags: items(columns.flags[i]),
    clauses: [...clauses.document.keys()]
      .filter((at) => clauses.document[at] === i)
      .map((at) => ({
        clause: clauses.clause[at] as string,
        tokens: items(clauses.tokens[at]),
        components: items(clauses.component_ids[at]),
        symptoms: items(clauses.symptom_ids[at]),
        situations: items(clauses.situation_ids[at]),
        evidence: items(clauses.evidence[at]),
        isSafety: clauses.is_safety[at] as boolean,
      })),
  }));
}
