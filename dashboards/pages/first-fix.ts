import { heading } from "../components/claims.ts";
import { type Data, listLink, refs, requestOf } from "../components/data.ts";
import { int, month, number, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { type Reading, readMonths, sameDims } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { plot } from "../components/series.ts";
import { type Context, definePage } from "../page.ts";

const curve = [7, 14, 30, 60, 90];

/** First-time fix: what counting visits alone hides, why tickets fail, and where. */
export default definePage((_published, words) => ({
  path: "first-fix",
  title: words.firstFix.title,
  nav: { group: "quality", order: 1, label: words.firstFix.nav },
  charts: true,
  render(context) {
    const own = context.words.firstFix;
    const fixed = readMonths(context, "first_time_fix_rate");
    const byVisit = readMonths(context, "first_time_fix_by_visit_rate", {}, fixed.current?.period_start);
    const withoutNff = readMonths(context, "first_time_fix_rate_without_nff");
    const related = ["repeat_repair_rate", "reopen_rate", "chronic_unit_rate", "install_ftf30"].map((id) =>
      readMonths(context, id),
    );
    const gap = overstated(fixed, byVisit);
    const quarter = newestPeriod(context, "first_time_fix_rate", "quarter");
    return html`${head(heading(context, [fixed], { flat: own.title, lack: own.title }), own.lead)}<h2 class="hidden-text">${gap === null ? own.title : own.gapTitle(gap)}</h2><div class="kpis three">${[
      fixed,
      byVisit,
      withoutNff,
    ].map((reading) =>
      card(context, reading, { extraList: missed(context, reading) }),
    )}</div><p class="note">${gap === null ? "" : `${own.gapTitle(gap)}${context.words.colon}${own.gapLead}`}</p><div class="columns">${reasons(context, fixed)}${repeats(context)}</div>${section(
      "related",
      own.related,
      context.words.overview.othersLead,
      readingRows(context, related, "repeats"),
    )}${
      quarter
        ? html`<div class="columns">${["category", "warranty"].map((dimension) => group(context, dimension, quarter, fixed))}</div>${group(context, "model", quarter, fixed)}`
        : ""
    }`;
  },
}));

/** By how much a count of visits alone is higher in the same month; null where nothing of it would be printed. */
function overstated(fixed: Reading, byVisit: Reading): string | null {
  if (fixed.current?.value == null || byVisit.current?.value == null) return null;
  const gap = number(byVisit.current.value - fixed.current.value, fixed.scale);
  return Number(gap) > 0 ? `${gap}${fixed.scale.step}` : null;
}

function missed(context: Context, reading: Reading): Html {
  const request = requestOf(reading, "miss");
  const { current } = reading;
  if (!request || !current || current.x === null || current.n < 10) return html``;
  return listLink(context, request, context.words.lists.miss(int(current.n - current.x)));
}

function group(context: Context, dimension: string, period: string, fixed: Reading): Html {
  const { words } = context;
  const own = words.firstFix;
  const quarter = `${period.slice(0, 4)}Q${Math.ceil(Number(period.slice(5, 7)) / 3)}`;
  const lead = words.response.groupLead(context.say(fixed.series.label), quarter);
  return section(
    `by-${dimension}`,
    own.groupsTitle(words.dims[dimension] ?? dimension),
    dimension === "model" ? `${lead}${own.models}` : lead,
    groupRows(context, {
      metric: "first_time_fix_rate",
      dimension,
      grain: "quarter",
      period,
      limit: 20,
    }),
  );
}

/** Why tickets of the headline month were not fixed the first time; one reason a ticket. */
function reasons(context: Context, fixed: Reading): Html {
  const { words, published, lang } = context;
  const own = words.firstFix;
  const start = fixed.current?.period_start;
  const rows = published.fixReasons.filter((row) => row.month === start).sort((a, b) => b.rows - a.rows);
  const total = rows[0]?.of ?? 0;
  const name = (key: string) => own.reasons[key] ?? key;
  const first = rows[0];
  if (!start || !first || total < 10) {
    return section(
      "reasons",
      own.reasonsNone,
      words.emptyBecause,
      html`<p class="empty-state">${words.emptyBecause}</p>`,
    );
  }
  const data: Data<(typeof rows)[number]> = {
    name: "first-fix-reasons",
    rows,
    narrow: true,
    columns: [
      { key: "reason", label: words.columns.reason, raw: (r) => r.key, show: (r) => name(r.key) },
      { key: "tickets", label: words.columns.rows, num: true, raw: (r) => r.rows, show: (r) => int(r.rows) },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => r.rows / r.of,
        show: (r) => percent(r.rows / r.of),
      },
    ],
  };
  const request = requestOf(fixed, "miss");
  return section(
    "reasons",
    own.reasonsTitle(name(first.key), percent(first.rows / total, 0)),
    own.reasonsLead(month(start, lang), int(total)),
    html`<ul class="bars">${rows.map(
      (row) =>
        html`<li><span>${name(row.key)}</span><i style="width:${((100 * row.rows) / first.rows).toFixed(1)}%"></i><span class="num">${int(row.rows)}${words.and}${percent(row.rows / total)}</span></li>`,
    )}</ul>${refs(context, {
      definition: fixed.definition.id,
      lists: request ? [listLink(context, request, words.lists.miss(int(total)))] : [],
      data,
      showTable: false,
    })}`,
  );
}

/** Share of closed repairs that come back, by days since closing. */
function repeats(context: Context): Html {
  const { words, published } = context;
  const own = words.firstFix;
  const share = (v: number | null) => (v === null ? "—" : percent(v));
  const rows = curve.flatMap((days) => {
    const row = published.values
      .filter(
        (v) =>
          v.metric_id === `repeat_repair_curve_${days}d` &&
          v.grain === "all" &&
          sameDims(v.dims, {}) &&
          v.value !== null,
      )
      .at(-1);
    return row ? [{ days, row }] : [];
  });
  const at30 = rows.find(({ days }) => days === 30);
  if (rows.length === 0) {
    const { state, missing } = readMonths(context, "repeat_repair_curve_30d");
    return section(
      "repeats",
      own.curveTitleNone,
      own.curveLead,
      html`<p class="empty-state">${state === "absent" ? words.needs(missing) : words.emptyBecause}</p>`,
    );
  }
  const data: Data<(typeof rows)[number]> = {
    name: "repeat-curve",
    rows,
    narrow: true,
    columns: [
      { key: "days", label: words.columns.days, num: true, raw: (r) => r.days },
      {
        key: "value",
        label: words.columns.value,
        num: true,
        raw: (r) => r.row.value,
        show: (r) => share(r.row.value),
      },
      {
        key: "lo",
        label: words.columns.lo,
        num: true,
        raw: (r) => r.row.lo,
        show: (r) => share(r.row.lo),
      },
      {
        key: "hi",
        label: words.columns.hi,
        num: true,
        raw: (r) => r.row.hi,
        show: (r) => share(r.row.hi),
      },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.row.n, show: (r) => int(r.row.n) },
    ],
  };
  const title = at30 ? own.curveTitle(share(at30.row.value), 30) : own.curveTitleNone;
  const k = (v: number | null) => (v === null ? null : Number((100 * v).toFixed(2)));
  const spec = {
    points: [
      { x: 0, v: 0, lo: 0, hi: 0, tip: "" },
      ...rows.map(({ days, row }) => ({
        x: days,
        v: k(row.value),
        lo: k(row.lo),
        hi: k(row.hi),
        tip: words.tip(
          `${days}${words.units.days}`,
          share(row.value),
          `${share(row.lo)} – ${share(row.hi)}`,
          int(row.n),
        ),
      })),
    ],
    ticks: curve.map((x) => ({ x, label: `${x}${words.units.days}` })),
    unit: "%",
  };
  return section(
    "repeats",
    title,
    own.curveLead,
    html`<figure>${plot("curve", spec, `${title}${words.stop}${rows.map(({ days, row }) => `${days}${words.units.days} ${share(row.value)}`).join(words.and)}`, "middle")}</figure>${refs(
      context,
      { definition: "repeat_repair_curve", data },
    )}`,
  );
}
