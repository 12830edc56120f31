import { type Data, refs, table } from "../components/data.ts";
import { int, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { findSeries, printed, readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { AlertSeverity } from "../services.ts";

const metric = "alert_ppv";

/** Alerts of connected units: how many were right, how many faults they foretold, and how far ahead. */
export default definePage((_published, words) => ({
  path: "alerts",
  title: words.alerts.title,
  nav: { group: "product", order: 3, label: words.alerts.nav },
  charts: true,
  render(context) {
    const own = context.words.alerts;
    const right = readMonths(context, metric);
    const all = (id: string) => context.published.values.find((row) => row.metric_id === id && row.grain === "all");
    const [hit, warned] = [all(metric), all("alert_recall")];
    const period = newestPeriod(context, metric, "quarter");
    const isShown = hit?.value != null && hit.n >= 10 && warned?.value != null && warned.n >= 10;
    return html`${head(
      isShown ? own.heading(printed(hit.value ?? 0, right.scale), printed(warned.value ?? 0, right.scale)) : own.title,
      own.lead,
    )}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, right, { rows: own.alertsOf }),
      card(context, readMonths(context, "alert_recall"), { rows: own.faultsOf }),
      card(context, readMonths(context, "alert_lead_time_p50"), {
        rows: own.faultsOf,
        companion: { label: "P90", reading: readMonths(context, "alert_lead_time_p90"), note: "" },
      }),
    ]}</div>${bySeverity(context)}${
      period
        ? section(
            "by-category",
            own.byModel(context.words.dims.category ?? ""),
            own.byModelLead(period.slice(0, 7)),
            groupRows(context, { metric, dimension: "category", grain: "quarter", period }),
          )
        : nothing
    }`;
  },
}));

function bySeverity(context: Context): Html {
  const own = context.words.alerts;
  const rows = context.published.services.alerts;
  if (rows.length === 0) return nothing;
  const isDefined = findSeries(context.published.definitions, metric) !== null;
  const share = (r: AlertSeverity) => (r.alerts < 10 ? null : r.followed / r.alerts);
  const data: Data<AlertSeverity> = {
    name: "alert-severities",
    rows,
    narrow: true,
    grey: (r) => r.alerts < 30,
    columns: [
      { key: "severity", label: own.severity, raw: (r) => r.severity, show: (r) => r.severity ?? own.unknown },
      { key: "n", label: context.words.columns.n, num: true, raw: (r) => r.alerts, show: (r) => int(r.alerts) },
      { key: "followed", label: own.followed, num: true, raw: (r) => r.followed, show: (r) => int(r.followed) },
      {
        key: "share",
        label: context.words.columns.share,
        num: true,
        raw: share,
        show: (r) => {
          const value = share(r);
          return value === null ? "—" : percent(value);
        },
      },
    ],
  };
  return section(
    "severity",
    own.bySeverity,
    own.bySeverityLead,
    html`${table(data)}${refs(context, { ...(isDefined ? { definition: metric } : {}), data, showTable: false })}`,
  );
}
