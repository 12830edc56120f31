import { type Curation, madeIds, type Operation } from "../../transforms/themes/curation.ts";
import type { ThemeState } from "./state.ts";

/** A row of mart_theme_events. */
export interface ThemeEvent {
  theme_id: string;
  /** YYYY-MM-DD */
  at: string;
  kind: string;
  detail: string | null;
  operation_id: string | null;
  author: string | null;
  reason: string | null;
}

/** What became of themes, by day: what runs found, and what people decided. Operations that were left out are not among them. */
export function eventsOf(
  state: ThemeState | undefined,
  operations: readonly Operation[],
  { unknown }: Curation,
): ThemeEvent[] {
  const skipped = new Set(unknown.map(({ operation }) => operation.id));
  const found = (state?.events ?? []).map(({ theme_id, at, kind, detail }): ThemeEvent => {
    return { theme_id, at: at.slice(0, 10), kind, detail, operation_id: null, author: null, reason: null };
  });
  const decided = operations
    .filter(({ id }) => !skipped.has(id))
    .flatMap((operation) =>
      effects(operation).map(({ theme_id, kind, detail }): ThemeEvent => {
        const { id, author, date, reason } = operation;
        return { theme_id, at: date, kind, detail, operation_id: id, author, reason };
      }),
    );
  return [...found, ...decided].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

type Effect = Pick<ThemeEvent, "theme_id" | "kind" | "detail">;

/** What an operation did, theme by theme. */
function effects(operation: Operation): Effect[] {
  switch (operation.kind) {
    case "rename":
      return [{ theme_id: operation.theme, kind: "rename", detail: operation.name.zh ?? operation.name.en ?? null }];
    case "merge":
      return [
        ...operation.themes.map((theme_id) => ({ theme_id, kind: "merge", detail: `into ${operation.into}` })),
        { theme_id: operation.into, kind: "merge", detail: `took ${operation.themes.join(", ")}` },
      ];
    case "split":
      return [
        { theme_id: operation.theme, kind: "split", detail: `gave ${madeIds(operation).join(", ")}` },
        ...madeIds(operation).map((theme_id) => ({ theme_id, kind: "split", detail: `from ${operation.theme}` })),
      ];
    case "seed":
      return madeIds(operation).map((theme_id) => ({ theme_id, kind: "seed", detail: operation.words.join(" ") }));
    case "pin":
      return operation.theme === null
        ? []
        : [{ theme_id: operation.theme, kind: "pin", detail: `${operation.text_id} ${operation.clause_index}` }];
    case "retire":
    case "lock":
      return [{ theme_id: operation.theme, kind: operation.kind, detail: null }];
    case "ban_word":
    case "approve":
      return [];
  }
}
