import { heading } from "../components/claims.ts";
import { type Data, listLink, refs, table } from "../components/data.ts";
import { int, month, percent, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { ends, printed, type Reading, readMonths, sameDims } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";

const spans = ["first_response_time", "time_to_arrive", "time_to_restore"];
const levels = ["first_response_sla", "contact_sla", "arrival_sla", "restore_sla"];
const ages = [
  ["0-1", "backlog_age_0_1d"],
  ["1-3", "backlog_age_1_3d"],
  ["3-7", "backlog_age_3_7d"],
  ["7-15", "backlog_age_7_15d"],
  ["15-30", "backlog_age_15_30d"],
  ["30+", "backlog_age_over_30d"],
] as const;

/** How long people waited: response, arrival, restoration, service levels, and what is still open. */
export default definePage((_published, words) => ({
  path: "response",
  title: words.response.title,
  nav: { group: "operations", order: 1, label: words.response.nav },
  charts: true,
  render(context) {
    const own = context.words.response;
    const medians = spans.map((id) => readMonths(context, `${id}_p50`));
    const met = levels.map((id) => readMonths(context, id));
    const period = newestPeriod(context, "arrival_on_time_rate", "month");
    return html`${head(heading(context, [...medians, ...met], { flat: own.flat, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.clocks}</h2><div class="kpis three">${medians.map(
      (reading, i) => card(context, reading, { companion: p90(context, spans[i] ?? "") }),
    )}</div>${section(
      "business",
      medians[0]?.current ? own.businessTitle : own.businessNone,
      own.businessLead,
      clocksTable(context),
    )}${section(
      "sla",
      own.sla,
      own.slaLead,
      html`${readingRows(context, met, "service-levels")}${survival(context)}`,
    )}${backlog(context)}${
      period
        ? html`<div class="columns">${["region_tier", "channel"].map((dimension) =>
            section(
              `arrival-${dimension.replace("_", "-")}`,
              own.arrivalTitle(context.words.dims[dimension] ?? dimension),
              own.groupLead(own.arrival, month(period, context.lang)),
              groupRows(context, { metric: "arrival_on_time_rate", dimension, grain: "month", period }),
            ),
          )}</div>`
        : nothing
    }`;
  },
}));

const p90 = (context: Context, id: string) => {
  const reading = readMonths(context, `${id}_p90`);
  return { label: "P90", reading, note: "" };
};

/** Percentiles in calendar and business minutes, of the newest mature month. */
function clocksTable(context: Context): Html {
  const { words, lang } = context;
  const rows = [
    "first_response_time",
    "first_response_business_time",
    "time_to_contact",
    "time_to_arrive",
    "time_to_restore",
    "hands_on_time",
  ]
    .map((id) => ({ id, readings: [50, 80, 90, 95].map((p) => readMonths(context, `${id}_p${p}`)) }))
    .filter(({ readings }) => readings[0]?.state !== "undefined");
  const value = (reading: Reading | undefined) =>
    reading?.current?.value != null && reading.current.n >= 10 ? printed(reading.current.value, reading.scale) : "—";
  const range = (reading: Reading | undefined) => {
    const both = reading?.current && reading.current.n >= 10 ? ends(reading.current, reading.scale) : null;
    return both ? html`<span class="sub grey"> ${words.intervalShort(both.lo, both.hi)}</span>` : nothing;
  };
  const data: Data<(typeof rows)[number]> = {
    name: "times",
    rows,
    grey: ({ readings }) => (readings[0]?.current?.n ?? 0) < 30,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: ({ id }) => id,
        show: ({ id, readings }) =>
          html`<a href="${context.link(`definitions/${readings[0]?.definition.id ?? id}`)}">${context.say(readings[0]?.definition.label ?? { zh: id, en: id })}</a>`,
      },
      {
        key: "month",
        label: words.columns.month,
        raw: ({ readings }) => readings[0]?.current?.period_start.slice(0, 7) ?? null,
        show: ({ readings }) => (readings[0]?.current ? month(readings[0].current.period_start, lang) : "—"),
      },
      ...[50, 80, 90, 95].map((p, i) => ({
        key: `p${p}_minutes`,
        label: `P${p}`,
        num: true,
        raw: ({ readings }: (typeof rows)[number]) => readings[i]?.current?.value ?? null,
        show: ({ readings }: (typeof rows)[number]) => html`${value(readings[i])}${range(readings[i])}`,
      })),
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: ({ readings }) => readings[0]?.current?.n ?? null,
        show: ({ readings }) => {
          const current = readings[0]?.current;
          return current
            ? listLink(
                context,
                {
                  metric_id: current.metric_id,
                  grain: "month",
                  period_start: current.period_start,
                  dims: {},
                  which: "all",
                },
                int(current.n),
              )
            : "—";
        },
      },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** Kaplan-Meier at the target for the newest, still running periods, beside the due cohort. */
function survival(context: Context): Html {
  const { words, published, lang } = context;
  const rows = levels.flatMap((id) => {
    const newest = published.values
      .filter(
        (row) => row.metric_id === `${id}_km` && row.grain === "month" && sameDims(row.dims, {}) && row.value !== null,
      )
      .sort((a, b) => b.period_start.localeCompare(a.period_start))[0];
    return newest ? [{ id, newest, reading: readMonths(context, id) }] : [];
  });
  if (rows.length === 0) return nothing;
  const data: Data<(typeof rows)[number]> = {
    name: "service-levels-km",
    rows,
    narrow: true,
    caption: words.response.slaKm,
    grey: () => true,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (r) => r.newest.metric_id,
        show: (r) => context.say(r.reading.series.label),
      },
      {
        key: "month",
        label: words.columns.month,
        raw: (r) => r.newest.period_start.slice(0, 7),
        show: (r) => month(r.newest.period_start, lang),
      },
      {
        key: "value",
        label: words.columns.value,
        num: true,
        raw: (r) => r.newest.value,
        show: (r) => printed(r.newest.value ?? 0, r.reading.scale),
      },
      {
        key: "lo",
        label: words.columns.lo,
        num: true,
        raw: (r) => r.newest.lo,
        show: (r) => (r.newest.lo === null ? "—" : printed(r.newest.lo, r.reading.scale)),
      },
      {
        key: "hi",
        label: words.columns.hi,
        num: true,
        raw: (r) => r.newest.hi,
        show: (r) => (r.newest.hi === null ? "—" : printed(r.newest.hi, r.reading.scale)),
      },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.newest.n, show: (r) => int(r.newest.n) },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** Tickets open at the as-of by age. */
function backlog(context: Context): Html {
  const { words, published } = context;
  const own = words.response;
  const newest = (id: string) =>
    published.values
      .filter((row) => row.metric_id === id && row.grain === "month" && sameDims(row.dims, {}))
      .sort((a, b) => b.period_start.localeCompare(a.period_start))[0];
  const total = newest("backlog");
  const rows = ages.flatMap(([key, id]) => {
    const row = newest(id);
    return row ? [{ key, row }] : [];
  });
  const trend = readMonths(context, "backlog");
  // A row of an earlier month says nothing of the as-of.
  const { as_of: asOf, zone } = published.manifest;
  const isPast = (total?.period_start ?? "").slice(0, 7) < wallTime(asOf, zone).slice(0, 7);
  if (isPast || !total?.value || rows.length === 0) {
    return section(
      "backlog",
      own.backlog,
      own.backlogLead,
      html`<p class="empty-state">${trend.state === "absent" ? words.needs(trend.missing) : own.backlogNone}</p>`,
    );
  }
  const most = Math.max(...rows.map(({ row }) => row.value ?? 0), 1);
  const old = rows.find(({ key }) => key === "30+")?.row.value ?? 0;
  const data: Data<(typeof rows)[number]> = {
    name: "backlog-age",
    rows,
    narrow: true,
    columns: [
      { key: "age_days", label: words.columns.age, raw: (r) => r.key, show: (r) => own.ages[r.key] ?? r.key },
      {
        key: "tickets",
        label: words.columns.rows,
        num: true,
        raw: (r) => r.row.value,
        show: (r) => int(r.row.value ?? 0),
      },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => (r.row.value ?? 0) / (total.value || 1),
        show: (r) => percent((r.row.value ?? 0) / (total.value || 1)),
      },
    ],
  };
  return section(
    "backlog",
    own.backlogTitle(int(total.value), int(old)),
    own.backlogLead,
    html`<div class="columns"><div><ul class="bars">${rows.map(
      ({ key, row }) =>
        html`<li><span>${own.ages[key] ?? key}</span><i style="width:${((100 * (row.value ?? 0)) / most).toFixed(1)}%"></i><span class="num">${int(row.value ?? 0)}${words.and}${percent((row.value ?? 0) / (total.value || 1))}</span></li>`,
    )}</ul>${refs(context, {
      definition: "backlog",
      lists: [
        listLink(
          context,
          { metric_id: "backlog", grain: "month", period_start: total.period_start, dims: {}, which: "all" },
          words.lists.all(int(total.value)),
        ),
      ],
      data,
      showTable: false,
    })}</div><div>${readingRows(
      context,
      [trend, readMonths(context, "backlog_age_p50"), readMonths(context, "backlog_age_p90")],
      "backlog",
    )}</div></div>`,
  );
}
