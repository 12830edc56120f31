import { head } from "../components/frame.ts";
import { html } from "../components/html.ts";
import { comparisonSection, readComparisons, setApart } from "../components/scorecards.ts";
import { definePage } from "../page.ts";

/** Engineers against what their cases let expect, named by a keyed hash only. */
export default definePage((_published, words) => ({
  path: "engineers",
  title: words.engineers.title,
  nav: { group: "operations", order: 3, label: words.engineers.nav },
  charts: true,
  render(context) {
    const own = context.words.engineers;
    const comparisons = readComparisons(context, "engineer");
    if (comparisons.length === 0) return html`${head(own.headingNone, own.needs)}`;
    const judged = new Set(comparisons.flatMap(({ judged: units }) => units.map(({ unit_id }) => unit_id))).size;
    const heading =
      judged === 0
        ? own.headingFew
        : own.heading(judged, setApart(comparisons, "worse"), setApart(comparisons, "better"));
    return html`${head(heading, own.lead)}${comparisons.map((compared) => comparisonSection(context, compared))}`;
  },
}));
