import type { Context } from "../page.ts";
import type { Scorecard } from "../published.ts";
import { type Column, type Data, listLink, refs, table } from "./data.ts";
import { dayBefore, int, number, percent } from "./format.ts";
import { section } from "./frame.ts";
import { type Comparison, effectScale, funnelFigure, phiOf, readComparison, unitName } from "./funnel.ts";
import { type Html, html, nothing } from "./html.ts";

/** Units of one kind by every metric they are compared by, those with anything to judge first. */
export function readComparisons(context: Context, kind: Scorecard["unit_kind"]): Comparison[] {
  const metrics = new Set(
    context.published.scorecards.filter((unit) => unit.unit_kind === kind).map((unit) => unit.metric_id),
  );
  const order = ["arrival_on_time_rate", "first_time_fix_rate", "complaint_ticket_rate", "csat", "nps"];
  const place = (metric: string) => (order.includes(metric) ? order.indexOf(metric) : order.length);
  return [...metrics]
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((metric) => readComparison(context, metric, kind));
}

/** Units that at least one measure sets apart, each counted once. */
export function setApart(comparisons: readonly Comparison[], key: "worse" | "better"): number {
  return new Set(comparisons.flatMap((compared) => compared[key].map(({ unit_id }) => unit_id))).size;
}

function columns(context: Context, compared: Comparison): Column<Scorecard>[] {
  const { words } = context;
  const own = words.fairness;
  const { scale, isScore } = compared;
  const effect = effectScale(compared);
  const print = (v: number | null) => (v === null ? "—" : `${number(v, scale)}${scale.unit}`);
  const ratio = (v: number | null) => (v === null ? "—" : number(v, effect));
  const dimension = { engineer: "engineer_key", service_point: "service_point_id", region: "region" }[compared.kind];
  const request = (unit: Scorecard) => ({
    metric_id: unit.metric_id,
    grain: "all" as const,
    period_start: unit.window_start,
    until: unit.window_end,
    dims: { [dimension]: unit.unit_id },
    which: "all" as const,
    compared: true,
  });
  return [
    {
      key: "unit_id",
      label: own.units[compared.kind],
      raw: (u) => u.unit_id,
      show: (u) => html`${unitName(context, u)}<span class="under">${why(context, compared, u)}</span>`,
    },
    {
      key: "n",
      label: words.columns.n,
      num: true,
      raw: (u) => u.n,
      show: (u) => listLink(context, request(u), int(u.n)),
    },
    { key: "value", label: own.actual, num: true, raw: (u) => u.value, show: (u) => print(u.value) },
    {
      key: "expected_value",
      label: own.expected,
      num: true,
      raw: (u) => u.expected_value,
      show: (u) => print(u.expected_value),
    },
    {
      key: "adjusted",
      label: own.adjusted,
      num: true,
      raw: (u) => u.adjusted,
      show: (u) =>
        u.adjusted === null
          ? "—"
          : html`${print(u.adjusted)} <span class="note">${words.intervalShort(number(u.adjusted_lo ?? 0, scale), number(u.adjusted_hi ?? 0, scale))}</span>`,
    },
    {
      key: "effect",
      label: isScore ? own.differs : own.ratio,
      num: true,
      raw: (u) => u.effect,
      show: (u) => ratio(u.effect),
    },
    {
      key: "p_worse",
      label: own.worseThanTarget,
      num: true,
      raw: (u) => u.p_worse,
      show: (u) => (u.p_worse === null ? "—" : percent(u.p_worse, 0)),
    },
    { key: "band", label: own.band, raw: (u) => u.band, show: (u) => own.bands[u.band] },
  ];
}

const fileOnly: readonly (keyof Scorecard)[] = [
  "service_point_id",
  "x",
  "expected",
  "adjusted_lo",
  "adjusted_hi",
  "posterior",
  "posterior_lo",
  "posterior_hi",
  "p_worst_fifth",
  "p_best_fifth",
  "funnel",
  "is_new",
  "appealed",
];

/** Why a unit is told apart, in words. */
function why(context: Context, compared: Comparison, unit: Scorecard): string {
  const own = context.words.fairness;
  if (unit.x === null || unit.expected === null) return "";
  const one = (v: number) => number(v, { factor: 1, digits: 1, unit: "", step: "" });
  const parts = [compared.isScore ? null : own.counted(int(unit.x), one(unit.expected))];
  if (unit.funnel !== "within" && unit.funnel !== null) parts.push(own.outside);
  const last = Math.max(unit.p_worst_fifth ?? 0, unit.p_best_fifth ?? 0);
  if (unit.band !== "alike" && unit.band !== "small") {
    const worse = unit.band.endsWith("worse");
    parts.push((worse ? own.inWorst : own.inBest)(percent(last, 0)));
  }
  if (unit.is_new) parts.push(own.isNew);
  if (unit.appealed > 0) parts.push(own.appealed(int(unit.appealed)));
  return parts.filter(Boolean).join(context.words.stop);
}

const byUnit =
  (context: Context) =>
  (a: Scorecard, b: Scorecard): number =>
    unitName(context, a).localeCompare(unitName(context, b), "zh-CN");

/** The line under a comparison: its definition, and every unit as a file. */
export function comparisonRefs(context: Context, compared: Comparison): Html {
  const { definition, metric, kind } = compared;
  const data: Data<Scorecard> = {
    name: `compared-${kind}-${metric}`,
    columns: [
      ...columns(context, compared).map(({ key, label, raw }) => ({ key, label, raw })),
      { key: "reason", label: context.words.fairness.why, raw: (u) => why(context, compared, u) },
      ...fileOnly.map((key) => ({ key, label: key, raw: (u: Scorecard) => plain(u[key]) })),
    ],
    rows: [...compared.all].sort(byUnit(context)),
  };
  return refs(context, { ...(definition ? { definition: definition.id } : {}), data, showTable: false });
}

/** One measure: finding, funnel, the units set apart with the reason, and how many are in each band. */
export function comparisonSection(
  context: Context,
  compared: Comparison,
  options: { figure?: Html; isAllShown?: boolean } = {},
): Html {
  const own = context.words.fairness;
  const { definition, metric, kind, judged, worse, better } = compared;
  const label = definition ? context.say(definition.label) : metric;
  const sample = judged[0] ?? compared.all[0];
  const byName = byUnit(context);
  const flagged: Data<Scorecard> = {
    name: `apart-${kind}-${metric}`,
    columns: columns(context, compared),
    rows: [...worse, ...better].sort(byName),
  };
  const words = own.bandCounts(
    (["far_worse", "worse", "alike", "better", "far_better"] as const)
      .map((band) => [own.bands[band], judged.filter((unit) => unit.band === band).length] as const)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${n}`)
      .join(context.words.and),
  );
  return section(
    `compared-${metric.replaceAll("_", "-")}`,
    judged.length === 0
      ? own.titleNone(label, own.units[kind])
      : own.title(label, own.units[kind], worse.length, better.length),
    sample ? own.lead(sample.window_start, dayBefore(sample.window_end), phiOf(compared)) : "",
    html`${options.figure ?? nothing}${funnelFigure(context, compared)}${judged.length > 0 ? html`<p class="small">${words}</p>` : nothing}${
      judged.length === 0
        ? nothing
        : flagged.rows.length === 0
          ? html`<p class="small">${own.noneApart}</p>`
          : html`<div class="apart">${table(flagged)}</div>`
    }${
      options.isAllShown && judged.length > 0
        ? html`<details class="data"><summary>${context.words.table}</summary><div class="apart">${table({ ...flagged, name: `judged-${kind}-${metric}`, rows: [...judged].sort(byName) })}</div></details>`
        : nothing
    }${comparisonRefs(context, compared)}`,
  );
}

const plain = (value: Scorecard[keyof Scorecard]): string | number | null =>
  typeof value === "boolean" ? String(value) : value;

/** How many engineers are in each band, a row for each measure. */
export function engineersTable(context: Context): Html {
  const { words } = context;
  const own = words.fairness;
  const compared = readComparisons(context, "engineer").filter(({ judged }) => judged.length > 0);
  if (compared.length === 0) return html`<p class="empty-state">${words.monthly.engineersNone}</p>`;
  const bands = ["far_worse", "worse", "alike", "better", "far_better"] as const;
  const count = (one: Comparison, band: Scorecard["band"]) => one.judged.filter((unit) => unit.band === band).length;
  const data: Data<Comparison> = {
    name: "monthly-engineers",
    rows: compared,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (c) => c.metric,
        show: (c) =>
          html`<a href="${context.link("engineers", `compared-${c.metric.replaceAll("_", "-")}`)}">${labelOf(context, c.metric)}</a>`,
      },
      { key: "judged", label: words.monthly.judged, num: true, raw: (c) => c.judged.length },
      ...bands.map((band) => ({
        key: band,
        label: own.bands[band],
        num: true,
        raw: (c: Comparison) => count(c, band),
      })),
      { key: "small", label: words.monthly.small, num: true, raw: (c) => c.small },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** The cases people took out of the comparison, with the reason and the role that granted it. */
export function appealsSection(context: Context): Html {
  const { words, published } = context;
  const own = words.fairness;
  const tickets = new Set(published.appeals.map(({ ticket_id }) => ticket_id)).size;
  const data: Data<(typeof published.appeals)[number]> = {
    name: "appeals",
    columns: [
      { key: "ticket_id", label: own.ticket, raw: (a) => a.ticket_id },
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (a) => a.metric_id,
        show: (a) => labelOf(context, a.metric_id),
      },
      {
        key: "service_point_id",
        label: own.units.service_point,
        raw: (a) => a.service_point_id,
        show: (a) => a.name ?? a.service_point_id ?? "—",
      },
      { key: "reason", label: words.columns.reason, raw: (a) => a.reason },
      { key: "by_role", label: own.by, raw: (a) => a.by_role },
    ],
    rows: published.appeals,
  };
  return section(
    "appeals",
    own.appealsTitle(tickets),
    own.appealsLead,
    tickets === 0
      ? html`<p class="small">${own.appealsNone}</p>`
      : html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

function labelOf(context: Context, metric: string): string {
  const definition = context.published.definitions.find(({ id }) => id === metric);
  return definition ? context.say(definition.label) : metric;
}
