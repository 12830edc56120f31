import { heading } from "../components/claims.ts";
import { type Data, refs, table } from "../components/data.ts";
import { int, month, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { readMonths, sameDims } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { OpenComplaint } from "../published.ts";

const steps = [
  "complaint_acknowledge_time_p50",
  "complaint_acknowledge_time_p90",
  "complaint_acknowledge_sla",
  "complaint_resolve_time_p50",
  "complaint_resolve_time_p90",
  "complaint_resolve_sla",
  "feedback_reply_time_p50",
  "feedback_reply_sla",
];
const ages = ["0_1d", "1_3d", "3_7d", "7_15d", "15_30d", "over_30d"] as const;
const shown = 30;

/** The complaint loop: how many, how long each step takes, who upholds what, what comes back, and what is still open. */
export default definePage((_published, words) => ({
  path: "complaints",
  title: words.voices.complaints.title,
  nav: { group: "quality", order: 5, label: words.voices.complaints.nav },
  charts: true,
  render(context) {
    const own = context.words.voices.complaints;
    const read = (ids: readonly string[]) => ids.map((id) => readMonths(context, id));
    const cards = read(["complaint_rate", "complaint_resolve_sla", "complaint_again_rate"]);
    return html`${head(heading(context, cards, { flat: own.title, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.cards}</h2><div class="kpis three">${cards.map(
      (reading, i) => card(context, reading, i === 0 ? {} : { rows: context.words.lists.texts }),
    )}</div>${section("steps", own.stepsTitle, own.stepsLead, readingRows(context, read(steps), "complaint-steps"))}${section(
      "sources",
      own.sourcesTitle,
      own.sourcesLead,
      readingRows(
        context,
        read(["complaint_regulator_rate", "complaint_social_rate", "complaint_exposure_rate", "complaint_upheld_rate"]),
        "complaint-sources",
      ),
    )}<div class="columns">${group(context, "complaint_resolve_sla", "complaint_source", own.bySource)}${group(
      context,
      "complaint_upheld_rate",
      "customer_tier",
      own.byTier,
    )}</div>${board(context)}`;
  },
}));

function group(context: Context, metric: string, dimension: string, title: (label: string) => string): Html {
  const period = newestPeriod(context, metric, "month");
  const { series } = readMonths(context, metric);
  if (period === null) return nothing;
  return section(
    `${metric}-${dimension}`.replaceAll("_", "-"),
    title(context.say(series.label)),
    context.words.voices.complaints.fairLead(month(period, context.lang)),
    groupRows(context, { metric, dimension, grain: "month", period }),
  );
}

/** What is not resolved: by age, and the oldest one by one. */
function board(context: Context): Html {
  const { words, published } = context;
  const own = words.voices.complaints;
  const { total, overdue, rows } = published.voices.openComplaints;
  if (total === 0) {
    const isKnown = readMonths(context, "complaint_resolve_sla").current !== null;
    return section(
      "board",
      own.boardNone,
      own.boardLead,
      html`<p class="empty-state">${isKnown ? own.boardNone : own.boardAbsent}</p>`,
    );
  }
  const newest = published.values
    .filter((row) => row.metric_id === "complaint_backlog" && row.grain === "month" && sameDims(row.dims, {}))
    .sort((a, b) => b.period_start.localeCompare(a.period_start))[0];
  const buckets = ages.map((age, i) => {
    const row = published.values.find(
      (value) =>
        value.metric_id === `complaint_backlog_age_${age}` &&
        value.grain === "month" &&
        value.period_start === newest?.period_start,
    );
    return { label: Object.values(words.response.ages)[i] ?? age, n: row?.value ?? 0 };
  });
  const most = Math.max(...buckets.map(({ n }) => n), 1);
  const data = boardData(context, rows);
  return section(
    "board",
    own.boardTitle(int(total), int(overdue)),
    own.boardLead,
    html`<ul class="bars">${buckets.map(
      ({ label, n }) =>
        html`<li><span>${label}</span><i style="width:${((100 * n) / most).toFixed(1)}%"></i><span class="num">${int(n)}${words.and}${percent(n / total)}</span></li>`,
    )}</ul>${table({ ...data, rows: rows.slice(0, shown) })}<p class="note">${own.more(Math.min(shown, rows.length), int(total))}</p>${refs(context, { definition: "complaint_backlog", data, showTable: false })}`,
  );
}

function boardData(context: Context, rows: readonly OpenComplaint[]): Data<OpenComplaint> {
  const { words } = context;
  const own = words.voices.complaints;
  const said = (value: boolean | null) => (value === null ? "—" : value ? own.yes : own.no);
  const named = (dimension: string, value: string | null) =>
    value === null ? "—" : (words.values[dimension]?.[value] ?? value);
  return {
    name: "open-complaints",
    rows,
    columns: [
      { key: "feedback_id", label: own.columns.id, raw: (r) => r.feedback_id },
      { key: "ticket_id", label: own.columns.ticket, raw: (r) => r.ticket_id },
      { key: "created_on", label: own.columns.since, raw: (r) => r.created_on },
      { key: "age_days", label: own.columns.age, num: true, raw: (r) => r.age_days, show: (r) => int(r.age_days) },
      {
        key: "complaint_source",
        label: words.dims.complaint_source ?? "",
        raw: (r) => r.complaint_source,
        show: (r) => named("complaint_source", r.complaint_source),
      },
      {
        key: "category",
        label: words.dims.category ?? "",
        raw: (r) => r.category,
        show: (r) => named("category", r.category),
      },
      { key: "model", label: words.dims.model ?? "", raw: (r) => r.model },
      { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
      { key: "service_point_id", label: words.dims.service_point_id ?? "", raw: (r) => r.service_point_id },
      {
        key: "is_acknowledged",
        label: own.columns.acknowledged,
        raw: (r) => String(r.is_acknowledged),
        show: (r) => said(r.is_acknowledged),
      },
      {
        key: "is_replied",
        label: own.columns.replied,
        raw: (r) => String(r.is_replied),
        show: (r) => said(r.is_replied),
      },
      {
        key: "is_overdue",
        label: own.columns.overdue,
        raw: (r) => (r.is_overdue === null ? null : String(r.is_overdue)),
        show: (r) => said(r.is_overdue),
      },
    ],
  };
}
