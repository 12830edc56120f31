import { createHash } from "node:crypto";
import { curate, type Operation } from "../../transforms/themes/curation.ts";
import { placedStream } from "../../transforms/themes/emerging.ts";
import { placeWordings } from "../../transforms/themes/identity.ts";
import { hasTable, takeKept, vouchFor } from "../kept.ts";
import { loadHistory } from "../landing.ts";
import { createOutputs, type Step, type StepContext } from "../step.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Workspace } from "../workspace.ts";
import { readCuration } from "./curation.ts";
import { beginThemes, growThemes, type LiveThemes, type Moment, openThemes, type PlacedWordings } from "./evolve.ts";
import { themeOutputs } from "./outputs.ts";
import { keepPlaces, storedWordings } from "./placed.ts";
import { dropScratch, readClauses, readSpellings, readWordings } from "./read.ts";
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
  async keeps({ engine, version }) {
    return (await takeKept(engine, keptBy.version, version)) && (await hasTable(engine, "_theme_due"));
  },
  async run(context, isKept) {
    const { engine, version } = context;
    const basis = await runThemes(context, isKept);
    await dropScratch(engine);
    await engine.execute("CREATE OR REPLACE TABLE _theme_due (text_id VARCHAR)");
    await vouchFor(engine, keptBy.state, basis);
    await vouchFor(engine, keptBy.version, version);
  },
};

const keptBy = { version: "_theme_version", state: "_theme_basis" };

/** All that decides what a wording becomes beside its own words. */
const basisOf = (
  { sequence, as_of, next, events, ...state }: ThemeState,
  operations: readonly Operation[],
  zone: string,
): string =>
  createHash("sha256")
    .update(JSON.stringify([state, operations, zone]))
    .digest("hex");

/** Fills the outputs; where they are kept, for what moved. Returns what they rest on. */
async function runThemes(context: StepContext, isWanted: boolean): Promise<string | undefined> {
  const { engine, workspace, logger, zone, embedder } = context;
  const lexicon = await readLexicon();
  const operations = await readCuration(workspace);
  const course = await courseOf(context, operations);
  let state = course.state;
  let themes = state && (await openThemes(workspace, state, embedder));
  const basis = (of: ThemeState | undefined) => of && basisOf(of, operations, zone);
  const isKept = isWanted && (await takeKept(engine, keptBy.state, themes && basis(state)));
  if (isWanted && !isKept) await createOutputs(engine, themesStep);
  await readClauses(engine, isKept);
  const wordings = await readWordings(engine, lexicon, "_theme_fresh");
  const whole: PlacedWordings["whole"] = async () => ({
    ...(isKept ? await readWordings(engine, lexicon, "_theme_wordings") : wordings),
    spellings: await readSpellings(engine),
  });
  const place = (by: LiveThemes | undefined) => by && placeWordings(wordings.tokens, by.seen, by.places);
  const grow = async (from: LiveThemes, stream: PlacedWordings) =>
    keep(workspace, await growThemes(from, course.moment, stream, lexicon));
  let placement = await place(themes);
  if (!isKept && wordings.tokens.length === 0) state = undefined;
  else if (!isKept && course.next !== "stay") {
    // Where too little was there to find themes in, now there may be enough.
    const after =
      themes === undefined || placement === undefined
        ? await keep(workspace, await beginThemes(workspace, course.moment, await whole(), lexicon, embedder))
        : await grow(themes, { ...placedStream(wordings, placement), whole });
    const isOther = basis(after) !== basis(state);
    state = after;
    if (isOther) {
      themes = await openThemes(workspace, state, embedder);
      placement = await place(themes);
    }
  }
  const curation = curate(state?.themes ?? [], operations);
  for (const { operation, theme } of curation.unknown) {
    logger.warn(`curation.yaml: ${operation.id} names the theme ${theme}, which is not there yet; it is left out`);
  }
  const unheard = await keepPlaces(engine, { wordings, placement, state, ids: themes?.ids ?? [], curation }, isKept);
  if (isKept && course.next !== "stay" && themes !== undefined) {
    const after = await grow(themes, await storedWordings(engine, lexicon, whole));
    if (basis(after) !== basis(state)) {
      await createOutputs(engine, themesStep);
      return runThemes(context, false);
    }
    state = after;
  }
  for (const { operation, word } of isKept ? [] : unheard) {
    logger.warn(
      `curation.yaml: ${operation} asks for ${word}, which no clause holds; small words such as 自己 are left out of clauses`,
    );
  }
  await fillTables(context, { state, curation, operations, lexicon }, isKept);
  return themes && basis(state);
}

/** The state a run goes by, begins without or grows from. */
interface Course {
  state: ThemeState | undefined;
  next: "stay" | "begin" | "grow";
  moment: Moment;
}

/** The state this run goes by: the one it made before, the newest before it to grow by what came since, or none yet. */
async function courseOf(context: StepContext, operations: readonly Operation[]): Promise<Course> {
  const { workspace, asOf, upTo, themes } = context;
  const loads = themes === undefined ? await loadHistory(workspace, upTo) : [];
  const moment: Moment = { sequence: loads.at(-1)?.sequence ?? 0, as_of: asOf.toISOString() };
  if (themes === null) return { state: undefined, next: "stay", moment };
  if (themes !== undefined) return { state: await readState(workspace, themes), next: "stay", moment };
  const rebase = await approvedRebase(workspace, operations, moment);
  const states = await listStates(workspace, rebase?.id ?? null);
  const before = states.findLast(({ sequence }) => sequence <= moment.sequence) ?? states[0];
  if (before === undefined) {
    if (rebase === undefined) return { state: undefined, next: "begin", moment };
    return { state: await keep(workspace, rebasedState(rebase, moment)), next: "stay", moment };
  }
  const name = nameOf({ ...moment, rebase: rebase?.id ?? null });
  const state = await readState(workspace, states.find((one) => one.name === name)?.name ?? before.name);
  const isHead = states.at(-1)?.name === before.name && before.name < name && state.as_of <= moment.as_of;
  return { state, next: isHead ? "grow" : "stay", moment };
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
