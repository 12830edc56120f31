import { pieces } from "../explorer/evidence.ts";
import type { Context } from "../page.ts";
import type { Theme, ThemeQuote, Themes } from "../themes.ts";
import { int, percent } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { verdict } from "./verdict.ts";

/** Texts under which a share is hidden, and under which it is not drawn. */
export const fewTexts = 10;
export const thinTexts = 30;

/** Pages of themes a site has: a page costs as much as any other. Merged ids keep theirs, since they were promised to be valid. */
const mostPages = 300;

export function themesWithPage({ list }: Themes): Theme[] {
  const first = (theme: Theme) => Number(theme.status === "merged" || theme.is_parent);
  return [...list].sort((a, b) => first(b) - first(a)).slice(0, mostPages);
}

export const themePath = (id: string): string => `theme/${id}`;

/** The theme's own name, which is Chinese in every language. */
export const themeName = (theme: Pick<Theme, "label_zh">): Html => html`<span lang="zh-CN">${theme.label_zh}</span>`;

/** A name with its gloss where the page is in another language. */
export const gloss = (context: Context, theme: Pick<Theme, "label_en" | "label_zh">): Html =>
  context.lang === "zh" || !theme.label_en || theme.label_en === theme.label_zh
    ? nothing
    : html`<span class="sub">${theme.label_en}</span>`;

export const themeLink = (context: Context, theme: Theme): Html =>
  html`<a href="${context.link(themePath(theme.theme_id))}">${themeName(theme)}</a>`;

/** Share and count; a share of few texts is not given. */
export const shareText = (context: Context, { x, n }: Theme["share"]): string =>
  x < fewTexts ? context.words.themes.count(int(x)) : context.words.themes.row(percent(x / n), int(x));

export const rangeText = (context: Context, { x, lo, hi }: Theme["share"]): string =>
  x < fewTexts ? "" : context.words.intervalShort((100 * lo).toFixed(1), (100 * hi).toFixed(1));

/** What the test said; nothing where it could not speak. */
export const themeVerdict = (context: Context, theme: Theme): Html =>
  theme.verdict === null ? nothing : verdict(context, theme.verdict);

/** The token that colours a theme's line. */
export const themeTone = ({ verdict: kind }: Theme): string =>
  kind === "better" || kind === "worse" ? kind : "series";

/** A clause with the words that put it where it is, and what was blacked out as grey tags. */
export const markedClause = (clause: string, evidence: readonly string[]): Html =>
  html`${pieces(clause, evidence).map(({ text, kind }) =>
    kind === "mark"
      ? html`<mark>${text}</mark>`
      : kind === "redacted"
        ? html`<span class="redact">${text}</span>`
        : html`${text}`,
  )}`;

/** That people tell of a danger in a theme, in so many texts; nothing where none does. */
export const dangerMark = (context: Context, dangers: number): Html =>
  dangers === 0
    ? nothing
    : html` <span class="danger" title="${context.words.themes.dangersAlt(int(dangers))}">${context.words.themes.dangers(int(dangers))}</span>`;

/** Why a clause is in its theme: its words, and how near it is to the theme and to the one that came next. */
export function whyHere(context: Context, quote: ThemeQuote): readonly Html[] {
  const own = context.words.themes;
  if (quote.reason === "curated") return [html`<span>${own.curated}</span>`];
  const two = (value: number | null) => (value === null ? "" : value.toFixed(2));
  const { score, margin } = quote;
  const next = context.published.themes.list.find(({ theme_id }) => theme_id === quote.runner_up_id);
  const isKnown = next !== undefined && score !== null && margin !== null;
  const why = own.why(quote.evidence.map(own.quoted).join(""), two(score), isKnown ? "" : two(margin));
  const behind = isKnown ? [html`<span>${own.runnerUp} ${themeLink(context, next)} ${two(score - margin)}</span>`] : [];
  return [...(why ? [html`<span>${why}</span>`] : []), ...behind];
}

/** An evidence quote: the clause, where it comes from, why it is here. */
export function quoteBlock(context: Context, quote: ThemeQuote, id: Html | string): Html {
  const channel = context.words.values.channel?.[quote.channel ?? ""] ?? quote.channel;
  const from = [id, quote.model, channel, quote.created_on].filter(Boolean);
  const why = whyHere(context, quote);
  const danger = quote.is_safety ? html`<span class="danger">${context.words.themes.danger}</span>` : nothing;
  return html`<blockquote class="quote"><p lang="zh-CN">${markedClause(quote.clause, quote.evidence)}</p><footer>${danger}${from.map((part) => html`<span>${part ?? ""}</span>`)}</footer>${
    why.length > 0 ? html`<footer>${why}</footer>` : nothing
  }</blockquote>`;
}
