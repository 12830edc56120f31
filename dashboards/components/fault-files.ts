import type { Context } from "../page.ts";
import type { SignalAge, SignalDetail, SignalPart } from "../signals.ts";
import { csvLink, type Data } from "./data.ts";
import { productionMonths, verdictOf } from "./fault-report.ts";
import type { Html } from "./html.ts";

const verdicts = { is: "is", isNot: "is_not", unclear: "unclear" } as const;

/** Links to the files behind the tables of a fault's report, by the tables' names: every row, of which the page shows those that speak. */
export function faultFiles(context: Context, name: string, { parts, ages }: SignalDetail): Record<string, () => Html> {
  const places: Data<SignalPart> = {
    name: `${name}-places`,
    rows: parts,
    columns: [
      column("part_kind", (row) => row.part_kind),
      column("part_id", (row) => row.part_id),
      column("production_month", (row) => row.production_month?.slice(0, 7) ?? null),
      column("verdict", (row) => verdicts[verdictOf(row)]),
      column("observed", (row) => row.observed),
      column("expected", (row) => row.expected),
      column("ratio", (row) => row.ratio),
      column("lo", (row) => row.lo),
      column("hi", (row) => row.hi),
    ],
  };
  const months: Data<ReturnType<typeof productionMonths>[number]> = {
    name: `${name}-months`,
    rows: productionMonths(parts),
    columns: [
      column("production_month", (row) => row.production_month),
      column("observed", (row) => row.observed),
      column("expected", (row) => row.expected),
      column("ratio", (row) => (row.expected > 0 ? row.observed / row.expected : null)),
    ],
  };
  const keys = [
    "months_in_service",
    "faults",
    "unit_months",
    "hazard",
    "hazard_lo",
    "hazard_hi",
    "peer_hazard",
    "ratio",
    "ratio_lo",
    "ratio_hi",
  ] as const;
  const service: Data<SignalAge> = {
    name: `${name}-ages`,
    rows: ages,
    columns: keys.map((key) => column(key, (row) => row[key])),
  };
  return {
    places: () => csvLink(context, places),
    months: () => csvLink(context, months),
    ages: () => csvLink(context, service),
  };
}

const column = <Row>(key: string, raw: (row: Row) => string | number | null) => ({ key, label: key, raw });
