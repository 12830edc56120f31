import type { Context } from "../page.ts";
import type { Theme, ThemeShare } from "../themes.ts";
import { int, percent } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { spark } from "./marks.ts";
import {
  dangerMark,
  gloss,
  rangeText,
  shareText,
  themeLink,
  themeTone,
  themeVerdict,
  thinTexts,
} from "./theme-parts.ts";

/** Width of a list row's history. */
export const sparkWidth = 92;

/** Themes of the list that are counted now: no parent, none merged or retired. */
export const listed = (list: readonly Theme[]): Theme[] =>
  list.filter(({ is_parent, status }) => !is_parent && (status === "active" || status === "emerging"));

/** One row: name, share with its bar, interval, thirteen weeks, verdict. */
export function themeRow(context: Context, theme: Theme, top: number): Html {
  const { x, n } = theme.share;
  const width = n === 0 ? 0 : Math.min(1, x / n / top);
  return html`<li data-theme="${theme.theme_id}"${x < thinTexts ? html` class="grey"` : nothing}><span class="name">${themeLink(context, theme)}${dangerMark(context, theme.dangers)}${gloss(context, theme)}</span><span class="share-cell"><i style="width:${(100 * width).toFixed(1)}%"></i><span>${shareText(context, theme.share)}</span></span><span class="range">${rangeText(context, theme.share)}</span><span class="spark-cell">${
    x < thinTexts
      ? html`<span class="note">${context.words.themes.fewWeeks}</span>`
      : spark(theme.weeks, { tone: themeTone(theme), width: sparkWidth, fromZero: true })
  }</span><span class="word-cell">${themeVerdict(context, theme)}</span></li>`;
}

/** The head of the columns. */
export const listHead = (context: Context): Html => {
  const { columns } = context.words.themes;
  return html`<div class="list-head" aria-hidden="true"><span>${columns.theme}</span><span>${columns.share}</span><span class="range">${columns.interval}</span><span class="spark-cell">${columns.weeks}</span><span class="word-cell">${columns.verdict}</span></div>`;
};

/** Share that fills a bar: that of the largest theme. */
export const topShare = (list: readonly Theme[]): number =>
  Math.max(0.001, ...listed(list).map(({ share: { x, n } }) => (n === 0 ? 0 : x / n)));

/** Groups by parent, largest first; themes without one last. Emerging themes stand below with the unassigned. */
export function themeTree(context: Context, list: readonly Theme[]): Html {
  const own = context.words.themes;
  const top = topShare(list);
  const rows = listed(list).filter(({ status }) => status === "active");
  const parents = list.filter(({ is_parent, status }) => is_parent && status === "active");
  const known = new Set(parents.map(({ theme_id }) => theme_id));
  const groups = [
    ...parents.map((parent) => ({
      id: parent.theme_id,
      name: html`<span lang="zh-CN">${parent.label_zh}</span>${context.lang !== "zh" && parent.label_en ? html` ${parent.label_en}` : nothing}`,
      share: parent.share,
      inside: rows.filter(({ parent_theme_id: id }) => id === parent.theme_id),
    })),
    {
      id: "",
      name: html`${own.ungrouped}`,
      share: null,
      inside: rows.filter(({ parent_theme_id: id }) => id === null || !known.has(id)),
    },
  ].filter(({ inside }) => inside.length > 0);
  const rowsOf = (inside: readonly Theme[]) => html`<ol>${inside.map((theme) => themeRow(context, theme, top))}</ol>`;
  const [only, ...others] = groups;
  // A heading over everything says nothing.
  if (only !== undefined && others.length === 0)
    return html`<div class="group" data-parent="${only.id}">${rowsOf(only.inside)}</div>`;
  return html`${groups.map(
    ({ id, name, share, inside }) =>
      html`<details class="group" open data-parent="${id}"><summary><span>${name}</span><span class="note">${
        share === null
          ? nothing
          : own.groupNote(percent(share.n === 0 ? 0 : share.x / share.n), int(share.x), int(inside.length))
      }</span></summary>${rowsOf(inside)}</details>`,
  )}`;
}

/** What is in no theme: always there, never folded. */
export function unassignedRow(context: Context): Html {
  const own = context.words.themes;
  const { texts, list } = context.published.themes;
  const { all, assigned, emerging, unassigned } = texts;
  const part = ({ x }: ThemeShare) => (all === 0 ? 0 : (100 * x) / all);
  const fresh = listed(list).filter(({ status }) => status === "emerging");
  const one = (v: number) => `${v.toFixed(1)}%`;
  return html`<div class="unassigned" data-unassigned><div class="line"><b>${own.unassigned}</b><span class="small" data-part="note">${own.unassignedNote(one(part(unassigned)), (100 * unassigned.lo).toFixed(1), (100 * unassigned.hi).toFixed(1), int(unassigned.x))}</span></div><div class="bar" role="img" aria-label="${own.unassignedAlt(one(part(assigned)), one(part(unassigned)), one(part(emerging)))}"><i style="flex:${assigned.x}"></i><i class="none" style="flex:${unassigned.x}"></i><i class="new" style="flex:${emerging.x}"></i></div><p class="note"><span data-part="parts">${own.unassignedParts(int(assigned.x), int(unassigned.x), int(emerging.x))}</span> <button type="button" class="plain link" data-open="unassigned" hidden>${own.unassignedRead}</button></p>${
    fresh.length === 0
      ? nothing
      : html`<p class="note emerging-head">${own.emergingLead}</p><ol>${fresh.map((theme) => themeRow(context, theme, topShare(list)))}</ol>`
  }</div>`;
}
