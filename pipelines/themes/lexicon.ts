import type { Lexicon } from "../../transforms/themes/names.ts";

/** The domain lexicon that names parts, symptoms and situations. */
export async function loadLexicon(): Promise<Lexicon> {
  return { components: [], symptoms: [], situations: [] };
}
