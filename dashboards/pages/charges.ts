import { heading } from "../components/claims.ts";
import type { Data } from "../components/data.ts";
import { int, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { longTable } from "../components/long-table.ts";
import { readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { WrongCharge } from "../services.ts";

const metric = "overcharge_rate";

/** What was taken against what was quoted, and what was taken in warranty. */
export default definePage((_published, words) => ({
  path: "charges",
  title: words.charges.title,
  nav: { group: "quality", order: 5.5, label: words.charges.nav },
  charts: true,
  render(context) {
    const own = context.words.charges;
    const { rows, total } = context.published.services.wrongCharges;
    const over = readMonths(context, metric);
    const period = newestPeriod(context, metric, "quarter");
    const count = (reason: WrongCharge["reason"]) => int(rows.filter((row) => row.reason === reason).length);
    const found =
      over.state === "absent"
        ? own.title
        : total > 0 && total === rows.length
          ? own.heading(count("over_quote"), count("in_warranty"))
          : heading(context, [over], { flat: own.flat, lack: own.title });
    return html`${head(found, own.lead)}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, over),
      card(context, readMonths(context, "warranty_charge_rate")),
      card(context, readMonths(context, "unquoted_charge_rate")),
    ]}</div>${over.state === "absent" ? nothing : list(context, rows, total)}${
      period
        ? section(
            "by-tier",
            own.byTier(context.words.dims.region_tier ?? ""),
            own.byTierLead(period.slice(0, 7)),
            groupRows(context, { metric, dimension: "region_tier", grain: "quarter", period }),
          )
        : nothing
    }`;
  },
}));

function list(context: Context, rows: readonly WrongCharge[], total: number): Html {
  const { words, published } = context;
  const own = words.charges;
  if (total === 0) return section("list", own.listNone, own.listLead, nothing);
  const amount = (key: "quoted" | "charged" | "over_quote", label: string) => ({
    key,
    label,
    num: true,
    raw: (r: WrongCharge) => r[key],
    show: (r: WrongCharge) => {
      const value = r[key];
      return value === null ? "—" : `${r.currency ?? ""} ${value.toLocaleString("en")}`.trim();
    },
  });
  const data: Data<WrongCharge> = {
    name: "wrong-charges",
    rows,
    columns: [
      { key: "ticket_id", label: words.tickets.columns.id, raw: (r) => r.ticket_id },
      { key: "reason", label: own.reason, raw: (r) => r.reason, show: (r) => own.reasons[r.reason] ?? r.reason },
      amount("quoted", own.quoted),
      amount("charged", own.charged),
      amount("over_quote", own.over),
      {
        key: "category",
        label: words.dims.category ?? "",
        raw: (r) => r.category,
        show: (r) => words.values.category?.[r.category ?? ""] ?? r.category ?? "—",
      },
      { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
      { key: "service_point_id", label: words.dims.service_point_id ?? "", raw: (r) => r.service_point_id },
      {
        key: "charged_at",
        label: own.at,
        raw: (r) => r.charged_at,
        show: (r) => wallTime(r.charged_at, published.manifest.zone).slice(0, 10),
      },
    ],
  };
  return section("list", own.listTitle(int(total)), own.listLead, longTable(context, data, total));
}
