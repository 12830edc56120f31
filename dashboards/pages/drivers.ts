import { type Data, listLink, refs } from "../components/data.ts";
import { dayBefore, int, number, percent, type Scale, signed } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { type Axis, axisOver, ticks, whisker } from "../components/marks.ts";
import { type Context, definePage } from "../page.ts";
import type { Driver } from "../published.ts";

const points: Scale = { factor: 1, digits: 1, unit: "", step: "" };
const hundredths: Scale = { ...points, digits: 2 };
const measures = ["nps", "csat"] as const;

/** What the scores go with: difference and points at stake of each thing that may have gone wrong, by measure. */
export default definePage((_published, words) => ({
  path: "drivers",
  title: words.voices.drivers.title,
  nav: { group: "quality", order: 3, label: words.voices.drivers.nav },
  render(context) {
    const own = context.words.voices.drivers;
    const { drivers } = context.published.voices;
    const [first] = drivers;
    if (!first) return html`${head(own.title, own.none)}`;
    const [largest] = drivers.filter((row) => row.measure === "nps" && isCertain(row)).sort(byStake);
    return html`${head(
      largest ? own.heading(nameOf(context, largest), number(-(largest.stake ?? 0), points)) : own.title,
      own.lead(first.window_start, dayBefore(first.window_end)),
    )}${measures.map((measure) => measureSection(context, measure))}`;
  },
}));

const nameOf = (context: Context, row: Driver): string => context.words.dims[row.driver] ?? row.driver;

/** Enough answers, and an interval that leaves out nothing. */
const isCertain = (row: Driver): boolean =>
  row.held >= 30 && row.lo !== null && row.hi !== null && (row.lo > 0 || row.hi < 0);

const byStake = (a: Driver, b: Driver): number => (a.stake ?? 0) - (b.stake ?? 0);

function measureSection(context: Context, measure: Driver["measure"]): Html {
  const { words } = context;
  const own = words.voices.drivers;
  const all = context.published.voices.drivers.filter((row) => row.measure === measure);
  const rows = all.filter((row) => row.held >= 10 && row.difference !== null).sort(byStake);
  if (rows.length === 0) return nothing;
  const known = new Set(all.map((row) => row.driver));
  const absent = context.published.voices.drivers
    .map((row) => row.driver)
    .filter((driver, i, drivers) => !known.has(driver) && drivers.indexOf(driver) === i);
  const axis = axisOver([0, ...rows.flatMap((row) => [row.lo ?? 0, row.hi ?? 0])]);
  return section(
    measure,
    own.measureTitle[measure](rows.filter(isCertain).length, rows.length),
    own.measureLead,
    html`<div class="rows-box"><ol class="rows stakes"><li class="axis"><span>${words.voices.columns.driver}</span><span class="value">${words.voices.columns.difference}</span><span class="whisker">${ticks(
      axis,
      axis.ticks.map((value) => ({ value, label: number(value, { ...points, digits: 0 }) })),
    )}</span><span class="history"></span><span class="judged">${words.voices.columns.stake}</span></li>${rows.map(
      (row) => driverRow(context, row, axis),
    )}</ol></div>${absent.length > 0 ? html`<p class="note">${own.noneKnown(absent.map((driver) => words.dims[driver] ?? driver).join(words.separator))}</p>` : nothing}${refs(
      context,
      { definition: measure, data: dataOf(context, measure, rows) },
    )}`,
  );
}

function driverRow(context: Context, row: Driver, axis: Axis): Html {
  const { words } = context;
  const name = nameOf(context, row);
  const range = (lo: number | null, hi: number | null, scale = points) =>
    lo === null || hi === null ? "" : words.intervalShort(signed(lo, scale), signed(hi, scale));
  const count = words.n(int(row.held));
  const answers =
    row.measure === "nps"
      ? listLink(
          context,
          {
            metric_id: "nps_weighted",
            grain: "month",
            period_start: row.window_start,
            until: row.window_end,
            dims: { [row.driver]: "true" },
            which: "all",
          },
          count,
        )
      : html`${count}`;
  const isFew = row.held < 30;
  const value = signed(row.difference ?? 0, points);
  const tone = isFew ? "immature" : isCertain(row) ? ((row.difference ?? 0) < 0 ? "worse" : "better") : "series";
  return html`<li${isFew ? html` class="grey"` : nothing}><div class="name"><b>${name}</b><span class="sub">${answers}${words.and}${percent(row.held / row.n)}</span></div><span class="value"><b>${value}</b><span class="sub">${range(row.lo, row.hi)}</span></span><span class="whisker">${whisker(
    { value: row.difference ?? 0, lo: row.lo, hi: row.hi },
    axis,
    { tone, reference: 0, label: words.voices.drivers.alt(name, value, range(row.lo, row.hi)) },
  )}</span><span class="history"></span><span class="judged"><b>${words.voices.drivers.stake(signed(row.stake ?? 0, hundredths))}</b><span class="sub">${range(row.stake_lo, row.stake_hi, hundredths)}</span></span></li>`;
}

function dataOf(context: Context, measure: string, rows: readonly Driver[]): Data<Driver> {
  const own = context.words.voices.columns;
  const score = (v: number | null) => (v === null ? "—" : number(v, points));
  return {
    name: `drivers-${measure}`,
    rows,
    grey: (row) => row.held < 30,
    columns: [
      { key: "driver", label: own.driver, raw: (r) => r.driver, show: (r) => nameOf(context, r) },
      { key: "known", label: context.words.columns.n, num: true, raw: (r) => r.known, show: (r) => int(r.known) },
      { key: "held", label: own.held, num: true, raw: (r) => r.held, show: (r) => int(r.held) },
      { key: "matched", label: own.matched, num: true, raw: (r) => r.matched, show: (r) => int(r.matched) },
      { key: "score_with", label: own.with, num: true, raw: (r) => r.score_with, show: (r) => score(r.score_with) },
      {
        key: "score_without",
        label: own.without,
        num: true,
        raw: (r) => r.score_without,
        show: (r) => score(r.score_without),
      },
      {
        key: "difference",
        label: own.difference,
        num: true,
        raw: (r) => r.difference,
        show: (r) => score(r.difference),
      },
      { key: "lo", label: context.words.columns.lo, num: true, raw: (r) => r.lo, show: (r) => score(r.lo) },
      { key: "hi", label: context.words.columns.hi, num: true, raw: (r) => r.hi, show: (r) => score(r.hi) },
      { key: "stake", label: own.stake, num: true, raw: (r) => r.stake, show: (r) => score(r.stake) },
      {
        key: "stake_lo",
        label: context.words.columns.lo,
        num: true,
        raw: (r) => r.stake_lo,
        show: (r) => score(r.stake_lo),
      },
      {
        key: "stake_hi",
        label: context.words.columns.hi,
        num: true,
        raw: (r) => r.stake_hi,
        show: (r) => score(r.stake_hi),
      },
    ],
  };
}
