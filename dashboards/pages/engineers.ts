import type { Data } from "../components/data.ts";
import { int } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { groupsSection } from "../components/groups.ts";
import { type Html, html } from "../components/html.ts";
import { longTable } from "../components/long-table.ts";
import { comparisonSection, readComparisons, setApart } from "../components/scorecards.ts";
import { type Context, definePage } from "../page.ts";
import type { Certificate } from "../services.ts";

/** Engineers against what their cases let expect, named by a keyed hash only, and the certificates that end. */
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
    return html`${head(heading, own.lead)}${comparisons.map((compared) => comparisonSection(context, compared))}${groupsSection(
      context,
      "certificate",
    )}${certificates(context)}`;
  },
}));

function certificates(context: Context): Html {
  const { words, published } = context;
  const own = words.certificates;
  const { rows, total } = published.services.certificates;
  const isKnown = published.quality.presence.some(
    ({ entity, field, filled }) => entity === "engineers" && field === "certified_for" && filled > 0,
  );
  if (!isKnown) {
    const why = words.needs("engineers.certified_for, engineers.certified_until");
    return section("certificates", own.unknown, own.lead, html`<p class="empty-state">${why}</p>`);
  }
  const count = (state: Certificate["state"]) => int(rows.filter((row) => row.state === state).length);
  const byState: Data<Certificate> = {
    name: "certificates",
    rows,
    columns: [
      {
        key: "engineer_key",
        label: own.engineer,
        raw: (r) => r.engineer_key,
        show: (r) => words.fairness.engineer(r.engineer_key.slice(0, 6)),
      },
      { key: "service_point_id", label: words.dims.service_point_id ?? "", raw: (r) => r.service_point_id },
      { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
      { key: "certified_until", label: own.until, raw: (r) => r.certified_until },
      { key: "days_left", label: own.days, num: true, raw: (r) => r.days_left },
      { key: "state", label: own.state, raw: (r) => r.state, show: (r) => own.states[r.state] ?? r.state },
    ],
  };
  return section(
    "certificates",
    total === 0 ? own.none : own.title(count("lapsed"), count("expiring")),
    own.lead,
    longTable(context, byState, total),
  );
}
