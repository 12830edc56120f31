import type { Context } from "../page.ts";
import { listLink, refs, requestOf } from "./data.ts";
import { int, month, number, plainNumber, signed } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { spark } from "./marks.ts";
import { ends, printed, type Reading, shortLabel } from "./reading.ts";
import { intervalPlot, monthsData } from "./series.ts";
import { judged } from "./verdict.ts";

export interface CardOptions {
  /** Heading of the card; the measure's own name by default. */
  name?: string;
  /** What the headline hides: its value, a note, its history. */
  companion?: { label: string; reading: Reading; note: string };
  /** The list the card opens beside the whole population. */
  extraList?: Html;
  /** What one row of the population is called in this language. */
  rows?: (n: string) => string;
}

/** Why there is no number, in one line under the dash. */
function reason(context: Context, reading: Reading): string {
  const { words } = context;
  switch (reading.state) {
    case "hidden":
      return words.hiddenBecause(int(reading.current?.n ?? 0));
    case "immature":
      return words.immatureBecause(reading.definition.maturity.days);
    case "absent":
      return words.absentBecause;
    case "undefined":
      return words.undefinedBecause;
    default:
      return words.emptyBecause;
  }
}

/** The dashed box in the place of a chart. */
function hold(context: Context, reading: Reading): Html {
  const { words } = context;
  const text =
    reading.state === "hidden"
      ? words.hiddenNoChart
      : reading.state === "immature"
        ? words.immatureNoChart
        : reading.state === "absent"
          ? words.needs(reading.missing)
          : reason(context, reading);
  return html`<div class="hold">${text}</div>`;
}

/** Difference to the same month last year, with its interval. */
function yearAgo(context: Context, reading: Reading): Html {
  const { words } = context;
  const { change, scale } = reading;
  const speaks = change && change.difference !== null && change.verdict !== "lack" && reading.state === "ok";
  if (!reading.current) return html`—`;
  if (!speaks) return html`${words.yearAgoLack}`;
  const step = { ...scale, unit: scale.step };
  const range =
    change.lo === null || change.hi === null
      ? nothing
      : html`<span class="note">${words.intervalChange(signed(change.lo, step), signed(change.hi, step))}</span>`;
  return html`${signed(change.difference ?? 0, step)}${step.unit}${range}`;
}

/** How far the value is from its target, and whether the interval still holds it. */
function targetFact(context: Context, reading: Reading): { label: string; text: string } {
  const { words } = context;
  const { scale, current, definition, target } = reading;
  if (target === undefined) return { label: words.targetNone, text: words.targetUnset };
  const label = words.target(plainNumber(target, scale));
  if (!current || current.value === null) return { label, text: "—" };
  const gap = current.value - target;
  const good = definition.better === "lower" ? gap <= 0 : gap >= 0;
  const within = (current.lo ?? -Infinity) <= target && target <= (current.hi ?? Infinity);
  const amount = `${number(Math.abs(gap), scale)}${scale.step}`;
  const say = good
    ? within
      ? words.targetMetWithin
      : words.targetMet
    : within
      ? words.targetShortWithin
      : words.targetShort;
  return { label, text: say(amount) };
}

function companion(context: Context, given: NonNullable<CardOptions["companion"]>): Html {
  const { reading } = given;
  const { current, scale } = reading;
  const shown = current && current.value !== null && current.n >= 10;
  const range = shown ? ends(current, scale) : null;
  const parts = [
    range && context.words.intervalShort(range.lo, range.hi),
    shown ? context.words.n(int(current.n)) : null,
    given.note,
  ];
  return html`<div class="companion"><span>${given.label} <b>${shown ? printed(current.value ?? 0, scale) : "—"}</b><span class="note">${parts
    .filter(Boolean)
    .join(context.words.and)}</span></span>${spark(
    reading.mature.map((row) => row.value ?? 0),
    { width: 76 },
  )}</div>`;
}

/** One card: name and verdict, measure and month, value, interval and n, line, change, target, companion, links. */
export function card(context: Context, reading: Reading, options: CardOptions = {}): Html {
  const { words, lang } = context;
  const { current, scale, state } = reading;
  const full = context.say(reading.series.label);
  const name = options.name ?? full;
  const label = options.name ? shortLabel(context, reading.series) : full;
  const visible = current && current.value !== null && (state === "ok" || state === "few");
  const range = visible ? ends(current, scale) : null;
  const what = [name === label ? null : label, current ? month(current.period_start, lang) : null].filter(Boolean);
  const goal = targetFact(context, reading);
  const rows = options.rows ?? words.lists.all;
  const request = visible ? requestOf(reading, "all") : null;
  return html`<article class="kpi" aria-label="${name}"><header><h3>${name}</h3>${judged(context, reading)}</header><p class="what">${what.join(
    words.and,
  )}</p><div>${
    visible
      ? html`<div class="big${state === "few" ? " grey" : ""}">${number(current.value ?? 0, scale)}<small>${scale.unit}</small></div><p class="interval">${
          range ? words.interval(range.lo, range.hi) : words.noInterval
        }${words.and}${words.n(int(current.n))}</p>${intervalPlot(context, reading, label)}`
      : html`<div class="big grey">—</div><p class="interval">${reason(context, reading)}</p>${hold(context, reading)}`
  }</div><dl class="facts">${
    state === "few" ? html`<div><dt>n</dt><dd>${words.few}</dd></div>` : nothing
  }<div><dt>${words.yearAgo}</dt><dd>${yearAgo(context, reading)}</dd></div><div><dt>${goal.label}</dt><dd>${goal.text}</dd></div></dl><div>${
    options.companion ? companion(context, options.companion) : nothing
  }${refs(context, {
    ...(state === "undefined" ? {} : { definition: reading.definition.id }),
    lists: [request ? listLink(context, request, rows(int(current?.n ?? 0))) : nothing, options.extraList ?? nothing],
    ...(visible ? { data: monthsData(context, reading, reading.series.id) } : {}),
    showTable: true,
  })}</div></article>`;
}
