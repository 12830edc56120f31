import type { Context } from "../page.ts";
import type { CoverageGap, RegionCoverage } from "../services.ts";
import { type Data, refs, table } from "./data.ts";
import { int } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { longTable } from "./long-table.ts";
import { findSeries } from "./reading.ts";

/** Where service points stand, what was planned, and the places still without one. */
export function coverageSections(context: Context): Html {
  const { words, published } = context;
  const own = words.coverage;
  const { coverage: rows, plan, gaps } = published.services;
  const total = (key: "points" | "counties") => rows.reduce((sum, row) => sum + row[key], 0);
  if (total("points") === 0) {
    const why = words.needs("service_points.province");
    return section("coverage", own.none, "", html`<p class="empty-state">${why}</p>`);
  }
  const column = (key: Exclude<keyof RegionCoverage, "region">, label: string) => ({
    key,
    label,
    num: true,
    raw: (r: RegionCoverage) => r[key],
    show: (r: RegionCoverage) => int(r[key]),
  });
  const data: Data<RegionCoverage> = {
    name: "coverage",
    rows,
    columns: [
      { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
      ...(plan === null ? [] : [column("planned", own.plan), column("covered", own.covered)]),
      column("points", own.points),
      column("own_points", own.own),
      column("counties", own.counties),
      column("township_points", own.townships),
      column("tickets", words.columns.rows),
      {
        key: "tickets_per_point",
        label: own.perPoint,
        num: true,
        raw: (r) => (r.points === 0 ? null : r.tickets / r.points),
        show: (r) => (r.points === 0 ? "—" : (r.tickets / r.points).toFixed(1)),
      },
    ],
  };
  const isDefined = plan !== null && findSeries(published.definitions, "coverage_rate") !== null;
  const title =
    plan === null
      ? own.title(int(total("points")), int(total("counties")))
      : own.planned(int(plan.covered), int(plan.due));
  return html`${section(
    "coverage",
    title,
    own.lead(plan === null ? null : int(plan.in_time)),
    html`${table(data)}${refs(context, { ...(isDefined ? { definition: "coverage_rate" } : {}), data, showTable: false })}`,
  )}${gaps.length > 0 ? gapsSection(context, gaps) : nothing}`;
}

function gapsSection(context: Context, gaps: readonly CoverageGap[]): Html {
  const { words } = context;
  const own = words.coverage;
  const due = gaps.filter(({ is_due }) => is_due).length;
  const data: Data<CoverageGap> = {
    name: "coverage-gaps",
    rows: gaps,
    grey: (r) => !r.is_due,
    columns: [
      { key: "place", label: own.place, raw: (r) => r.place_id },
      { key: "due_on", label: own.dueOn, raw: (r) => r.due_on },
      {
        key: "state",
        label: own.state,
        raw: (r) => String(r.is_due),
        show: (r) => (r.is_due ? own.overdue : own.ahead),
      },
      {
        key: "region_tier",
        label: words.dims.region_tier ?? "",
        raw: (r) => r.region_tier,
        show: (r) => words.values.region_tier?.[r.region_tier ?? ""] ?? r.region_tier ?? "—",
      },
    ],
  };
  return section(
    "gaps",
    own.gapsTitle(int(due), int(gaps.length - due)),
    own.gapsLead,
    longTable(context, data, gaps.length),
  );
}
