import { type Html, html } from "./html.ts";

/** A code is not longer; what is, is the title under which a shop sells it. */
const longestCode = 20;

/** A model in a table: a code in one line; of a whole title what two lines hold; files and lists have all of it. */
export function modelName(model: string | null): Html {
  if (model === null) return html`—`;
  return model.length <= longestCode
    ? html`<span class="nowrap">${model}</span>`
    : html`<span class="title">${model}</span>`;
}
