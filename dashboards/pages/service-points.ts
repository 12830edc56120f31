import { head } from "../components/frame.ts";
import { groupsSection } from "../components/groups.ts";
import { html } from "../components/html.ts";
import { appealsSection, comparisonSection, readComparisons, setApart } from "../components/scorecards.ts";
import { definePage } from "../page.ts";

/** Service points against what their cases let expect: who stands apart and why, by band and never by rank. */
export default definePage((_published, words) => ({
  path: "service-points",
  title: words.points.title,
  nav: { group: "operations", order: 2, label: words.points.nav },
  charts: true,
  render(context) {
    const own = context.words.points;
    const comparisons = readComparisons(context, "service_point");
    if (comparisons.length === 0) {
      const needs = context.words.needs("tickets.service_point_id | visits.service_point_id");
      return html`${head(own.headingNone, own.lead)}<p class="empty-state">${needs}</p>`;
    }
    const judged = new Set(comparisons.flatMap(({ judged: units }) => units.map(({ unit_id }) => unit_id))).size;
    return html`${head(
      own.heading(judged, setApart(comparisons, "worse"), setApart(comparisons, "better")),
      own.lead,
    )}${comparisons.map((compared) => comparisonSection(context, compared))}${groupsSection(context, "ownership")}${appealsSection(context)}`;
  },
}));
