import { operations } from "../explorer/curation.ts";
import type { Context } from "../page.ts";
import { type Html, html } from "./html.ts";
import { listed } from "./theme-list.ts";

/** Proposes a change to a theme: fields by operation, what it would do, and the lines for curation.yaml. Works with script only. */
export function curationForm(context: Context): Html {
  const own = context.words.themes.curate;
  const field = (name: string, label: string, on: string, more: Html = html``) =>
    html`<label data-on="${on}"><span>${label}</span><input name="${name}" autocomplete="off"${more}></label>`;
  const ids = html` list="theme-ids"`;
  return html`<form class="callout curate" aria-labelledby="curate-title" hidden><h2 id="curate-title">${own.title}</h2><fieldset class="ops"><legend class="hidden-text">${own.operation}</legend>${operations.map(
    (kind, i) =>
      html`<label><input type="radio" name="kind" value="${kind}"${i === 0 ? html` checked` : html``}>${own.operations[kind] ?? kind}</label>`,
  )}</fieldset><div class="fields">${field("part", own.part, "split")}${field("words", own.words, "split")}${field("into", own.into, "merge", ids)}${field("zh", own.zh, "rename", html` lang="zh-CN"`)}${field("en", own.en, "rename")}${field("text", own.text, "pin")}${field("clause", own.clause, "pin", html` inputmode="numeric"`)}${field("target", own.target, "pin", ids)}${field("author", own.author, "all")}${field("reason", own.reason, "all")}</div><datalist id="theme-ids">${listed(
    context.published.themes.list,
  ).map(
    ({ theme_id, label_zh }) => html`<option value="${theme_id}">${label_zh}</option>`,
  )}</datalist><p class="small" data-preview></p><pre data-patch tabindex="0" role="region" aria-label="${own.patch}">${own.incomplete}</pre><p class="note">${own.note}</p><span><a class="button primary" data-download aria-disabled="true" role="link">${own.download}</a></span></form>`;
}
