import { type Data, listLink, refs, requestOf, table } from "../components/data.ts";
import { int, month, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { ends, printed, type Reading, readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";

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
    const shown = median.current?.value != null && median.state !== "hidden";
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
  reading: Reading;
}

function legsTable(context: Context): Html {
  const { words } = context;
  const own = words.mailIn;
  const rows: Leg[] = legs.flatMap((leg) => {
    const reading = readMonths(context, `mail_in_share_${leg}`);
    return reading.current?.value == null || reading.state === "hidden" ? [] : [{ leg, reading }];
  });
  const longest = [...rows].sort((a, b) => (b.reading.current?.value ?? 0) - (a.reading.current?.value ?? 0))[0];
  if (!longest) return section("legs", own.legsNone, own.legsLead(""), nothing);
  const most = longest.reading.current?.value || 1;
  const data: Data<Leg> = {
    name: "mail-in-legs",
    rows,
    grey: (r) => r.reading.state === "few",
    columns: [
      {
        key: "leg",
        label: own.leg,
        raw: (r) => r.leg,
        show: (r) =>
          html`<a href="${context.link(`definitions/${r.reading.definition.id}`)}">${own.legs[r.leg] ?? r.leg}</a>`,
      },
      {
        key: "bar",
        label: "",
        raw: () => null,
        show: (r) =>
          html`<span class="track"><span class="share ${r.leg === "quote" ? "user" : r.leg === "bench" ? "hands-on" : "company"}" style="width:${((100 * (r.reading.current?.value ?? 0)) / most).toFixed(1)}%"></span></span>`,
      },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => r.reading.current?.value ?? null,
        show: (r) => {
          const range = r.reading.current ? ends(r.reading.current, r.reading.scale) : null;
          return html`${printed(r.reading.current?.value ?? 0, r.reading.scale)}${range ? html`<span class="sub">${words.intervalShort(range.lo, range.hi)}</span>` : nothing}`;
        },
      },
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: (r) => r.reading.current?.n ?? null,
        show: (r) => {
          const request = requestOf(r.reading, "all");
          return request ? listLink(context, request, int(r.reading.current?.n ?? 0)) : "—";
        },
      },
    ],
  };
  return section(
    "legs",
    own.legsTitle(own.legs[longest.leg] ?? longest.leg, percent(most)),
    own.legsLead(month(longest.reading.current?.period_start ?? "", context.lang)),
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
