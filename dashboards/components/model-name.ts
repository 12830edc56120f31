import { type Html, html } from "./html.ts";

/** A code is not longer; what is, is the title under which a shop sells it. */
const longestCode = 20;

/** A model in a table: a code in one line; a whole title in two, all of it to be read when pointed at. */
export function modelName(model: string | null): Html {
  if (model === null) return html`—`;
  return model.length <= longestCode
    ? html`<span class="nowrap">${model}</span>`
    : html`<span class="title" title="${model}">${model}</span>`;
}
