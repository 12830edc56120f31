import type { Context } from "../page.ts";
import { int } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { listed, listHead, themeRow, topShare } from "./theme-list.ts";
import { fewTexts, quoteBlock, themeLink } from "./theme-parts.ts";

const praises = 3;
const quotesEach = 2;

/** The themes most is said about, each a link to its own page; a sentence where there are none. */
export function topThemes(context: Context, most: number, className = ""): Html {
  const { words, published } = context;
  const own = words.themes.voice;
  const { list, since, until, texts } = published.themes;
  const rows = listed(list)
    .filter(({ share, kind }) => share.x >= fewTexts && kind !== "praise")
    .slice(0, most);
  const [first] = rows;
  if (!first) {
    const why = list.length === 0 && texts.all > 0 ? words.themes.alike(int(texts.all)) : own.none;
    return section("themes", words.themes.title, "", html`<p class="empty-state">${why}</p>`, className);
  }
  return section(
    "themes",
    own.title(first.label_zh),
    own.lead(since, until, int(texts.all)),
    html`<div class="theme"><div class="list">${listHead(context)}<ol class="tree">${rows.map((theme) => themeRow(context, theme, topShare(rows)))}</ol></div></div><div class="refs"><a href="${context.link("themes")}">${own.all}</a></div>`,
    className,
  );
}

/** What users praise in their own words, by theme. */
export function praiseStories(context: Context): Html {
  const { words, published } = context;
  const own = words.themes.voice;
  const { list, details } = published.themes;
  const found = listed(list)
    .filter(({ kind }) => kind === "praise")
    .flatMap((theme) => {
      const quotes = details.get(theme.theme_id)?.quotes ?? [];
      return quotes.length === 0 ? [] : [{ theme, quotes: quotes.slice(0, quotesEach) }];
    })
    .slice(0, praises);
  return section(
    "praise",
    own.praiseTitle,
    own.praiseLead,
    found.length === 0
      ? html`<p class="empty-state">${own.praiseNone}</p>`
      : html`<div class="stories">${found.map(
          ({ theme, quotes }) =>
            html`<div><h3>${themeLink(context, theme)}</h3>${quotes.map((quote) => quoteBlock(context, quote, quote.ticket_id ?? quote.feedback_id ?? ""))}</div>`,
        )}</div>`,
  );
}
