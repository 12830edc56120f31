import type { Context, ListRequest } from "../page.ts";
import type { MetricValue } from "../published.ts";
import type { Theme, ThemeDetail, ThemeEvent, ThemePart, ThemeSlice } from "../themes.ts";
import { type Data, listLink, refs, table } from "./data.ts";
import { addMonths, int, number, percent } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { roundTicks, ticks, whisker } from "./marks.ts";
import type { Reading } from "./reading.ts";
import { intervalSpec, monthsData, plot } from "./series.ts";
import { dangerMark, fewTexts, quoteBlock, themeLink, themeTone, themeVerdict, thinTexts } from "./theme-parts.ts";

/** The series that lists of members go by; no metric of the registry. */
export const membersList = "theme_share";

const axis = { min: 0.35, max: 6, log: true };
const points = { factor: 1, digits: 0, unit: "", step: "" };

export const themeById = (context: Context, id: string): Theme | undefined =>
  context.published.themes.list.find(({ theme_id }) => theme_id === id);

/** The list of a theme's texts of the window: its id, or null where there is none. */
export function membersId(context: Context, theme: Theme): string | null {
  return theme.share.x === 0 ? null : context.registry.list(membersOf(context, theme));
}

const membersOf = ({ published: { themes } }: Context, { theme_id }: Theme): ListRequest => ({
  metric_id: membersList,
  grain: "all",
  period_start: themes.since,
  until: nextDay(themes.until),
  dims: { theme_id },
  which: "hit",
});

/** The texts of a theme in the window, as a list. */
export function memberList(context: Context, theme: Theme): Html {
  const label = context.words.themes.detail.members(int(theme.share.x));
  return theme.share.x === 0 ? html`${label}` : listLink(context, membersOf(context, theme), label);
}

const nextDay = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The facts under a theme's name. */
export function themeFacts(context: Context, theme: Theme, detail: ThemeDetail): Html {
  const own = context.words.themes.detail;
  const { x, n, lo, hi } = theme.share;
  const one = (v: number) => (100 * v).toFixed(1);
  const { nps } = detail;
  const facts = [
    x < fewTexts ? own.shareFew(int(x), int(n)) : own.share(percent(x / n), one(lo), one(hi), int(x), int(n)),
    nps === null || nps.n < 10 ? own.npsNone : own.nps(...npsText(nps), int(nps.n)),
  ];
  return html`<p class="facts-line">${themeVerdict(context, theme)}${facts.map((fact) => html`<span>${fact}</span>`)}${dangerMark(context, theme.dangers)}</p>`;
}

const npsText = ({ nps, lo, hi }: { nps: number; lo: number; hi: number }): [string, string, string] => [
  number(nps, points),
  number(lo, points),
  number(hi, points),
];

/** Id, kind, since when. */
export function themeLine(context: Context, theme: Theme): Html {
  const { detail: own, kinds } = context.words.themes;
  const parent = theme.parent_theme_id === null ? undefined : themeById(context, theme.parent_theme_id);
  return html`<p class="id-line"><code>${theme.theme_id}</code><span>${parent ? themeLink(context, parent) : kinds[theme.kind]}</span>${theme.first_seen_on ? html`<span>${own.firstSeen(theme.first_seen_on)}</span>` : nothing}<span>${own.total(int(theme.total))}</span>${
    theme.is_curated ? html`<span>${own.curated}</span>` : nothing
  }</p>`;
}

/** The months of a theme as a reading, so that they are drawn and listed as every other line is. */
function readingOf(context: Context, detail: ThemeDetail): Reading {
  const label = context.words.themes.detail.share_label;
  const text = { zh: label, en: label };
  const series = { id: membersList, label: text, unit: "percent" as const };
  const values = detail.months.map(
    ({ month, x, n, lo, hi, is_complete }): MetricValue => ({
      metric_id: membersList,
      grain: "month",
      period_start: month,
      dims: {},
      n,
      x,
      value: n === 0 ? null : x / n,
      lo,
      hi,
      method: "wilson",
      maturity: is_complete ? "matured" : "provisional",
    }),
  );
  const whole = values.filter(({ maturity, value }) => maturity === "matured" && value !== null);
  const current = whole.at(-1) ?? null;
  const from = current ? addMonths(current.period_start, -12) : "";
  return {
    series,
    definition: {
      id: membersList,
      code: "",
      label: text,
      description: text,
      numerator: text,
      denominator: text,
      unit: "percent",
      better: "neither",
      series: [series],
      interval: "wilson",
      maturity: { days: 0, ...text },
      requires: [],
    },
    state: current ? "ok" : "empty",
    current,
    mature: whole.filter(({ period_start }) => period_start >= from),
    late: values.filter(({ maturity }) => maturity === "provisional"),
    change: null,
    target: undefined,
    scale: { factor: 100, digits: 1, unit: "%", step: "" },
    missing: "",
  };
}

/** Thirteen months with last year's beside them. */
export function themeTrend(context: Context, theme: Theme, detail: ThemeDetail): Html {
  const { words } = context;
  const own = words.themes.detail;
  const reading = readingOf(context, detail);
  const spec = intervalSpec(context, reading);
  const said = theme.kind === "praise" ? own.trendPraise : own.trendMoved;
  const title = (theme.verdict && said[theme.verdict]) || own.trendTitle;
  if (!spec || reading.mature.length < 3 || theme.total < thinTexts) {
    return section("by-month", own.trendTitle, own.trendLead, html`<p class="empty-state">${own.trendNone}</p>`);
  }
  const before = detail.months
    .filter(({ month, n }) => n > 0 && spec.months.includes(addMonths(month, 12).slice(0, 7)))
    .map(({ month, x, n }) => ({ t: addMonths(month, 12).slice(0, 7), v: Number(((100 * x) / n).toFixed(3)) }));
  const top = Math.max(spec.domain[1], ...before.map(({ v }) => v * 1.05));
  const drawn = {
    ...spec,
    domain: [0, top],
    yTicks: roundTicks(0, top),
    tone: themeTone(theme),
    before: { points: before, label: own.lastYear },
  };
  return section(
    "by-month",
    title,
    own.trendLead,
    html`<figure>${plot("interval", drawn, `${theme.label_zh}${words.colon}${title}`)}</figure>${refs(context, {
      data: monthsData(context, reading, `theme-${theme.theme_id}-months`),
    })}`,
  );
}

/** Texts of models or regions over what is expected of them, on one log axis. */
export function themeSlices(
  context: Context,
  theme: Theme,
  detail: ThemeDetail,
  dimension: ThemeSlice["dimension"],
): Html {
  const { words } = context;
  const own = words.themes.detail;
  const [title, lead] = dimension === "model" ? [own.models, own.modelsLead] : [own.regions, own.regionsLead];
  const all = detail.slices.filter((row) => row.dimension === dimension);
  const rows = all.filter((row) => row.n >= fewTexts && row.ratio !== null);
  const name = `theme-${theme.theme_id}-${dimension}s`;
  if (rows.length === 0) {
    return section(
      `by-${dimension}`,
      title,
      lead,
      html`<p class="empty-state">${own.sliceNone(words.dims[dimension] ?? dimension)}</p>`,
    );
  }
  const data: Data<ThemeSlice> = {
    name,
    rows,
    grey: (row) => row.n < thinTexts,
    columns: [
      { key: dimension, label: own.key, raw: (r) => r.key },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.n, show: (r) => int(r.n) },
      {
        key: "expected",
        label: own.expected,
        num: true,
        raw: (r) => Number(r.expected.toFixed(3)),
        show: (r) => r.expected.toFixed(1),
      },
      { key: "ratio", label: own.ratio, num: true, raw: (r) => r.ratio, show: (r) => (r.ratio ?? 0).toFixed(2) },
      { key: "lo", label: words.columns.lo, num: true, raw: (r) => r.lo, show: (r) => (r.lo ?? 0).toFixed(2) },
      { key: "hi", label: words.columns.hi, num: true, raw: (r) => r.hi, show: (r) => (r.hi ?? 0).toFixed(2) },
    ],
  };
  const row = (slice: ThemeSlice) => {
    const [v, lo, hi] = [slice.ratio ?? 0, slice.lo ?? 0, slice.hi ?? 0];
    const isFew = slice.n < thinTexts;
    const tone =
      isFew || (lo <= 1 && hi >= 1)
        ? isFew
          ? "immature"
          : "series"
        : v > 1 === (theme.kind !== "praise")
          ? "worse"
          : "better";
    return html`<li${isFew ? html` class="grey"` : nothing}><span>${slice.key}</span>${whisker(
      { value: v, lo, hi },
      axis,
      {
        tone: theme.kind === "other" && !isFew ? "series" : tone,
        reference: 1,
        label: own.ratioAlt(slice.key, v.toFixed(1), lo.toFixed(1), hi.toFixed(1)),
      },
    )}<span class="num">${own.times(v.toFixed(1))}<span class="sub">${words.intervalShort(lo.toFixed(1), hi.toFixed(1))}</span></span><span class="num">${int(slice.n)}</span></li>`;
  };
  const marks = [0.5, 1, 2, 4].map((value) => ({ value, label: value === 1 ? own.one : String(value) }));
  return section(
    `by-${dimension}`,
    title,
    lead,
    html`<ul class="by"><li class="axis note"><span></span>${ticks(axis, marks)}<span class="num">${own.ratio}</span><span class="num">n</span></li>${rows.map(row)}</ul>${
      all.length > rows.length ? html`<p class="note">${own.rest(all.length - rows.length)}</p>` : nothing
    }${refs(context, { data })}`,
  );
}

/** Quotes with the words that put them here; each id leads to its row of the list. */
export function themeQuotes(context: Context, theme: Theme, detail: ThemeDetail): Html {
  const own = context.words.themes.detail;
  const { since } = context.published.themes;
  const list = membersId(context, theme);
  const id = (quote: ThemeDetail["quotes"][number]) => {
    const shown = quote.ticket_id ?? quote.feedback_id ?? quote.text_id;
    const isListed = list !== null && quote.created_on !== null && quote.created_on >= since;
    return isListed
      ? html`<a href="${context.link("tickets")}?list=${list}&id=${encodeURIComponent(shown)}">${shown}</a>`
      : html`${shown}`;
  };
  return section(
    "quotes",
    own.quotes,
    own.quotesLead,
    html`${
      detail.quotes.length === 0
        ? html`<p class="empty-state">${own.quotesNone}</p>`
        : html`<div class="quotes">${detail.quotes.map((quote) => quoteBlock(context, quote, id(quote)))}</div>`
    }<div class="refs">${memberList(context, theme)}<a href="${context.link("themes", "how")}">${context.words.themes.how}</a></div>`,
  );
}

/** Terms, parts and themes met together, each as one line of words. */
export function themeWords(context: Context, detail: ThemeDetail): Html {
  const own = context.words.themes.detail;
  const block = (title: string, items: readonly Html[], none: string) =>
    html`<div><h3>${title}</h3>${items.length === 0 ? html`<p class="note">${none}</p>` : html`<p class="terms">${items}</p>`}</div>`;
  const parts = (source: ThemePart["source"]) =>
    detail.parts
      .filter((part) => part.source === source && part.of > 0)
      .map(({ name, texts, of }) => html`<span>${context.say(name)} <b>${percent(texts / of, 0)}</b></span>`);
  const recorded = parts("ticket");
  const terms = detail.terms
    .slice(0, 12)
    .map(({ term, weight }) => html`<span lang="zh-CN">${term} <b>${weight.toFixed(2)}</b></span>`);
  const overlaps = detail.overlaps.flatMap(({ other_id, texts }) => {
    const other = themeById(context, other_id);
    return other ? [html`<span>${themeLink(context, other)} <b>${int(texts)}</b></span>`] : [];
  });
  return html`<section class="word-blocks" aria-label="${own.terms}">${block(own.terms, terms, "—")}${block(own.parts, parts("text"), own.partsNone)}${
    recorded.length > 0 ? block(own.recorded, recorded, "") : nothing
  }${block(own.overlaps, overlaps, own.overlapsNone)}</section>`;
}

/** Who did what to a theme, newest first. */
export function themeHistory(context: Context, theme: Theme, detail: ThemeDetail): Html {
  const own = context.words.themes.detail;
  const columns = own.eventColumns;
  const data: Data<ThemeEvent> = {
    name: `theme-${theme.theme_id}-history`,
    narrow: true,
    rows: detail.events,
    columns: [
      { key: "at", label: columns.at, raw: (r) => r.at.slice(0, 10) },
      { key: "kind", label: columns.kind, raw: (r) => r.kind, show: (r) => own.events[r.kind] ?? r.kind },
      { key: "what", label: columns.what, raw: (r) => r.what },
      { key: "author", label: columns.by, raw: (r) => r.author },
      {
        key: "reason",
        label: columns.reason,
        raw: (r) => [r.reason, r.operation_id].filter(Boolean).join(" ") || null,
      },
    ],
  };
  return section(
    "history",
    own.history,
    "",
    detail.events.length === 0
      ? html`<p class="note">${own.historyNone}</p>`
      : html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
