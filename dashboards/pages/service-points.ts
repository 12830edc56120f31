import { dayBefore, number } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { funnelFigure, readFunnel } from "../components/funnel.ts";
import { html } from "../components/html.ts";
import { definePage } from "../page.ts";

/** Service points: who lies outside what chance explains, by name and never by rank. */
export default definePage((published, words) => ({
  path: "service-points",
  title: words.points.title,
  nav: { group: "operations", order: 3, label: words.points.nav },
  charts: true,
  render(context) {
    const own = context.words.points;
    const metrics = [...new Set(published.servicePoints.map((point) => point.metric_id))].sort();
    const funnels = metrics.map((metric) => readFunnel(context, metric));
    const first = funnels[0];
    if (!first) return html`${head(own.headingNone, own.lead)}`;
    return html`${head(own.heading(first.drawn.length, first.low.length, first.high.length), own.lead)}${funnels.map(
      (funnel) => {
        const label = funnel.definition ? context.say(funnel.definition.label) : funnel.metric;
        const sample = funnel.drawn[0];
        return section(
          `funnel-${funnel.metric.replaceAll("_", "-")}`,
          own.funnelTitle(label, funnel.low.length, funnel.high.length),
          sample
            ? own.funnelLead(
                sample.window_start,
                dayBefore(sample.window_end),
                number(sample.phi ?? 1, { factor: 1, digits: 1, unit: "", step: "" }),
              )
            : own.lead,
          funnelFigure(context, funnel),
        );
      },
    )}`;
  },
}));
