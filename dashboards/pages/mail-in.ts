import { type Data, listLink, refs, table } from "../components/data.ts";
import { int, percent, type Scale, scaleOf } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { ends, findSeries, printed, readMonths, stateOf } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { MetricValue } from "../published.ts";

const legs = ["to_pickup", "inbound", "queue", "bench", "parts", "quote", "outbound"];

/** Repairs that are sent in: how long, on which leg, what was lost, and who had a loan meanwhile. */
export default definePage((_published, words) => ({
  path: "mail-in",
  title: words.mailIn.title,
  nav: { group: "operations", order: 6, label: words.mailIn.nav },
  charts: true,
  render(context) {
    const own = context.words.mailIn;
    const median = readMonths(context, "mail_in_turnaround_p50");
    const long = readMonths(context, "mail_in_turnaround_p90");
    const uncovered = readMonths(context, "uncovered_days_per_repair");
    const period = newestPeriod(context, "mail_in_turnaround_p50", "quarter");
    const shown = median.current?.value != null && median.state === "ok";
    return html`${head(
      shown ? own.heading(printed(median.current?.value ?? 0, median.scale)) : own.title,
      own.lead,
    )}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, median, { companion: { label: "P90", reading: long, note: "" } }),
      card(context, readMonths(context, "mail_in_lost_rate")),
      card(context, uncovered),
    ]}</div>${legsTable(context)}${
      period
        ? section(
            "remoteness",
            own.byTier(context.words.dims.region_tier ?? ""),
            own.byTierLead(period.slice(0, 7)),
            groupRows(context, {
              metric: "mail_in_turnaround_p50",
              dimension: "region_tier",
              grain: "quarter",
              period,
            }),
          )
        : nothing
    }${section(
      "loans",
      own.loansTitle,
      own.loansLead,
      readingRows(
        context,
        ["loan_rate", "loan_cover_share", "uncovered_days_per_repair"].map((id) => readMonths(context, id)),
        "loans",
      ),
    )}`;
  },
}));

interface Leg {
  leg: string;
  row: MetricValue;
  scale: Scale;
  definition: string;
}

/** The legs of repairs returned in the newest mature quarter: a month holds too few in most places. */
function legsTable(context: Context): Html {
  const { words, published } = context;
  const own = words.mailIn;
  const period = newestPeriod(context, "mail_in_share_inbound", "quarter");
  const rows = legs.flatMap((leg): Leg[] => {
    const id = `mail_in_share_${leg}`;
    const found = findSeries(published.definitions, id);
    const row = published.values.find(
      (value) => value.metric_id === id && value.grain === "quarter" && value.period_start === period,
    );
    return found && row?.value != null && stateOf(row) !== "hidden"
      ? [{ leg, row, scale: scaleOf(found.series, row.value, words.units), definition: found.definition.id }]
      : [];
  });
  const longest = [...rows].sort((a, b) => (b.row.value ?? 0) - (a.row.value ?? 0))[0];
  if (!longest) {
    return section("legs", own.legsNone, own.legsNoneLead, nothing);
  }
  const most = longest.row.value || 1;
  const tone = (leg: string) => (leg === "quote" ? "user" : leg === "bench" ? "hands-on" : "company");
  const data: Data<Leg> = {
    name: "mail-in-legs",
    rows,
    grey: ({ row }) => stateOf(row) === "few",
    columns: [
      {
        key: "leg",
        label: own.leg,
        raw: (r) => r.leg,
        show: (r) =>
          html`<a href="${context.link(`definitions/${r.definition}`)}">${own.legs[r.leg] ?? r.leg}</a><span class="track"><span class="share ${tone(r.leg)}" style="width:${((100 * (r.row.value ?? 0)) / most).toFixed(1)}%"></span></span>`,
      },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: ({ row }) => row.value,
        show: ({ row, scale }) => {
          const range = ends(row, scale);
          return html`${printed(row.value ?? 0, scale)}${range ? html`<span class="sub">${words.intervalShort(range.lo, range.hi)}</span>` : nothing}`;
        },
      },
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: ({ row }) => row.n,
        show: ({ row }) =>
          listLink(
            context,
            { metric_id: row.metric_id, grain: row.grain, period_start: row.period_start, dims: {}, which: "all" },
            int(row.n),
          ),
      },
    ],
  };
  return section(
    "legs",
    own.legsTitle(own.legs[longest.leg] ?? longest.leg, percent(most)),
    own.legsLead(longest.row.period_start.slice(0, 7)),
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
