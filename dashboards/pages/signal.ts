import { csvLink, type Data } from "../components/data.ts";
import { faultFiles } from "../components/fault-files.ts";
import { emptyDetail, faultReport } from "../components/fault-report.ts";
import { html, nothing } from "../components/html.ts";
import { reportSections } from "../components/report-blocks.ts";
import { pageColours } from "../components/signal-chart.ts";
import { signalHead } from "../components/signal-head.ts";
import { hasPage, signalPath } from "../components/signal-list.ts";
import { themeLink } from "../components/theme-parts.ts";
import { definePage } from "../page.ts";
import type { SignalReport, SignalWeek } from "../signals.ts";

/** One page a recurring fault: the report that its product team gets. Its address stays as long as anybody may ask. */
export default definePage((published, words) =>
  published.signals.list
    .filter((signal) => hasPage({ published }, signal))
    .map((signal) => ({
      path: signalPath(signal.signal_id),
      title: `${signal.signal_id} ${words.signals.nav}`,
      group: "product" as const,
      render(context) {
        const detail = context.published.signals.details.get(signal.signal_id) ?? emptyDetail;
        const report = faultReport(context, signal, detail, pageColours);
        const theme = context.published.themes.list.find(({ theme_id }) => theme_id === signal.theme_id);
        const name = signalPath(signal.signal_id).replace("/", "-");
        const reports: Data<SignalReport> = {
          name: `${name}-reports`,
          rows: detail.reports,
          columns: (["report_id", "created_on", "batch", "region", "service_point_id"] as const).map((key) => ({
            key,
            label: key,
            raw: (row) => row[key],
          })),
        };
        const weeks: Data<SignalWeek> = {
          name: `${name}-weeks`,
          rows: detail.weeks,
          columns: (["week_start", "observed", "expected", "observed_there", "expected_there"] as const).map((key) => ({
            key,
            label: key,
            raw: (row) => row[key],
          })),
        };
        const { report: own, all } = context.words.signals;
        return html`<article class="theme fault"><p class="id-line"><code>${signal.signal_id}</code>${theme ? html`<span>${themeLink(context, theme)}</span>` : nothing}<span><a href="${context.link("signals")}">${all}</a></span></p>${signalHead(context, signal, detail)}${reportSections(context, report.blocks, faultFiles(context, name, detail))}<p class="refs alone"><span>${own.counts} ${csvLink(context, reports)}</span><span>${context.words.table} ${csvLink(context, weeks)}</span></p></article>`;
      },
    })),
);
