import { int, month, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { readMonths } from "../components/reading.ts";
import { bars, chronicUnits, escapesByModel, warrantyAlerts, yearly } from "../components/repeats.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";

const needs = "first_contact_resolution_rate";
const cards = [needs, "nff_escape_rate", "silent_complaint_rate"];
const others = [
  "first_contact_resolution_rate_net",
  "repeat_repair_rate",
  "chronic_unit_rate",
  "repeat_fixed_rate",
  "silent_to_voiced_ratio",
];
const recovery = ["recovered_share", "lost_share", "repeat_fixed_rate"];

/** What came back, what was said to be no fault and was one, who kept silent, who was won back, and what the warranty's rules may ask for. */
export default definePage((_published, words) => ({
  path: "repeats",
  title: words.repeats.title,
  nav: { group: "quality", order: 5, label: words.repeats.nav },
  charts: true,
  render(context) {
    const own = context.words.repeats;
    const { chronicUnits: chronic } = context.published.outcomes;
    return html`${head(
      chronic.total === 0 ? own.title : own.heading(int(chronic.total)),
      own.lead,
    )}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${cards.map((id) =>
      card(context, readMonths(context, id), id === needs ? { rows: own.needsOf } : {}),
    )}</div>${section(
      "others",
      own.othersTitle,
      own.othersLead,
      readingRows(
        context,
        others.map((id) => readMonths(context, id)),
        "repeats-readings",
      ),
    )}${
      lacking(context, "chronic", own.chronicUnknown, "chronic_unit_rate") ??
      section(
        "chronic",
        chronic.total === 0 ? own.chronicNone : own.chronicTitle(int(chronic.total)),
        own.chronicLead,
        chronic.total === 0 ? nothing : chronicUnits(context, chronic),
      )
    }<div class="columns">${lacking(context, "nff", own.nffUnknown, "nff_escape_rate") ?? nff(context)}${
      lacking(context, "silent", own.silentUnknown, "silent_complaint_rate") ?? silent(context)
    }</div><div class="columns">${section("nff-models", own.escapesBy(context.words.dims.model ?? ""), own.escapesByLead, escapesByModel(context))}${section("recovery", own.recoveryTitle, own.recoveryLead, yearly(context, recovery))}</div>${grouped(
      context,
      needs,
      "channel",
      own.needsTitle,
      own.needsLead,
    )}${warrantyAlerts(context)}`;
  },
}));

/** A block that says which fields it would need, or null where the input has them. */
function lacking(context: Context, id: string, title: string, metric: string): Html | null {
  const { state, missing } = readMonths(context, metric);
  if (state !== "absent") return null;
  return section(id, title, "", html`<p class="empty-state">${context.words.needs(missing)}</p>`);
}

function grouped(
  context: Context,
  metric: string,
  dimension: string,
  title: string,
  lead: (when: string) => string,
): Html {
  const period = newestPeriod(context, metric, "quarter");
  if (period === null) return nothing;
  return section(
    `${metric}-${dimension}`,
    title,
    lead(period.slice(0, 7)),
    groupRows(context, { metric, dimension, grain: "quarter", period, limit: 20 }),
  );
}

/** No fault found by cause, and how many of each came back. */
function nff(context: Context): Html {
  const own = context.words.repeats;
  const { nffCauses: rows } = context.published.outcomes;
  const total = rows.reduce((sum, row) => sum + row.tickets, 0);
  const [first] = rows;
  if (!first || total < 10) return section("nff", own.nffNone, own.nffLead(int(total)), nothing);
  const name = (cause: string) => own.causes[cause] ?? cause;
  return section(
    "nff",
    own.nffTitle(name(first.cause), percent(first.tickets / total, 0)),
    own.nffLead(int(total)),
    bars(context, {
      name: "nff-causes",
      definition: "nff_escape_rate",
      first: own.cause,
      numbers: [context.words.columns.rows, own.escapes],
      keys: ["tickets", "escapes"],
      rows: rows.map((row) => ({ key: row.cause, label: name(row.cause), values: [row.tickets, row.escapes] })),
    }),
  );
}

/** Bad outcomes of the newest mature month by reason: silent and voiced. */
function silent(context: Context): Html {
  const own = context.words.repeats;
  const start = readMonths(context, "silent_to_voiced_ratio").current?.period_start;
  const rows = context.published.outcomes.badReasons
    .filter((row) => row.month === start)
    .sort((a, b) => b.silent - a.silent || a.reason.localeCompare(b.reason));
  const sum = (key: "silent" | "voiced") => rows.reduce((total, row) => total + row[key], 0);
  const [first] = rows;
  if (!start || !first || sum("silent") < 10) {
    return section("silent", own.silentNone, own.lead, html`<p class="empty-state">${context.words.emptyBecause}</p>`);
  }
  const name = (reason: string) => own.reasons[reason] ?? reason;
  return section(
    "silent",
    own.silentTitle(name(first.reason), percent(first.silent / sum("silent"), 0)),
    own.silentLead(month(start, context.lang), int(sum("silent")), int(sum("voiced"))),
    bars(context, {
      name: "silent-reasons",
      definition: "silent_complaint_rate",
      first: own.reason,
      numbers: [own.silent, own.voiced],
      keys: ["silent", "voiced"],
      rows: rows.map((row) => ({ key: row.reason, label: name(row.reason), values: [row.silent, row.voiced] })),
    }),
  );
}
