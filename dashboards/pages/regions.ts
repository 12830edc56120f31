import { head } from "../components/frame.ts";
import { html } from "../components/html.ts";
import { comparisonSection, readComparisons, setApart } from "../components/scorecards.ts";
import { tileMap } from "../components/tiles.ts";
import { definePage } from "../page.ts";

/** Regions against what their tickets let expect, on a grid of tiles and as a funnel. */
export default definePage((_published, words) => ({
  path: "regions",
  title: words.regions.title,
  nav: { group: "executive", order: 2, label: words.regions.nav },
  charts: true,
  render(context) {
    const own = context.words.regions;
    const comparisons = readComparisons(context, "region");
    if (comparisons.length === 0) {
      return html`${head(own.headingNone, own.lead)}<p class="empty-state">${context.words.needs("tickets.region")}</p>`;
    }
    const judged = new Set(comparisons.flatMap(({ judged: units }) => units.map(({ unit_id }) => unit_id))).size;
    return html`${head(
      own.heading(judged, setApart(comparisons, "worse"), setApart(comparisons, "better")),
      own.lead,
    )}<p class="small">${own.points}<a href="${context.link("service-points")}">${context.words.points.title}</a></p>${comparisons.map(
      (compared) => comparisonSection(context, compared, { figure: tileMap(context, compared), isAllShown: true }),
    )}`;
  },
}));
