import type { ThemeKind } from "./named.ts";

/** Who decided what and why; every operation says it. */
interface Signed {
  id: string;
  author: string;
  /** YYYY-MM-DD */
  date: string;
  reason: string;
  /** Line of the file it begins on. */
  line?: number;
}

export interface Named {
  zh: string;
  en?: string | undefined;
}

/** One decision of people about themes, by their ids. */
export type Operation = Signed &
  (
    | { kind: "rename"; theme: string; name: Partial<Named> }
    | { kind: "merge"; themes: readonly string[]; into: string }
    | { kind: "split"; theme: string; parts: readonly (Named & { words: readonly string[] })[] }
    | { kind: "pin"; theme: string | null; text_id: string; clause_index: number }
    | { kind: "seed"; name: Named; words: readonly string[]; theme_kind: ThemeKind; parent?: string | undefined }
    | { kind: "ban_word"; word: string }
    | { kind: "retire"; theme: string }
    | { kind: "lock"; theme: string }
    | { kind: "approve"; rebase: string }
  );

export type OperationKind = Operation["kind"];

/** A theme as people have it after all operations. */
export interface CuratedTheme {
  id: string;
  /** What people call it; null leaves the given name. */
  zh: string | null;
  en: string | null;
  kind: ThemeKind | null;
  parent: string | null;
  /** Survivor, when merged. */
  merged_into: string | null;
  /** Last day that counts, when retired. */
  retired_on: string | null;
  is_locked: boolean;
  /** Operations that touched it. */
  touched_by: readonly string[];
  /** Made by people. */
  is_made: boolean;
  /** Words people gave it. */
  words: readonly string[];
}

/** How operations move clauses, in their order. */
export type Route =
  | { kind: "merge"; from: string; to: string; operation: string }
  | { kind: "split"; from: string; to: string; words: readonly string[]; operation: string }
  | { kind: "seed"; to: string; words: readonly string[]; operation: string }
  | { kind: "pin"; to: string | null; text_id: string; clause_index: number; operation: string };

export interface Curation {
  themes: ReadonlyMap<string, CuratedTheme>;
  routes: readonly Route[];
  banned: ReadonlySet<string>;
  /** Rebases people approved, in order. */
  approved: readonly string[];
  /** Operations that name a theme nobody knows, with that theme. */
  unknown: readonly { operation: Operation; theme: string }[];
}

/** Ids of the themes an operation makes: the operation's own, numbered where it makes several. They are never used again. */
export function madeIds(operation: Operation): string[] {
  if (operation.kind === "seed") return [`C-${operation.id}`];
  return operation.kind === "split" ? operation.parts.map((_, i) => `C-${operation.id}-${i + 1}`) : [];
}

/** Replays operations over the themes of a state. An operation on a merged theme is one on its survivor. */
export function curate(
  given: readonly { id: string; parent: string | null }[],
  operations: readonly Operation[],
): Curation {
  const themes = new Map<string, CuratedTheme>(given.map(({ id, parent }) => [id, plainTheme(id, parent)]));
  const routes: Route[] = [];
  const banned = new Set<string>();
  const approved: string[] = [];
  const unknown: Curation["unknown"][number][] = [];
  for (const operation of operations) {
    const missing = namedThemes(operation).find((id) => !themes.has(id));
    if (missing !== undefined) unknown.push({ operation, theme: missing });
    else replay(operation);
  }
  return { themes, routes, banned, approved, unknown };

  function replay(operation: Operation): void {
    const change = (id: string, changes: Partial<CuratedTheme>) => {
      const theme = themes.get(id) as CuratedTheme;
      themes.set(id, { ...theme, ...changes, touched_by: [...theme.touched_by, operation.id] });
    };
    const survivor = (id: string) => survivorOf(themes, id);
    switch (operation.kind) {
      case "rename":
        change(survivor(operation.theme), {
          ...(operation.name.zh === undefined ? {} : { zh: operation.name.zh }),
          ...(operation.name.en === undefined ? {} : { en: operation.name.en }),
        });
        return;
      case "merge": {
        const into = survivor(operation.into);
        change(into, {});
        for (const id of operation.themes.map(survivor)) {
          if (id === into) continue;
          change(id, { merged_into: into });
          routes.push({ kind: "merge", from: id, to: into, operation: operation.id });
        }
        return;
      }
      case "split": {
        const from = survivor(operation.theme);
        change(from, {});
        for (const [i, id] of madeIds(operation).entries()) {
          const part = operation.parts[i] as (typeof operation.parts)[number];
          const { parent, kind } = themes.get(from) as CuratedTheme;
          themes.set(id, { ...madeTheme(id, part, part.words, operation.id), parent, kind });
          routes.push({ kind: "split", from, to: id, words: part.words, operation: operation.id });
        }
        return;
      }
      case "seed": {
        const [id = ""] = madeIds(operation);
        const { name, words, theme_kind, parent = null } = operation;
        themes.set(id, { ...madeTheme(id, name, words, operation.id), kind: theme_kind, parent });
        routes.push({ kind: "seed", to: id, words, operation: operation.id });
        return;
      }
      case "pin": {
        const { theme, text_id, clause_index } = operation;
        if (theme !== null) change(theme, {});
        routes.push({ kind: "pin", to: theme, text_id, clause_index, operation: operation.id });
        return;
      }
      case "retire":
        change(survivor(operation.theme), { retired_on: operation.date });
        return;
      case "lock":
        change(survivor(operation.theme), { is_locked: true });
        return;
      case "ban_word":
        banned.add(operation.word);
        return;
      case "approve":
        approved.push(operation.rebase);
    }
  }
}

const plainTheme = (id: string, parent: string | null): CuratedTheme => ({
  id,
  zh: null,
  en: null,
  kind: null,
  parent,
  merged_into: null,
  retired_on: null,
  is_locked: false,
  touched_by: [],
  is_made: false,
  words: [],
});

const madeTheme = (id: string, { zh, en }: Named, words: readonly string[], operation: string): CuratedTheme => ({
  ...plainTheme(id, null),
  zh,
  en: en ?? null,
  is_made: true,
  touched_by: [operation],
  words,
});

function namedThemes(operation: Operation): string[] {
  switch (operation.kind) {
    case "merge":
      return [...operation.themes, operation.into];
    case "seed":
      return operation.parent === undefined ? [] : [operation.parent];
    case "ban_word":
    case "approve":
      return [];
    default:
      return operation.theme === null ? [] : [operation.theme];
  }
}

/** The theme that stands for one after all merges. */
export function survivorOf(themes: ReadonlyMap<string, Pick<CuratedTheme, "merged_into">>, id: string): string {
  let at = id;
  const seen = new Set<string>();
  for (let next = themes.get(at)?.merged_into; next && !seen.has(at); next = themes.get(at)?.merged_into) {
    seen.add(at);
    at = next;
  }
  return at;
}

/** As many neighbouring tokens can make one word of an operation. */
const mostJoined = 4;

/** The operations' words that stand among tokens, as one of them or as several neighbours. */
export function wordsIn(tokens: readonly string[], words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    let joined = "";
    for (let j = i; j < Math.min(tokens.length, i + mostJoined); j++) {
      joined += tokens[j];
      if (words.has(joined)) found.add(joined);
    }
  }
  return found;
}

/** Whom each wording belongs to after the routes, and whether one of them said so. */
export interface Routed {
  theme: (string | null)[];
  isCurated: Uint8Array;
  /** Where a person's words or pin chose the wording itself; a merge only renames where it is. */
  isChosen: Uint8Array;
  /** Words of seeds and splits that no wording holds, by operation. */
  unheard: { operation: string; word: string }[];
}

/**
 * Sends wordings through the routes in their order. `given` is the theme each has by itself; `pinned` are the rows of the wordings
 * that pins name, by operation. Clauses of the same words stay together.
 */
export function route(
  tokens: readonly (readonly string[])[],
  given: readonly (string | null)[],
  routes: readonly Route[],
  pinned: ReadonlyMap<string, number>,
): Routed {
  const theme = [...given];
  const isCurated = new Uint8Array(given.length);
  const isChosen = new Uint8Array(given.length);
  if (routes.length === 0) return { theme, isCurated, isChosen, unheard: [] };
  const words = new Set(routes.flatMap((one) => (one.kind === "split" || one.kind === "seed" ? one.words : [])));
  const heard = new Set<string>();
  for (const [i, list] of tokens.entries()) {
    const held = words.size === 0 ? undefined : wordsIn(list, words);
    for (const word of held ?? []) heard.add(word);
    for (const one of routes) {
      if (!moves(one, theme[i] as string | null, held, pinned.get(one.operation) === i)) continue;
      theme[i] = one.to;
      isCurated[i] = 1;
      if (one.kind !== "merge") isChosen[i] = 1;
    }
  }
  const unheard = routes.flatMap((one) =>
    one.kind === "split" || one.kind === "seed"
      ? one.words.filter((word) => !heard.has(word)).map((word) => ({ operation: one.operation, word }))
      : [],
  );
  return { theme, isCurated, isChosen, unheard };
}

function moves(one: Route, from: string | null, held: ReadonlySet<string> | undefined, isPinned: boolean): boolean {
  switch (one.kind) {
    case "merge":
      return from === one.from;
    case "split":
      return from === one.from && one.words.some((word) => held?.has(word));
    case "seed":
      return one.words.some((word) => held?.has(word));
    case "pin":
      return isPinned;
  }
}
