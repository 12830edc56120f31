import { curate } from "../../transforms/themes/curation.ts";
import { placeWordings } from "../../transforms/themes/identity.ts";
import { loadHistory } from "../landing.ts";
import type { Step, StepContext } from "../step.ts";
import { readCuration } from "./curation.ts";
import { beginThemes, growThemes, type Moment, openThemes, type ReadWordings } from "./evolve.ts";
import { loadLexicon } from "./lexicon.ts";
import { themeOutputs } from "./outputs.ts";
import { readClauses, readWordings } from "./read.ts";
import { listStates, nameOf, readState, type ThemeState, writeState } from "./state.ts";
import { fillTables } from "./tables.ts";

/** Gives every clause its theme. */
export const themesStep: Step = {
  name: "themes",
  description:
    "Gives every clause the theme it belongs to by the places the workspace keeps, finds themes where it has none yet and what came up since, and replays curation.yaml.",
  inputs: ["int_texts", "text_documents", "text_clauses"],
  outputs: themeOutputs,
  run: runThemes,
};

export async function runThemes(context: StepContext): Promise<void> {
  const { engine, workspace, logger } = context;
  await readClauses(engine);
  const wordings = await readWordings(engine);
  const operations = await readCuration(workspace);
  const lexicon = await loadLexicon();
  const state = await stateOf(context, wordings);
  const themes = state && (await openThemes(workspace, state));
  const curation = curate(state?.themes ?? [], operations);
  for (const { operation, theme } of curation.unknown) {
    logger.warn(`curation.yaml: ${operation.id} names the theme ${theme}, which is not there yet; it is left out`);
  }
  const placement = themes && (await placeWordings(wordings.tokens, themes.seen, themes.places));
  await fillTables(context, { wordings, state, ids: themes?.ids ?? [], placement, curation, operations, lexicon });
}

/** The state this run goes by: the one it made before, the newest before it grown by what came since, or the first. */
async function stateOf(context: StepContext, wordings: ReadWordings): Promise<ThemeState | undefined> {
  const { workspace, asOf, upTo, themes } = context;
  if (themes === null || wordings.tokens.length === 0) return undefined;
  if (themes !== undefined) return readState(workspace, themes);
  const loads = await loadHistory(workspace, upTo);
  const moment: Moment = { sequence: loads.at(-1)?.sequence ?? 0, as_of: asOf.toISOString() };
  const states = await listStates(workspace, null);
  const name = nameOf({ ...moment, rebase: null });
  const known = states.filter(({ sequence }) => sequence <= moment.sequence);
  const before = known.at(-1) ?? states[0];
  if (before === undefined) return keep(context, await beginThemes(workspace, moment, wordings, await loadLexicon()));
  const state = await readState(workspace, known.find((one) => one.name === name)?.name ?? before.name);
  const isHead = states.at(-1)?.name === before.name && before.name < name && state.as_of <= moment.as_of;
  if (!isHead) return state;
  const live = await openThemes(workspace, state);
  // Too little was there to find themes in; perhaps now there is enough.
  if (live === undefined) return keep(context, await beginThemes(workspace, moment, wordings, await loadLexicon()));
  const grown = await growThemes(live, moment, wordings, await loadLexicon());
  return keep(context, grown.state);
}

async function keep({ workspace }: StepContext, state: ThemeState): Promise<ThemeState> {
  await writeState(workspace, state);
  return state;
}
