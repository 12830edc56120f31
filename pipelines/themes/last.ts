import { type Curation, curate, type Operation } from "../../transforms/themes/curation.ts";
import type { Embedder } from "../../transforms/themes/vectoriser.ts";
import type { Engine } from "../engines/engine.ts";
import { UserError } from "../errors.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Workspace } from "../workspace.ts";
import { readCuration } from "./curation.ts";
import { type LiveThemes, openThemes, type ReadWordings } from "./evolve.ts";
import { readSpellings, readWordings } from "./read.ts";
import { readState, type ThemeState } from "./state.ts";

/** The themes of the last transform, with the people's decisions of today. */
export interface LastThemes {
  state: ThemeState;
  themes: LiveThemes;
  operations: Operation[];
  curation: Curation;
}

const hint = "Run huiyin run first.";

/** Reads the state that the last transform went by. Throws UserError where it found no themes. */
export async function readThemesOfLast(engine: Engine, workspace: Workspace, embedder?: Embedder): Promise<LastThemes> {
  const [run] = await engine.query<{ state: string | null }>("SELECT state FROM mart_theme_runs").catch(() => []);
  if (!run?.state) throw new UserError(`The workspace ${workspace.dir} holds no themes yet.`, { hint });
  const state = await readState(workspace, run.state);
  const themes = await openThemes(workspace, state, embedder);
  if (themes === undefined) {
    throw new UserError("There was too little text to find themes in.", {
      hint: "More texts are needed, not more runs.",
    });
  }
  const operations = await readCuration(workspace);
  return { state, themes, operations, curation: curate(state.themes, operations) };
}

/** The same with the wordings of its texts. */
export async function readLast(
  engine: Engine,
  workspace: Workspace,
  embedder?: Embedder,
): Promise<LastThemes & { wordings: ReadWordings }> {
  const last = await readThemesOfLast(engine, workspace, embedder);
  const wordings = await readWordings(engine, await readLexicon(), "_theme_wordings");
  return { ...last, wordings: { ...wordings, spellings: await readSpellings(engine) } };
}
