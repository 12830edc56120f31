import { curate, type Operation } from "../../transforms/themes/curation.ts";
import { placeWordings } from "../../transforms/themes/identity.ts";
import type { Lexicon } from "../../transforms/themes/named.ts";
import { loadHistory } from "../landing.ts";
import type { Step, StepContext } from "../step.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Workspace } from "../workspace.ts";
import { readCuration } from "./curation.ts";
import { beginThemes, growThemes, type Moment, openThemes, type ReadWordings } from "./evolve.ts";
import { themeOutputs } from "./outputs.ts";
import { dropScratch, readClauses, readWordings } from "./read.ts";
import { type Rebase, readRebase, rebasedState } from "./rebase.ts";
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

async function runThemes(context: StepContext): Promise<void> {
  const { engine, workspace, logger } = context;
  await readClauses(engine);
  const lexicon = await readLexicon();
  const wordings = await readWordings(engine, lexicon);
  const operations = await readCuration(workspace);
  const state = await stateOf(context, wordings, operations, lexicon);
  const themes = state && (await openThemes(workspace, state, context.embedder));
  const curation = curate(state?.themes ?? [], operations);
  for (const { operation, theme } of curation.unknown) {
    logger.warn(`curation.yaml: ${operation.id} names the theme ${theme}, which is not there yet; it is left out`);
  }
  const placement = themes && (await placeWordings(wordings.tokens, themes.seen, themes.places));
  await fillTables(context, { wordings, state, ids: themes?.ids ?? [], placement, curation, operations, lexicon });
  await dropScratch(engine);
}

/** The state this run goes by: the one it made before, the newest before it grown by what came since, or the first. */
async function stateOf(
  context: StepContext,
  wordings: ReadWordings,
  operations: readonly Operation[],
  lexicon: Lexicon,
): Promise<ThemeState | undefined> {
  const { workspace, asOf, upTo, themes, embedder } = context;
  if (themes === null || wordings.tokens.length === 0) return undefined;
  if (themes !== undefined) return readState(workspace, themes);
  const loads = await loadHistory(workspace, upTo);
  const moment: Moment = { sequence: loads.at(-1)?.sequence ?? 0, as_of: asOf.toISOString() };
  const rebase = await approvedRebase(workspace, operations, moment);
  const states = await listStates(workspace, rebase?.id ?? null);
  const before = states.findLast(({ sequence }) => sequence <= moment.sequence) ?? states[0];
  if (before === undefined) {
    const begun = rebase
      ? rebasedState(rebase, moment)
      : await beginThemes(workspace, moment, wordings, lexicon, embedder);
    return keep(workspace, begun);
  }
  const name = nameOf({ ...moment, rebase: rebase?.id ?? null });
  const state = await readState(workspace, states.find((one) => one.name === name)?.name ?? before.name);
  const isHead = states.at(-1)?.name === before.name && before.name < name && state.as_of <= moment.as_of;
  if (!isHead) return state;
  const live = await openThemes(workspace, state, embedder);
  // Where too little was there to find themes in, now there may be enough.
  if (live === undefined) return keep(workspace, await beginThemes(workspace, moment, wordings, lexicon, embedder));
  return keep(workspace, await growThemes(live, moment, wordings, lexicon));
}

/** The last rebase people approved that was proposed by then. */
async function approvedRebase(
  workspace: Workspace,
  operations: readonly Operation[],
  moment: Moment,
): Promise<Rebase | undefined> {
  for (const operation of operations.toReversed()) {
    if (operation.kind !== "approve") continue;
    const rebase = await readRebase(workspace, operation.rebase);
    if (rebase.state.sequence <= moment.sequence) return rebase;
  }
  return undefined;
}

async function keep(workspace: Workspace, state: ThemeState): Promise<ThemeState> {
  await writeState(workspace, state);
  return state;
}
