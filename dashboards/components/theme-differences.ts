import type { Context } from "../page.ts";
import type { DifferentTheme } from "../published.ts";
import { type Data, refs, table } from "./data.ts";
import { int } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { themeLink, themeName, themesWithPage } from "./theme-parts.ts";

/** Rows of the table before the CSV takes over. */
const shown = 60;
/** Columns that stand in the CSV alone. */
const inFileOnly = new Set(["name_before", "name_now", "status_before", "status_now"]);

/** Whether people's decisions have a part in it. */
const isCurated = ({ reasons }: DifferentTheme) => reasons.some(({ reason }) => reason === "curation");
const grown = ({ before, now }: DifferentTheme) => Math.abs((now?.n ?? 0) - (before?.n ?? 0));

/** Themes that read otherwise than in the run before: those people decided about first, then by how much they grew or shrank. */
export function themeDifferences(context: Context, themes: readonly DifferentTheme[]): Html {
  const own = context.words.changes.themes;
  if (themes.length === 0) {
    const hasThemes = context.published.themes.list.length > 0;
    const text = hasThemes ? own.same : own.none;
    return section("themes", own.unchanged, "", html`<p class="empty-state">${text}</p>`);
  }
  const rows = [...themes].sort((a, b) => Number(isCurated(b)) - Number(isCurated(a)) || grown(b) - grown(a));
  const curated = rows.filter(isCurated).length;
  return section("themes", own.title(int(rows.length), int(curated)), own.lead, list(context, rows));
}

function list(context: Context, rows: readonly DifferentTheme[]): Html {
  const { words } = context;
  const own = words.changes.themes;
  const pages = new Map(themesWithPage(context.published.themes).map((theme) => [theme.theme_id, theme]));
  const count = (side: DifferentTheme["now"]) => (side === null ? "—" : int(side.n));
  const moved = (n: number) => (n === 0 ? "—" : int(n));
  const data: Data<DifferentTheme> = {
    name: "changed-themes",
    rows,
    columns: [
      { key: "theme_id", label: own.theme, raw: (r) => r.theme_id, show: (r) => name(context, r, pages) },
      { key: "name_before", label: own.theme, raw: (r) => r.before?.label ?? null },
      { key: "name_now", label: own.theme, raw: (r) => r.now?.label ?? null },
      { key: "status_before", label: own.theme, raw: (r) => r.before?.status ?? null },
      { key: "status_now", label: own.theme, raw: (r) => r.now?.status ?? null },
      {
        key: "before",
        label: own.before,
        num: true,
        raw: (r) => r.before?.n ?? null,
        show: (r) => count(r.before),
      },
      { key: "now", label: own.now, num: true, raw: (r) => r.now?.n ?? null, show: (r) => count(r.now) },
      { key: "moved_in", label: own.movedIn, num: true, raw: (r) => r.moved_in, show: (r) => moved(r.moved_in) },
      { key: "moved_out", label: own.movedOut, num: true, raw: (r) => r.moved_out, show: (r) => moved(r.moved_out) },
      {
        key: "reasons",
        label: words.changes.reason,
        raw: (r) =>
          [
            ...r.operations.map(({ kind, operation_id, change }) => `${change} ${kind} ${operation_id}`),
            ...r.reasons.map(({ reason, rows: n }) => `${reason} ${n}`),
          ].join("; "),
        show: (r) => why(context, r),
      },
    ],
  };
  const seen = {
    ...data,
    rows: rows.slice(0, shown),
    columns: data.columns.filter(({ key }) => !inFileOnly.has(key)),
  };
  return html`${table(seen)}${rows.length > shown ? html`<p class="note">${own.more(int(rows.length - shown))}</p>` : nothing}${refs(context, { data, showTable: false })}`;
}

/** The theme's name, what it was called, and what became of it. */
function name(
  context: Context,
  row: DifferentTheme,
  pages: ReadonlyMap<string, Parameters<typeof themeLink>[1]>,
): Html {
  const { themes, changes } = context.words;
  const page = pages.get(row.theme_id);
  const label = (row.now ?? row.before)?.label ?? row.theme_id;
  const link = page ? themeLink(context, page) : themeName({ label_zh: label });
  const was = row.before && row.before.label !== label ? row.before.label : null;
  const became =
    row.now === null
      ? changes.themes.gone
      : row.before === null
        ? changes.themes.isNew
        : row.now.status === row.before.status
          ? null
          : themes.statuses[row.now.status];
  const into = row.now?.status === "merged" ? page?.merged_into : null;
  const notes = [
    html`<code>${row.theme_id}</code>`,
    ...(was === null ? [] : [html`${changes.themes.was}<span lang="zh-CN">${was}</span>`]),
    ...(became === null ? [] : [html`${became}${into ? ` ${into}` : ""}`]),
  ];
  return html`${link}<span class="under">${notes.map((note, i) => html`${i === 0 ? "" : changes.themes.separator}${note}`)}</span>`;
}

/** What people decided, and how many texts came in, are gone or were read otherwise. */
function why(context: Context, { operations, reasons }: DifferentTheme): string {
  const { words } = context;
  const own = words.changes.themes;
  const decided = operations.map(({ kind, operation_id, change }) =>
    own.operation[change](words.themes.detail.events[kind] ?? kind, operation_id),
  );
  return [
    ...decided,
    ...reasons
      .filter(({ reason, rows }) => reason !== "curation" || rows > 0 || decided.length === 0)
      .map(({ reason, rows }) => {
        const label = own.reasons[reason] ?? words.changes.reasons[reason];
        return rows === 0 ? label : own.rows(label, int(rows));
      }),
  ].join(words.and);
}
