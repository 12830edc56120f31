import { createHash } from "node:crypto";
import { access, readdir, readFile } from "node:fs/promises";
import type { ThemeKind } from "../../transforms/themes/named.ts";
import type { Profile } from "../../transforms/themes/profile.ts";
import { UserError } from "../errors.ts";
import { failpoint } from "../failpoint.ts";
import { writeWhole } from "../files.ts";
import type { Workspace } from "../workspace.ts";

/** A theme as it was born; what people made of it since is in curation.yaml. */
export interface ThemeRecord {
  /** T0001 and on in the order of birth, P0001 for a parent; never given twice. */
  id: string;
  is_parent: boolean;
  parent: string | null;
  zh: string;
  en: string;
  kind: ThemeKind;
  /** Words that set it apart when it was born: they, not those of today, decide which clauses hardly belong. */
  words: string[];
  /** The as-of of the run it was born in, UTC, ISO 8601. */
  born_at: string;
  born_by: "fit" | "emerging" | "rebase";
  /** Row of the anchors; null for a parent, an emerging theme and one that a rebase merged. */
  anchor: number | null;
  threshold: number;
  margin: number;
  /** What an emerging theme is known by. */
  profile: Profile | null;
  /** When an emerging theme had lasted, UTC, ISO 8601. */
  lasted_at: string | null;
  /** Theme that took its clauses in a rebase. */
  merged_into: string | null;
}

export interface StateEvent {
  theme_id: string;
  /** As-of, UTC, ISO 8601. */
  at: string;
  kind: "born" | "emerging" | "merge" | "split" | "rebase";
  detail: string;
}

/** The themes of a workspace after a run: all that the next run needs to give every clause the theme it had. */
export interface ThemeState {
  format: 3;
  /** The newest load the run counted. */
  sequence: number;
  /** UTC, ISO 8601 */
  as_of: string;
  /** The approved rebase it goes back to; null for the first space. */
  rebase: string | null;
  /** Hash of the bytes in spaces/; null where there was too little to fit. */
  space: string | null;
  /** Id of the model that stands in for the space. */
  embedder: string | null;
  /** Numbers of a vector. */
  d: number;
  /** Hash of the centroids' bytes in anchors/. */
  anchors: string | null;
  gate: Record<"similarity" | "known" | "company" | "anchored" | "fresh", number[]>;
  /** As-of of the fit: what was said later can be new. */
  fitted_at: string;
  themes: ThemeRecord[];
  /** Numbers that the next theme and parent get. */
  next: { theme: number; parent: number };
  events: StateEvent[];
}

const folder = (workspace: Workspace, ...parts: string[]) => workspace.path("themes", ...parts);

/** Name of a state: its load, its as-of and the rebase it goes back to. */
export const nameOf = ({ sequence, as_of, rebase }: Pick<ThemeState, "sequence" | "as_of" | "rebase">): string =>
  `${String(sequence).padStart(6, "0")}-${as_of.replaceAll(/[-:]|\.\d+/g, "")}-${rebase ?? "first"}`;

const parsed = (name: string) => {
  const [, sequence = "", asOf = "", rebase = ""] = /^(\d{6,})-(\d{8}T\d{6}Z)-(\w+)\.json$/.exec(name) ?? [];
  return { name: name.slice(0, -".json".length), sequence: Number(sequence), asOf, rebase };
};

/** States of a workspace that go back to one rebase, oldest first. */
export async function listStates(
  workspace: Workspace,
  rebase: string | null,
): Promise<{ name: string; sequence: number }[]> {
  const files = await readdir(folder(workspace, "states")).catch(() => []);
  return files
    .map(parsed)
    .filter((one) => one.asOf !== "" && one.rebase === (rebase ?? "first"))
    .sort((a, b) => a.sequence - b.sequence || (a.asOf < b.asOf ? -1 : 1));
}

export async function readState(workspace: Workspace, name: string): Promise<ThemeState> {
  const state = JSON.parse(await readFile(folder(workspace, "states", `${name}.json`), "utf8")) as ThemeState;
  if (state.format === 3) return state;
  throw new UserError(
    `The themes of ${workspace.dir} were kept by an older version, which saw clauses without what the lexicon finds in them.`,
    {
      hint: `Remove ${folder(workspace)} to find themes anew; their numbers start again.`,
    },
  );
}

/** The single words of a theme's terms. */
export const wordsOf = (terms: readonly { term: string }[]): string[] => [
  ...new Set(terms.flatMap(({ term }) => term.split(" "))),
];

/** By theme the words it was born with, without those people banned. */
export const ownWords = (
  state: ThemeState | undefined,
  banned: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(state?.themes.map(({ id, words }) => [id, new Set(words.filter((word) => !banned.has(word)))]));

/** Adds a state, whole or not at all; the bytes it names must be there. Returns its name. */
export async function writeState(workspace: Workspace, state: ThemeState): Promise<string> {
  const name = nameOf(state);
  await writeWhole(folder(workspace, "states", `${name}.json`), `${JSON.stringify(state)}\n`);
  failpoint("theme-state");
  return name;
}

/** Keeps bytes once, named by their hash. */
export async function keepBytes(workspace: Workspace, kind: "spaces" | "anchors", bytes: Uint8Array): Promise<string> {
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const path = folder(workspace, kind, `${name}.bin`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeWhole(path, bytes);
  failpoint("theme-bytes");
  return name;
}

export async function readBytes(workspace: Workspace, kind: "spaces" | "anchors", name: string): Promise<Uint8Array> {
  return readFile(folder(workspace, kind, `${name}.bin`));
}

/** Numbers as little-endian bytes, and back. */
export function bytesOfFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(i * 4, value, true);
  return bytes;
}

export function floatsOfBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.byteLength / 4);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4, true);
  return values;
}
