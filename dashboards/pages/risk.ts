import { type Data, refs, table } from "../components/data.ts";
import { int, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { longTable } from "../components/long-table.ts";
import { readMonths } from "../components/reading.ts";
import { readingRows } from "../components/rows.ts";
import type { Listed, RiskCount, RiskTicket } from "../flows.ts";
import { type Context, definePage } from "../page.ts";

const clocks = ["contact", "arrival", "restore"];
const pauses = ["user_pause_rate", "user_pause_time_p50", "user_pause_time_p90", "user_pause_capped_rate"];

/** What falls due in the next 24 hours or is past due, and why; then what stops the clocks, and what was promised. */
export default definePage((_published, words) => ({
  path: "risk",
  title: words.risk.title,
  nav: { group: "operations", order: 0, label: words.risk.nav },
  render(context) {
    const own = context.words.risk;
    const { dueSoon, overdue, riskCounts } = context.published.flows;
    const total = dueSoon.total + overdue.total;
    return html`${head(total === 0 ? own.none : own.heading(int(dueSoon.total), int(overdue.total)), own.lead)}${
      total === 0
        ? nothing
        : html`<div class="columns">${section("clocks", own.clocksTitle, own.clocksLead, clockCounts(context, riskCounts))}${section(
            "reasons",
            own.reasonsTitle(own.reasons[first(riskCounts)] ?? first(riskCounts)),
            own.reasonsLead,
            reasonCounts(context, riskCounts),
          )}</div>${listed(context, "due-soon", own.dueTitle(int(dueSoon.total)), own.dueLead, dueSoon)}${listed(
            context,
            "overdue",
            own.overdueTitle(int(overdue.total)),
            own.overdueLead,
            overdue,
          )}`
    }${section(
      "pauses",
      own.pausesTitle,
      own.pausesLead,
      readingRows(
        context,
        pauses.map((id) => readMonths(context, id)),
        "pauses",
      ),
    )}${section(
      "promises",
      own.promisesTitle,
      own.promisesLead,
      readingRows(
        context,
        ["promise_outside_ask_rate", "arrival_on_time_rate", "arrival_on_promise_rate"].map((id) =>
          readMonths(context, id),
        ),
        "promises",
      ),
    )}`;
  },
}));

/** Sums of the counts by one of their keys, in the order given or by size. */
function sums(rows: readonly RiskCount[], key: "clock" | "reason", order?: readonly string[]) {
  const keys = order ?? [...new Set(rows.map((row) => row[key]))].sort();
  const all = keys.map((name) => {
    const own = rows.filter((row) => row[key] === name);
    const add = (of: "overdue" | "due") => own.reduce((sum, row) => sum + row[of], 0);
    return { name, overdue: add("overdue"), due: add("due") };
  });
  return order ? all : all.sort((a, b) => b.overdue + b.due - (a.overdue + a.due));
}

const first = (rows: readonly RiskCount[]): string => sums(rows, "reason")[0]?.name ?? "";

function clockCounts(context: Context, counts: readonly RiskCount[]): Html {
  const own = context.words.risk;
  const rows = sums(counts, "clock", clocks);
  const data: Data<(typeof rows)[number]> = {
    name: "risk-clocks",
    rows,
    narrow: true,
    columns: [
      { key: "clock", label: own.clock, raw: (r) => r.name, show: (r) => own.clocks[r.name] ?? r.name },
      { key: "overdue", label: own.overdue, num: true, raw: (r) => r.overdue, show: (r) => int(r.overdue) },
      { key: "due", label: own.due, num: true, raw: (r) => r.due, show: (r) => int(r.due) },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

function reasonCounts(context: Context, counts: readonly RiskCount[]): Html {
  const own = context.words.risk;
  const rows = sums(counts, "reason");
  const most = Math.max(...rows.map((row) => row.overdue + row.due), 1);
  return html`<ul class="bars">${rows.map(
    ({ name, overdue, due }) =>
      html`<li><span>${own.reasons[name] ?? name}</span><i style="width:${((100 * (overdue + due)) / most).toFixed(1)}%"></i><span class="num">${int(overdue + due)}</span></li>`,
  )}</ul>`;
}

function listed(context: Context, id: string, title: string, lead: string, risks: Listed<RiskTicket>): Html {
  if (risks.total === 0) return nothing;
  const { words, published } = context;
  const own = words.risk;
  const named = (dimension: string, key: string | null) =>
    key === null ? "—" : (words.values[dimension]?.[key] ?? key);
  const data: Data<RiskTicket> = {
    name: `tickets-${id}`,
    rows: risks.rows,
    columns: [
      { key: "ticket_id", label: words.tickets.columns.id, raw: (r) => r.ticket_id },
      { key: "clock", label: own.clock, raw: (r) => r.clock, show: (r) => own.clocks[r.clock] ?? r.clock },
      {
        key: "due_at",
        label: own.dueAt,
        raw: (r) => r.due_at,
        show: (r) => wallTime(r.due_at, published.manifest.zone),
      },
      {
        key: "minutes_left",
        label: own.left,
        num: true,
        raw: (r) => r.minutes_left,
        show: (r) =>
          r.minutes_left <= 0
            ? html`<b>${own.past(span(context, -r.minutes_left))}</b>`
            : span(context, r.minutes_left),
      },
      { key: "reason", label: own.reason, raw: (r) => r.reason, show: (r) => own.reasons[r.reason] ?? r.reason },
      {
        key: "category",
        label: words.dims.category ?? "",
        raw: (r) => r.category,
        show: (r) => named("category", r.category),
      },
      { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
      { key: "service_point_id", label: words.dims.service_point_id ?? "", raw: (r) => r.service_point_id },
      {
        key: "customer_tier",
        label: words.dims.customer_tier ?? "",
        raw: (r) => r.customer_tier,
        show: (r) => named("customer_tier", r.customer_tier),
      },
    ],
  };
  return section(id, title, lead, longTable(context, data, risks.total));
}

/** Minutes as people say them: minutes below two hours, hours below two days, days above. */
function span({ words }: Context, minutes: number): string {
  if (minutes < 120) return `${int(minutes)}${words.units.minutes}`;
  if (minutes < 2880) return `${(minutes / 60).toFixed(1)}${words.units.hours}`;
  return `${(minutes / 1440).toFixed(1)}${words.units.days}`;
}
