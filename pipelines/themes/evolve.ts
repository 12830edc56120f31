import { conceptsOfThemes } from "../../transforms/themes/concepts.ts";
import { type Community, emergingIn, type Stream } from "../../transforms/themes/emerging.ts";
import { type FirstFit, firstFit, type Places, type Wordings } from "../../transforms/themes/identity.ts";
import type { Lexicon, ThemeName } from "../../transforms/themes/named.ts";
import { nameThemes } from "../../transforms/themes/names.ts";
import { nameParents } from "../../transforms/themes/parent-names.ts";
import { readSpace, writeSpace } from "../../transforms/themes/space.ts";
import { type Embedder, ofEmbedder, ofSpace, type Vectoriser } from "../../transforms/themes/vectoriser.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";
import {
  bytesOfFloats,
  floatsOfBytes,
  keepBytes,
  readBytes,
  type StateEvent,
  type ThemeRecord,
  type ThemeState,
  wordsOf,
} from "./state.ts";

/** Wordings with what the lexicon found in them, for names. */
export interface ReadWordings extends Wordings {
  componentIds: readonly (readonly string[])[];
  symptomIds: readonly (readonly string[])[];
  situationIds: readonly (readonly string[])[];
  /** How people mostly write a stem; where names are made. */
  spellings?: ReadonlyMap<string, string>;
}

/** A state with its bytes read: how to see a clause and where themes are. */
export interface LiveThemes {
  state: ThemeState;
  seen: Vectoriser;
  places: Places;
  /** Theme of each place. */
  ids: readonly string[];
}

const weeks = (count: number) => count * 7 * 86_400_000;
/** What was first said in the last eight weeks can be new. */
const windowLength = weeks(8);
/** An emerging theme that is still there after eight weeks has lasted. */
const lasting = weeks(8);

/** Reads the bytes a state names; undefined where it found no themes. Throws UserError where it needs a model that is not given. */
export async function openThemes(
  workspace: Workspace,
  state: ThemeState,
  embedder?: Embedder,
): Promise<LiveThemes | undefined> {
  if (state.anchors === null) return undefined;
  const centroids = floatsOfBytes(await readBytes(workspace, "anchors", state.anchors));
  if (state.embedder !== null) {
    if (embedder?.id === state.embedder) return live(state, ofEmbedder(embedder), centroids);
    throw new UserError(
      `The themes were found with the model ${state.embedder}; the pipeline brings ${embedder?.id ?? "none"}.`,
      { hint: "Name it with --pipeline." },
    );
  }
  if (state.space === null) return undefined;
  return live(state, ofSpace(readSpace(await readBytes(workspace, "spaces", state.space))), centroids);
}

function live(state: ThemeState, seen: Vectoriser, centroids: Float32Array): LiveThemes {
  const anchored = state.themes
    .filter((theme) => theme.anchor !== null)
    .sort((a, b) => (a.anchor as number) - (b.anchor as number));
  const emerging = state.themes.filter((theme) => theme.profile !== null);
  const gate = Object.fromEntries(
    Object.entries(state.gate).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  return {
    state,
    seen,
    places: {
      anchors: {
        d: state.d,
        centroids,
        thresholds: Float32Array.from(anchored, ({ threshold }) => threshold),
        margins: Float32Array.from(anchored, ({ margin }) => margin),
      },
      gate: gate as unknown as Places["gate"],
      profiles: emerging.flatMap(({ profile }) => profile ?? []),
    },
    ids: [...anchored, ...emerging].map(({ id }) => id),
  };
}

export interface Moment {
  sequence: number;
  /** UTC, ISO 8601 */
  as_of: string;
}

export const idOf = (letter: "T" | "P", number: number) => `${letter}${String(number).padStart(4, "0")}`;

/** The first themes of a workspace. */
export async function beginThemes(
  workspace: Workspace,
  moment: Moment,
  wordings: ReadWordings,
  lexicon: Lexicon,
  embedder?: Embedder,
): Promise<ThemeState> {
  const fit = await firstFit(wordings, embedder);
  const empty: ThemeState = {
    format: 3,
    ...moment,
    rebase: null,
    space: null,
    embedder: null,
    d: 0,
    anchors: null,
    gate: { similarity: [], known: [], company: [], anchored: [], fresh: [] },
    fitted_at: moment.as_of,
    themes: [],
    next: { theme: 1, parent: 1 },
    events: [],
  };
  if (fit === undefined) return empty;
  const themes = recordsOf(fit, wordings, lexicon, moment.as_of);
  return {
    ...empty,
    ...(await keptFit(workspace, fit, embedder)),
    themes,
    next: { theme: fit.places.anchors.thresholds.length + 1, parent: fit.parentCount + 1 },
    events: themes
      .filter(({ is_parent }) => !is_parent)
      .map(({ id }) => ({ theme_id: id, at: moment.as_of, kind: "born", detail: "first fit" })),
  };
}

/** Keeps the bytes of a fit, and says what a state says of them. */
export async function keptFit(
  workspace: Workspace,
  { space, places: { anchors, gate } }: FirstFit,
  embedder: Embedder | undefined,
): Promise<Pick<ThemeState, "space" | "embedder" | "d" | "anchors" | "gate">> {
  return {
    space: space && (await keepBytes(workspace, "spaces", writeSpace(space))),
    embedder: embedder?.id ?? null,
    d: anchors.d,
    anchors: await keepBytes(workspace, "anchors", bytesOfFloats(anchors.centroids)),
    gate: {
      similarity: Array.from(gate.similarity),
      known: Array.from(gate.known),
      company: Array.from(gate.company),
      anchored: Array.from(gate.anchored),
      fresh: Array.from(gate.fresh),
    },
  };
}

function recordsOf(fit: FirstFit, wordings: ReadWordings, lexicon: Lexicon, at: string): ThemeRecord[] {
  const { thresholds, margins } = fit.places.anchors;
  const k = thresholds.length;
  const names = nameThemes({ ...wordings, labels: fit.labels }, k, lexicon);
  const concepts = conceptsOfThemes({ ...wordings, labels: fit.labels }, k);
  const parentNames = nameParents({ ...wordings, labels: fit.labels }, fit.parents, fit.parentCount, names, lexicon);
  const record = (id: string, name: Omit<ThemeName, "terms">, rest: Partial<ThemeRecord>): ThemeRecord => ({
    id,
    is_parent: false,
    parent: null,
    zh: name.zh,
    en: name.en,
    kind: name.kind,
    words: [],
    born_at: at,
    born_by: "fit",
    anchor: null,
    threshold: 0,
    margin: 0,
    profile: null,
    lasted_at: null,
    merged_into: null,
    ...rest,
  });
  return [
    ...names.map((name, i) =>
      record(idOf("T", i + 1), name, {
        parent: idOf("P", (fit.parents[i] as number) + 1),
        words: [...wordsOf(name.terms), ...(concepts[i] as string[])],
        anchor: i,
        threshold: thresholds[i] as number,
        margin: margins[i] as number,
      }),
    ),
    ...parentNames.map((name, i) => record(idOf("P", i + 1), name, { is_parent: true })),
  ];
}

/** All wordings of a warehouse as they are placed by the state before: some of them at a time, or whole with their spellings. */
export interface PlacedWordings extends Stream {
  whole(): Promise<ReadWordings>;
}

/** The state after another run: the same places, and what came up in the residual since. */
export async function growThemes(
  { state, seen, places }: LiveThemes,
  moment: Moment,
  wordings: PlacedWordings,
  lexicon: Lexicon,
): Promise<ThemeState> {
  const asOf = Date.parse(moment.as_of);
  const windowStart = Math.max(Date.parse(state.fitted_at), asOf - windowLength);
  const found = await emergingIn(wordings, windowStart, seen, places);
  const names = found.length === 0 ? [] : await nameFound(found, wordings, lexicon);
  const born = found.map(({ profile }, i): ThemeRecord => {
    const { zh, en, kind, terms } = names[i] as ThemeName;
    return {
      id: idOf("T", state.next.theme + i),
      is_parent: false,
      parent: null,
      zh,
      en,
      kind,
      words: wordsOf(terms),
      born_at: moment.as_of,
      born_by: "emerging",
      anchor: null,
      threshold: profile.threshold,
      margin: 0,
      profile,
      lasted_at: null,
      merged_into: null,
    };
  });
  const themes = state.themes.map((theme) =>
    theme.born_by === "emerging" && theme.lasted_at === null && asOf - Date.parse(theme.born_at) >= lasting
      ? { ...theme, lasted_at: moment.as_of }
      : theme,
  );
  const events = born.map(({ id }, i): StateEvent => {
    const { incoming, before: old } = found[i] as (typeof found)[number];
    return { theme_id: id, at: moment.as_of, kind: "emerging", detail: `${incoming} new wordings, ${old} before` };
  });
  return {
    ...state,
    ...moment,
    themes: [...themes, ...born],
    next: { ...state.next, theme: state.next.theme + born.length },
    events: [...state.events, ...events],
  };
}

async function nameFound(
  found: readonly Community[],
  { whole }: PlacedWordings,
  lexicon: Lexicon,
): Promise<ThemeName[]> {
  const wordings = await whole();
  const labels = new Int32Array(wordings.tokens.length).fill(-1);
  for (const [label, { members }] of found.entries()) for (const i of members) labels[i] = label;
  return nameThemes({ ...wordings, labels }, found.length, lexicon);
}
