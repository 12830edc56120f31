import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { conceptsOfThemes } from "../../transforms/themes/concepts.ts";
import { firstFit, placeWordings } from "../../transforms/themes/identity.ts";
import { type Mapping, mapThemes } from "../../transforms/themes/mapping.ts";
import type { Lexicon } from "../../transforms/themes/named.ts";
import { nameThemes } from "../../transforms/themes/names.ts";
import { nameParents } from "../../transforms/themes/parent-names.ts";
import type { Embedder } from "../../transforms/themes/vectoriser.ts";
import type { Engine } from "../engines/engine.ts";
import { UserError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import { readLexicon } from "../text/lexicon.ts";
import type { Workspace } from "../workspace.ts";
import { idOf, keptFit, type Moment, type ReadWordings } from "./evolve.ts";
import { readLast } from "./last.ts";
import { type StateEvent, type ThemeRecord, type ThemeState, wordsOf } from "./state.ts";

/** What a rebase would do to one theme. */
export interface RebaseChange {
  theme_id: string;
  kind: "keep" | "merge" | "split" | "born";
  /** The theme it goes to, or comes from. */
  other_id: string | null;
  /** Share of its texts that this says. */
  share: number;
}

/** A new space that waits for people to approve it. */
export interface Rebase {
  id: string;
  state: ThemeState;
  changes: RebaseChange[];
}

const fileOf = (workspace: Workspace, id: string) => workspace.path("themes", "rebases", `${id}.json`);

/**
 * Fits a new space on all wordings, and maps its themes to the old ones by the texts they share: ids are carried on where a group
 * goes on with a theme, the other old themes are merged into the one that took most of them. Nothing changes until curation.yaml
 * approves it.
 */
async function proposeRebase(
  workspace: Workspace,
  state: ThemeState,
  wordings: ReadWordings,
  old: readonly (string | null)[],
  locked: ReadonlySet<string>,
  lexicon: Lexicon,
  embedder: Embedder | undefined,
): Promise<Rebase> {
  const fit = await firstFit(wordings, embedder);
  if (fit === undefined) throw new UserError("There is too little text to find themes in.");
  const k = fit.places.anchors.thresholds.length;
  const mapping = mapThemes(old, fit.labels, wordings.weights, k, locked);
  const parentOf = new Map(state.themes.map(({ id, parent }) => [id, parent]));
  const oldParents = old.map((id) => (id === null ? null : (parentOf.get(id) ?? null)));
  const parentLabels = fit.labels.map((label) => (label < 0 ? -1 : (fit.parents[label] as number)));
  const parents = mapThemes(oldParents, parentLabels, wordings.weights, fit.parentCount);
  const kept = await keptFit(workspace, fit, embedder);
  const id = createHash("sha256")
    .update(`${kept.space ?? kept.embedder} ${kept.anchors} ${state.sequence} ${state.as_of}`)
    .digest("hex")
    .slice(0, 12);
  const next = { ...state.next };
  const themeIds = mapping.keeps.map((keep) => keep ?? idOf("T", next.theme++));
  const parentIds = parents.keeps.map((keep) => keep ?? idOf("P", next.parent++));
  const names = nameThemes({ ...wordings, labels: fit.labels }, k, lexicon);
  const concepts = conceptsOfThemes({ ...wordings, labels: fit.labels }, k);
  const parentNames = nameParents({ ...wordings, labels: fit.labels }, fit.parents, fit.parentCount, names, lexicon);
  const born = { born_at: state.as_of, born_by: "rebase" as const, profile: null, lasted_at: null, merged_into: null };
  const records = new Map(state.themes.map((theme) => [theme.id, theme]));
  const themes: ThemeRecord[] = [
    ...themeIds.map((theme, i) => ({
      ...born,
      ...(names[i] as (typeof names)[number]),
      ...records.get(theme),
      id: theme,
      is_parent: false,
      parent: parentIds[fit.parents[i] as number] ?? null,
      words: [...wordsOf((names[i] as (typeof names)[number]).terms), ...(concepts[i] as string[])],
      anchor: i,
      threshold: fit.places.anchors.thresholds[i] as number,
      margin: fit.places.anchors.margins[i] as number,
      profile: null,
    })),
    ...parentIds.map((parent, i) => ({
      ...born,
      ...(parentNames[i] as (typeof parentNames)[number]),
      ...records.get(parent),
      id: parent,
      is_parent: true,
      parent: null,
      words: [],
      anchor: null,
      threshold: 0,
      margin: 0,
    })),
    ...gone(state, mapping, themeIds, parents, parentIds),
  ].map(
    ({
      id: theme,
      is_parent,
      parent,
      zh,
      en,
      kind,
      words,
      born_at,
      born_by,
      anchor,
      threshold,
      margin,
      profile,
      lasted_at,
      merged_into,
    }) => {
      return {
        id: theme,
        is_parent,
        parent,
        zh,
        en,
        kind,
        words,
        born_at,
        born_by,
        anchor,
        threshold,
        margin,
        profile,
        lasted_at,
        merged_into,
      };
    },
  );
  const changes = changesOf(mapping, themeIds);
  const rebased: ThemeState = {
    ...state,
    ...kept,
    rebase: id,
    fitted_at: state.as_of,
    themes,
    next,
    events: [...state.events, ...changes.map((change) => eventOf(change, state.as_of))],
  };
  const rebase = { id, state: rebased, changes };
  await writeWhole(fileOf(workspace, id), `${JSON.stringify(rebase)}\n`);
  return rebase;
}

/** Themes that no group carries on, merged into what took most of them. */
function gone(
  state: ThemeState,
  mapping: Mapping,
  themeIds: readonly string[],
  parents: Mapping,
  parentIds: readonly string[],
): ThemeRecord[] {
  const kept = new Set([...themeIds, ...parentIds]);
  return state.themes
    .filter(({ id }) => !kept.has(id))
    .map((theme) => {
      const [went, ids] = theme.is_parent ? [parents.went, parentIds] : [mapping.went, themeIds];
      const into = went.get(theme.id);
      return {
        ...theme,
        anchor: null,
        profile: null,
        merged_into: theme.merged_into ?? (into && ids[into.group]) ?? null,
      };
    });
}

function changesOf({ keeps, from, went }: Mapping, themeIds: readonly string[]): RebaseChange[] {
  const carried = new Set(keeps.filter((id) => id !== null));
  const groups = themeIds.map((theme_id, i): RebaseChange => {
    const { id, share } = from[i] as Mapping["from"][number];
    if (keeps[i] !== null) return { theme_id, kind: "keep", other_id: null, share: went.get(theme_id)?.share ?? 0 };
    return share >= 0.5
      ? { theme_id, kind: "split", other_id: id, share }
      : { theme_id, kind: "born", other_id: null, share: 1 };
  });
  const merged = [...went]
    .filter(([id]) => !carried.has(id))
    .map(([theme_id, { group, share }]): RebaseChange => {
      return { theme_id, kind: "merge", other_id: themeIds[group] ?? null, share };
    });
  return [...groups, ...merged];
}

function eventOf({ theme_id, kind, other_id, share }: RebaseChange, at: string): StateEvent {
  const part = `${Math.round(share * 100)} %`;
  if (kind === "keep") return { theme_id, at, kind: "rebase", detail: `${part} of its texts stay` };
  if (kind === "merge") return { theme_id, at, kind, detail: `into ${other_id}, ${part} of its texts` };
  return { theme_id, at, kind, detail: kind === "split" ? `from ${other_id}, ${part} of its texts` : "rebase" };
}

/** A rebase that was proposed. Throws UserError where there is none of that id. */
export async function readRebase(workspace: Workspace, id: string): Promise<Rebase> {
  const text = await readFile(fileOf(workspace, id), "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Rebase;
  throw new UserError(`curation.yaml approves the rebase ${id}, which was never proposed.`, {
    hint: "huiyin themes rebase proposes one and says its id.",
  });
}

/** The state that an approved rebase gives a run. */
export const rebasedState = ({ state }: Rebase, moment: Moment): ThemeState => ({ ...state, ...moment });

/** Proposes a rebase from what the last transform left in the warehouse. */
export async function proposeAnew(engine: Engine, workspace: Workspace, embedder?: Embedder): Promise<Rebase> {
  const { state, wordings, themes, curation } = await readLast(engine, workspace, embedder);
  const locked = new Set([...curation.themes.values()].filter(({ is_locked }) => is_locked).map(({ id }) => id));
  const { place } = await placeWordings(wordings.tokens, themes.seen, themes.places);
  const old = Array.from(place, (at) => (at < 0 ? null : (themes.ids[at] as string)));
  return proposeRebase(workspace, state, wordings, old, locked, await readLexicon(), embedder);
}
