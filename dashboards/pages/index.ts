import { claim, heading } from "../components/claims.ts";
import { listLink, requestOf } from "../components/data.ts";
import { int, number } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { funnelFigure, readComparison } from "../components/funnel.ts";
import { html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { type Reading, readMonths } from "../components/reading.ts";
import { readingRows } from "../components/rows.ts";
import { comparisonRefs } from "../components/scorecards.ts";
import { signalSummary } from "../components/signal-list.ts";
import { otherMeasures } from "../components/standards.ts";
import { topThemes } from "../components/theme-summary.ts";
import { type Context, definePage } from "../page.ts";

/** Executive overview: the four standards on the first sheet of paper, what stands behind them on the second. */
export default definePage((_published, words) => ({
  path: "index",
  title: words.overview.title,
  nav: { group: "executive", order: 1, label: words.overview.nav },
  charts: true,
  render(context) {
    const own = context.words.overview;
    const standards = cards(context);
    const rest = otherMeasures.map((id) => readMonths(context, id));
    const compared = standards.filter(({ reading }) => claim(context, reading) !== null).length;
    const count = (kind: string) => rest.filter((r) => r.state === "ok" && r.change?.verdict === kind).length;
    const arrivals = readComparison(context, "arrival_on_time_rate", "service_point");
    const fixes = readComparison(context, "first_time_fix_rate", "service_point");
    const funnel = arrivals.judged.length === 0 && fixes.judged.length > 0 ? fixes : arrivals;
    return html`${head(
      heading(
        context,
        standards.map(({ reading }) => reading),
        { flat: compared === standards.length ? own.allFlat : own.someFlat(compared), lack: own.allLack },
      ),
      own.lead,
    )}<h2 class="hidden-text">${own.cards}</h2><div class="kpis">${standards.map(({ markup }) => markup)}</div>${section(
      "points",
      funnel.judged.length === 0
        ? context.words.points.headingNone
        : context.words.points.heading(funnel.judged.length, funnel.worse.length, funnel.better.length),
      funnel === arrivals ? own.funnelLead : context.words.points.lead,
      html`${funnelFigure(context, funnel)}${funnel.judged.length > 0 ? comparisonRefs(context, funnel) : ""}`,
      "page-break",
    )}${section("others", rest.some((r) => claim(context, r) !== null) ? own.othersTitle(count("better"), count("worse")) : own.othersNone, own.othersLead, readingRows(context, rest, "other-readings"))}${signalSummary(context, 5, "screen-only")}${topThemes(context, 5, "screen-only")}`;
  },
}));

function cards(context: Context) {
  const { words } = context;
  const own = words.overview;
  const gap = (reading: Reading, companion: Reading) => {
    if (reading.current?.value == null || companion.current?.value == null) return null;
    const size = number(Math.abs(companion.current.value - reading.current.value), reading.scale);
    return Number(size) > 0 ? `${size}${reading.scale.step}` : null;
  };
  const missed = (reading: Reading) => {
    const { current } = reading;
    const request = requestOf(reading, "miss");
    if (!current || current.x === null || !request || current.n < 10) return nothing;
    return listLink(context, request, words.lists.miss(int(current.n - current.x)));
  };
  const arrival = readMonths(context, "arrival_on_time_rate");
  const promise = readMonths(context, "arrival_on_promise_rate");
  const fixed = readMonths(context, "first_time_fix_rate");
  const byVisit = readMonths(context, "first_time_fix_by_visit_rate", {}, fixed.current?.period_start);
  const nps = readMonths(context, "nps");
  const praise = readMonths(context, "praise_rate");
  const info = readMonths(context, "info_items_per_hundred_visits");
  const note = (d: string | null, say: (d: string) => string) => (d === null ? "" : say(d));
  return [
    {
      reading: arrival,
      markup: card(context, arrival, {
        name: words.standards.on_call,
        companion: { label: own.promise, reading: promise, note: note(gap(arrival, promise), own.overPromise) },
        extraList: missed(arrival),
      }),
    },
    {
      reading: fixed,
      markup: card(context, fixed, {
        name: words.standards.fixed,
        companion: { label: own.byVisit, reading: byVisit, note: note(gap(fixed, byVisit), own.hiddenRepeats) },
        extraList: missed(fixed),
      }),
    },
    {
      reading: nps,
      markup: card(context, nps, {
        name: words.standards.delight,
        companion: { label: own.praise, reading: praise, note: own.praiseNote },
        rows: words.lists.answers,
      }),
    },
    { reading: info, markup: card(context, info, { name: words.standards.insight, rows: words.lists.visits }) },
  ];
}
