import { head } from "../components/frame.ts";
import { html, json } from "../components/html.ts";
import { definePage } from "../page.ts";

/** Ticket lists: one page that shows the list its address names; the lists are files beside it. */
export default definePage((_published, words) => ({
  path: "tickets",
  title: words.tickets.title,
  render(context) {
    const own = context.words.tickets;
    const text = {
      columns: { ...own.columns, ...context.words.themes.listColumns },
      yes: own.yes,
      no: own.no,
      which: own.which,
      more: own.more("{n}"),
      count: own.count("{n}"),
      empty: own.empty,
      csv: context.words.csv,
      index: own.index,
      one: context.words.themes.oneRow,
      whole: context.words.themes.wholeList,
    };
    return html`${head(own.title, own.lead)}<div data-lists="${context.file("lists/")}" data-text="${json(text)}" data-lang="${context.lang}"><p class="empty-state">${own.choose}</p></div>`;
  },
}));
