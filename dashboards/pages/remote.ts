import { int } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { printed, readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod } from "../components/rows.ts";
import { definePage } from "../page.ts";

const metric = "remote_resolution_rate";

/** Needs that were tried remotely: solved without a visit, and with the user's consent. */
export default definePage((_published, words) => ({
  path: "remote",
  title: words.remote.title,
  nav: { group: "operations", order: 8, label: words.remote.nav },
  charts: true,
  render(context) {
    const own = context.words.remote;
    const solved = readMonths(context, metric);
    const all = context.published.values.find((row) => row.metric_id === metric && row.grain === "all");
    const period = newestPeriod(context, metric, "quarter");
    return html`${head(
      all?.value != null && all.n >= 10 ? own.heading(printed(all.value, solved.scale), int(all.x ?? 0)) : own.title,
      own.lead,
    )}<h2 class="hidden-text">${own.nav}</h2><div class="kpis two">${[
      card(context, solved, { rows: own.needsOf }),
      card(context, readMonths(context, "remote_consent_rate"), { rows: own.needsOf }),
    ]}</div>${
      period
        ? ["region_tier", "category"].map((dimension) =>
            section(
              `by-${dimension.replaceAll("_", "-")}`,
              own.by(context.words.dims[dimension] ?? ""),
              own.byLead(period.slice(0, 7)),
              groupRows(context, { metric, dimension, grain: "quarter", period }),
            ),
          )
        : nothing
    }`;
  },
}));
