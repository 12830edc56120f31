import { emptyDetail, faultReport, leadOf, titleOf } from "../../dashboards/components/fault-report.ts";
import { paperColours } from "../../dashboards/components/signal-chart.ts";
import { signalPath } from "../../dashboards/components/signal-list.ts";
import { csv } from "../../dashboards/csv.ts";
import type { Lang, Published } from "../../dashboards/published.ts";
import { toHtml } from "./html.ts";
import { contextIn, inBoth } from "./languages.ts";
import type { Draft } from "./manifest.ts";
import { toMarkdown } from "./markdown.ts";

const columns = ["report_id", "created_on", "batch", "region", "service_point_id"] as const;

/** One report of each open recurring fault: a sheet, Markdown, the facts as JSON, the reports behind it as CSV. */
export function faultReports(published: Published): Draft[] {
  const { list, details } = published.signals;
  return list
    .filter(({ is_open }) => is_open)
    .map((signal) => {
      const detail = details.get(signal.signal_id) ?? emptyDetail;
      const document = (lang: Lang) => faultReport(contextIn(published, lang), signal, detail, paperColours);
      const { reports, ...facts } = detail;
      const path = `product/${signal.signal_id}`;
      return {
        id: signal.signal_id,
        kind: "fault",
        title: inBoth((lang) => titleOf(contextIn(published, lang), signal)),
        summary: inBoth((lang) => leadOf(contextIn(published, lang), signal)),
        product_line: signal.category,
        page: signalPath(signal.signal_id),
        files: {
          [`${path}.html`]: toHtml(document("zh")),
          [`${path}.md`]: toMarkdown(document("zh")),
          [`${path}.en.html`]: toHtml(document("en")),
          [`${path}.json`]: `${JSON.stringify({ ...stamped(published), ...signal, ...facts, reports }, null, 1)}\n`,
          [`${path}.csv`]: csv(
            columns,
            reports.map((report) => columns.map((column) => report[column])),
          ),
        },
      };
    });
}

const stamped = ({ manifest: { run_id, as_of, zone } }: Published) => ({ run_id, as_of, zone });
