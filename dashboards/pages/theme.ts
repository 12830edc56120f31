import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import {
  membersId,
  themeById,
  themeFacts,
  themeHistory,
  themeLine,
  themeQuotes,
  themeSlices,
  themeTrend,
  themeWords,
} from "../components/theme-detail.ts";
import { listed, listHead, themeRow, topShare } from "../components/theme-list.ts";
import { gloss, themeLink, themePath, themesWithPage } from "../components/theme-parts.ts";
import { type Context, definePage } from "../page.ts";
import type { Theme, ThemeDetail } from "../themes.ts";

const empty: ThemeDetail = {
  months: [],
  slices: [],
  quotes: [],
  terms: [],
  parts: [],
  overlaps: [],
  events: [],
  nps: null,
};

/** One page a theme at an address that stays: also of those merged and retired, which say where they went. */
export default definePage((published) =>
  themesWithPage(published.themes).map((theme) => ({
    path: themePath(theme.theme_id),
    title: `${theme.label_zh} ${theme.theme_id}`,
    group: "quality" as const,
    charts: theme.status !== "merged",
    render: (context) => render(context, theme),
  })),
);

function render(context: Context, theme: Theme): Html {
  const { themes } = context.published;
  const own = context.words.themes;
  const detail = themes.details.get(theme.theme_id) ?? empty;
  const title = head(theme.label_zh, own.detail.window(themes.since, themes.until));
  const frame = (body: Html) =>
    html`<article class="theme" data-theme-page="${theme.theme_id}" data-list="${membersId(context, theme) ?? ""}">${themeLine(context, theme)}${title}${gloss(context, theme)}${body}</article>`;
  if (theme.status === "merged") {
    const into = theme.merged_into === null ? undefined : themeById(context, theme.merged_into);
    return frame(
      html`<p class="empty-state"><b>${own.statuses.merged}</b> ${into ? html`${into.theme_id} ${themeLink(context, into)}` : (theme.merged_into ?? "")}${context.words.stop}${own.detail.mergedLead}</p>${themeHistory(context, theme, detail)}`,
    );
  }
  const note =
    theme.status === "retired" ? own.detail.retiredLead : theme.status === "emerging" ? own.detail.emergingLead : null;
  return frame(
    html`${themeFacts(context, theme, detail)}${note ? html`<p class="note">${note}</p>` : nothing}${themeTrend(context, theme, detail)}${
      theme.is_parent ? children(context, theme) : nothing
    }<div class="columns">${themeSlices(context, theme, detail, "model")}${themeSlices(context, theme, detail, "region")}</div>${
      theme.is_parent ? nothing : html`${themeQuotes(context, theme, detail)}${themeWords(context, detail)}`
    }${themeHistory(context, theme, detail)}<p class="refs alone"><a href="${context.link("themes", theme.is_parent ? "" : theme.theme_id)}">${own.detail.explore}</a></p>`,
  );
}

function children(context: Context, parent: Theme): Html {
  const { list } = context.published.themes;
  const inside = listed(list).filter(({ parent_theme_id: id }) => id === parent.theme_id);
  return section(
    "inside",
    context.words.themes.detail.children,
    "",
    html`<div class="list">${listHead(context)}<ol class="tree">${inside.map((theme) => themeRow(context, theme, topShare(list)))}</ol></div>`,
  );
}
