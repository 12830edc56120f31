import { type Data, listLink, refs } from "../components/data.ts";
import { int, percent, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { longTable } from "../components/long-table.ts";
import { printed, readMonths, sameDims } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import type { PartAlert } from "../flows.ts";
import { type Context, definePage } from "../page.ts";

const ages = ["0_7d", "7_15d", "15_30d", "30_60d", "60_90d", "over_90d"];

/** Waits for parts: how long, how often the part was at hand, and who still waits. */
export default definePage((_published, words) => ({
  path: "parts",
  title: words.parts.title,
  nav: { group: "operations", order: 5, label: words.parts.nav },
  charts: true,
  render(context) {
    const own = context.words.parts;
    const wait = readMonths(context, "parts_wait_time_p90");
    const median = readMonths(context, "parts_wait_time_p50");
    const fill = readMonths(context, "parts_fill_rate");
    const share = readMonths(context, "parts_wait_share");
    const { partAlerts } = context.published.flows;
    const period = newestPeriod(context, "parts_fill_rate", "quarter");
    const over = partAlerts.rows.filter((row) => row.level === 90).length;
    const heading =
      wait.current?.value != null && wait.state === "ok"
        ? own.heading(
            printed(wait.current.value, wait.scale),
            fill.current?.value == null ? null : percent(fill.current.value),
          )
        : own.title;
    return html`${head(heading, own.lead)}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, wait, { companion: { label: "P50", reading: median, note: own.medianNote } }),
      card(context, fill),
      card(context, share),
    ]}</div>${section(
      "alerts",
      partAlerts.total === 0 ? own.alertsNone : own.alertsTitle(int(partAlerts.total), int(over)),
      own.alertsLead,
      partAlerts.total === 0 ? nothing : alerts(context, partAlerts.rows, partAlerts.total),
    )}${ageing(context)}${
      period
        ? section(
            "fill-by-category",
            own.fillBy(context.words.dims.category ?? ""),
            own.fillByLead(period.slice(0, 7)),
            groupRows(context, { metric: "parts_fill_rate", dimension: "category", grain: "quarter", period }),
          )
        : nothing
    }${section(
      "origin",
      own.originTitle,
      own.originLead,
      readingRows(context, [readMonths(context, "parts_genuine_rate")], "parts-readings"),
    )}`;
  },
}));

function alerts(context: Context, rows: readonly PartAlert[], total: number): Html {
  const { words, published } = context;
  const own = words.parts;
  const named = (dimension: string, key: string | null) =>
    key === null ? "—" : (words.values[dimension]?.[key] ?? key);
  const data: Data<PartAlert> = {
    name: "part-alerts",
    rows,
    columns: [
      { key: "ticket_id", label: words.tickets.columns.id, raw: (r) => r.ticket_id },
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
        key: "open_since_at",
        label: own.asked,
        raw: (r) => r.open_since_at,
        show: (r) => wallTime(r.open_since_at, published.manifest.zone).slice(0, 10),
      },
      { key: "age_days", label: words.columns.days, num: true, raw: (r) => r.age_days, show: (r) => int(r.age_days) },
      {
        key: "level",
        label: own.level,
        raw: (r) => r.level,
        show: (r) => html`<b>${own.levels[r.level] ?? r.level}</b>`,
      },
    ],
  };
  return longTable(context, data, total);
}

/** Tickets waiting at the as-of, by age of the oldest part still to come. */
function ageing(context: Context): Html {
  const { words, published } = context;
  const own = words.parts;
  const newest = (id: string) =>
    published.values
      .filter((row) => row.metric_id === id && row.grain === "month" && sameDims(row.dims, {}))
      .sort((a, b) => b.period_start.localeCompare(a.period_start))[0];
  const rows = ages.flatMap((key) => {
    const row = newest(`parts_ageing_${key}`);
    return row ? [{ key, row }] : [];
  });
  const [first] = rows;
  if (!first) return nothing;
  const total = first.row.n;
  const most = Math.max(...rows.map(({ row }) => row.value ?? 0), 1);
  const data: Data<(typeof rows)[number]> = {
    name: "parts-ageing",
    rows,
    columns: [
      { key: "age_days", label: words.columns.age, raw: (r) => r.key },
      { key: "tickets", label: words.columns.rows, num: true, raw: (r) => r.row.value },
    ],
  };
  return section(
    "ageing",
    own.ageingTitle(int(total)),
    own.ageingLead,
    html`<ul class="bars">${rows.map(
      ({ key, row }) =>
        html`<li><span>${own.ages[key] ?? key}</span><i style="width:${((100 * (row.value ?? 0)) / most).toFixed(1)}%"></i><span class="num">${int(row.value ?? 0)}${words.and}${percent((row.value ?? 0) / (total || 1))}</span></li>`,
    )}</ul>${refs(context, {
      definition: "parts_ageing",
      lists: [
        listLink(
          context,
          {
            metric_id: "parts_ageing_0_7d",
            grain: "month",
            period_start: first.row.period_start,
            dims: {},
            which: "all",
          },
          words.lists.all(int(total)),
        ),
      ],
      data,
      showTable: false,
    })}`,
  );
}
