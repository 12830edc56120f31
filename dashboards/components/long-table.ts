import type { Context } from "../page.ts";
import { type Data, refs, table } from "./data.ts";
import { int } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";

/** Rows seen at once, and rows that can be unfolded below them; the rest stands in the CSV. */
const first = 30;
const most = 300;

/** A table of tickets that may be long: thirty rows, the next ones unfolded, all that were loaded in the CSV. */
export function longTable<Row>(context: Context, data: Data<Row>, total: number): Html {
  const { words } = context;
  const more = Math.min(data.rows.length, most) - first;
  const part = (from: number, to: number) => table({ ...data, rows: data.rows.slice(from, to) });
  const unseen = total - Math.min(data.rows.length, most);
  return html`${part(0, first)}${
    more > 0
      ? html`<details class="data"><summary>${words.tickets.more(int(more))}</summary>${part(first, most)}</details>`
      : nothing
  }${unseen > 0 ? html`<p class="note">${words.tickets.unseen(int(unseen))}</p>` : nothing}${refs(context, { data, showTable: false })}`;
}
