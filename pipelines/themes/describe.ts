import type { Engine } from "../engines/engine.ts";
import { UserError } from "../errors.ts";
import type { Explained } from "./assign.ts";
import type { Rebase } from "./rebase.ts";

interface ThemeRow {
  theme_id: string;
  label_zh: string;
  kind: string;
  status: string;
  n: number;
}

/** Themes by the number of their texts, parents left out. */
export const listThemes = (engine: Engine): Promise<ThemeRow[]> =>
  engine.query<ThemeRow>("SELECT * FROM dim_themes WHERE NOT is_parent ORDER BY n DESC, theme_id");

export function themeLines(rows: readonly ThemeRow[]): string {
  const lines = rows.map(({ theme_id, label_zh, kind, status, n }) => {
    const mark = status === "active" ? "" : `  (${status})`;
    return `  ${theme_id.padEnd(14)}${String(n).padStart(8)}  ${kind.padEnd(10)}${label_zh}${mark}\n`;
  });
  return lines.join("");
}

/** All that is published of one theme. Throws UserError where there is none of that id. */
export async function showTheme(engine: Engine, id: string): Promise<Record<string, unknown>> {
  // Ids are letters, digits and hyphens.
  if (!/^[\w-]+$/.test(id)) throw new UserError(`"${id}" is no theme id such as T0012.`);
  const of = (table: string, order: string) =>
    engine.query(`SELECT * FROM ${table} WHERE theme_id = '${id}' ORDER BY ${order}`);
  const [theme] = await of("dim_themes", "theme_id");
  if (theme === undefined) {
    throw new UserError(`There is no theme ${id}.`, { hint: "huiyin themes list names them all." });
  }
  return {
    ...theme,
    terms: await of("mart_theme_terms", "position"),
    quotes: await of("mart_theme_quotes", "position"),
    events: await of("mart_theme_events", "position"),
    weeks: await of("mart_theme_weeks", "week_start"),
    parts: await of("mart_theme_parts", "texts DESC, kind, part_id"),
    overlaps: await of("mart_theme_overlaps", "texts DESC, other_id"),
    slices: await of("mart_theme_slices", "dimension, texts DESC, value"),
    nps: (await of("mart_theme_nps", "theme_id"))[0] ?? null,
  };
}

export function showLines(theme: Awaited<ReturnType<typeof showTheme>>): string {
  const list = (key: string) => theme[key] as Record<string, unknown>[];
  const words = list("terms")
    .slice(0, 10)
    .map(({ term }) => term);
  const lines = [
    `${theme.theme_id}  ${theme.label_zh} / ${theme.label_en}`,
    `  ${theme.kind}, ${theme.status}, ${theme.n} texts of ${theme.customers} customers, ${String(theme.first_seen_at).slice(0, 10)} to ${String(theme.last_seen_at).slice(0, 10)}`,
    `  words: ${words.join(" ")}`,
    ...list("quotes").map(({ clause, text_id }) => `  “${clause}” (${text_id})`),
    ...list("events").map(
      ({ at, kind, what, author }) => `  ${at} ${kind}${what ? `: ${what}` : ""}${author ? ` (${author})` : ""}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

export function explainLines(explained: readonly Explained[]): string {
  const lines = explained.flatMap((one) => {
    const name = one.theme_id === null ? "no theme" : `${one.theme_id} ${one.label_zh ?? ""}`;
    const why =
      one.score === null
        ? "it has no word that says anything"
        : `nearest ${one.nearest_id} at ${one.score} (wants ${one.threshold}), ${one.margin} ahead of ${one.runner_up_id} at ${one.runner_up_score} (wants ${one.least_margin}); ${one.p} of normal clauses are as strange (wants more than ${one.least_p})`;
    const evidence = one.evidence.length === 0 ? "" : `; words ${one.evidence.join(" ")}`;
    return [`“${one.clause}”`, `  ${name}, ${one.reason}: ${why}${evidence}`];
  });
  return `${lines.join("\n")}\n`;
}

export function rebaseLines({ id, changes }: Rebase): string {
  const lines = changes.map(({ theme_id, kind, other_id, share }) => {
    const part = `${Math.round(share * 100)} %`;
    if (kind === "keep") return `  ${theme_id} stays with ${part} of its texts`;
    if (kind === "merge") return `  ${theme_id} goes into ${other_id} with ${part} of its texts`;
    return kind === "split" ? `  ${theme_id} comes out of ${other_id} (${part} of it)` : `  ${theme_id} is new`;
  });
  return `${lines.join("\n")}\nRebase ${id}. Nothing has changed; to approve it add to curation.yaml:\n- {id: …, author: …, date: …, reason: …, approve: {rebase: ${id}}}\n`;
}
