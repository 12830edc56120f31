import { heading } from "../components/claims.ts";
import { coverageSections } from "../components/coverage.ts";
import { type Data, listLink, refs, requestOf, table } from "../components/data.ts";
import { int, month, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { ends, printed, type Reading, readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import type { IllegalSteps } from "../flows.ts";
import { type Context, definePage } from "../page.ts";

const states = ["intake", "dispatch", "handling", "feedback"];

/** From the request to the right hands: dispatch, the states of a ticket, who holds it, and logs that cannot be. */
export default definePage((_published, words) => ({
  path: "dispatch",
  title: words.dispatch.title,
  nav: { group: "operations", order: 4, label: words.dispatch.nav },
  charts: true,
  render(context) {
    const own = context.words.dispatch;
    const latency = readMonths(context, "acceptance_time_p50");
    const owner = readMonths(context, "one_owner_rate");
    const redispatch = readMonths(context, "redispatch_rate");
    const others = ["rejection_rate", "auto_dispatch_rate", "transfers_per_hundred_tickets", "complete_chain_rate"];
    const period = newestPeriod(context, "one_owner_rate", "month");
    return html`${head(heading(context, [latency, owner, redispatch], { flat: own.flat, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, latency, {
        companion: { label: "P90", reading: readMonths(context, "acceptance_time_p90"), note: "" },
      }),
      card(context, owner),
      card(context, redispatch),
    ]}</div>${section("states", own.statesTitle, own.statesLead, statesTable(context))}${section(
      "others",
      own.othersTitle,
      own.othersLead,
      readingRows(
        context,
        others.map((id) => readMonths(context, id)),
        "dispatch-readings",
      ),
    )}${
      period
        ? section(
            "one-owner",
            own.ownerBy(context.words.dims.category ?? ""),
            own.ownerLead(month(period, context.lang)),
            groupRows(context, { metric: "one_owner_rate", dimension: "category", grain: "month", period }),
          )
        : nothing
    }${coverageSections(context)}${illegal(context)}${missing(context)}`;
  },
}));

/** How long tickets stay in each state, and how many are in it now. */
function statesTable(context: Context): Html {
  const { words, published } = context;
  const own = words.dispatch;
  const rows = states.map((state) => ({
    state,
    median: readMonths(context, `${state}_time_p50`),
    long: readMonths(context, `${state}_time_p90`),
    open: published.flows.openStates.find((row) => row.state === state)?.tickets ?? 0,
  }));
  const show = (reading: Reading) => {
    const { current, scale } = reading;
    if (current?.value == null || current.n < 10) return html`—`;
    const range = ends(current, scale);
    return html`${printed(current.value, scale)}${range ? html`<span class="sub">${words.intervalShort(range.lo, range.hi)}</span>` : nothing}`;
  };
  const data: Data<(typeof rows)[number]> = {
    name: "states",
    rows,
    grey: ({ median }) => (median.current?.n ?? 0) < 30,
    columns: [
      {
        key: "state",
        label: own.state,
        raw: (r) => r.state,
        show: ({ state, median }) => {
          const name = own.states[state] ?? state;
          return median.state === "undefined"
            ? name
            : html`<a href="${context.link(`definitions/${median.definition.id}`)}">${name}</a>`;
        },
      },
      {
        key: "month",
        label: words.columns.month,
        raw: (r) => r.median.current?.period_start.slice(0, 7) ?? null,
      },
      {
        key: "p50_minutes",
        label: "P50",
        num: true,
        raw: (r) => r.median.current?.value ?? null,
        show: (r) => show(r.median),
      },
      {
        key: "p90_minutes",
        label: "P90",
        num: true,
        raw: (r) => r.long.current?.value ?? null,
        show: (r) => show(r.long),
      },
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: (r) => r.median.current?.n ?? null,
        show: (r) => {
          const request = requestOf(r.median, "all");
          return request ? listLink(context, request, int(r.median.current?.n ?? 0)) : "—";
        },
      },
      { key: "open", label: own.open, num: true, raw: (r) => r.open, show: (r) => int(r.open) },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** Findings on the order of steps, by rule. */
function illegal(context: Context): Html {
  const { words, published } = context;
  const own = words.dispatch;
  const rows = published.flows.illegalSteps;
  const total = rows.reduce((sum, row) => sum + row.tickets, 0);
  const data: Data<IllegalSteps> = {
    name: "illegal-steps",
    rows,
    columns: [
      { key: "rule", label: own.rule, raw: (r) => r.rule, show: (r) => own.rules[r.rule] ?? r.rule },
      { key: "tickets", label: own.tickets, num: true, raw: (r) => r.tickets, show: (r) => int(r.tickets) },
      { key: "example", label: own.example, raw: (r) => r.example },
    ],
  };
  return section(
    "illegal",
    total === 0 ? own.illegalNone : own.illegalTitle(int(total)),
    own.illegalLead,
    rows.length === 0 ? nothing : html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

/** The first step that logs of the newest closed tickets lack. */
function missing(context: Context): Html {
  const { words, published } = context;
  const own = words.dispatch;
  const rows = published.flows.missingSteps;
  if (rows.length === 0) return nothing;
  const most = Math.max(...rows.map((row) => row.tickets));
  const total = rows.reduce((sum, row) => sum + row.tickets, 0);
  const data: Data<(typeof rows)[number]> = {
    name: "missing-steps",
    rows,
    columns: [
      { key: "step", label: own.rule, raw: (r) => r.step },
      { key: "tickets", label: own.tickets, num: true, raw: (r) => r.tickets },
    ],
  };
  return section(
    "missing",
    own.missingTitle(int(total)),
    own.missingLead,
    html`<ul class="bars">${rows.map(
      (row) =>
        html`<li><span>${own.steps[row.step] ?? row.step}</span><i style="width:${((100 * row.tickets) / most).toFixed(1)}%"></i><span class="num">${int(row.tickets)}${words.and}${percent(row.tickets / total)}</span></li>`,
    )}</ul>${refs(context, { data, showTable: false })}`,
  );
}
