import { type Data, refs, table } from "../components/data.ts";
import { int, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { printed, readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod } from "../components/rows.ts";
import type { CareFunnel, RegionDues } from "../outcomes.ts";
import { type Context, definePage } from "../page.ts";

const steps = ["eligible", "called", "consented", "visited", "found", "done"] as const;
const metric = "birthday_completion_rate";

/** Birthdays of units: what falls due in the next 30 days by region, and how far those of the last year came. */
export default definePage((_published, words) => ({
  path: "due",
  title: words.due.title,
  nav: { group: "operations", order: 7, label: words.due.nav },
  charts: true,
  render(context) {
    const own = context.words.due;
    const { dueByRegion, careFunnel } = context.published.outcomes;
    const rate = readMonths(context, metric);
    const finds = readMonths(context, "birthday_finds_per_hundred_visits");
    const total = dueByRegion.reduce((sum, row) => sum + row.due, 0);
    const shown = rate.current?.value != null && rate.state !== "hidden";
    const period = newestPeriod(context, metric, "quarter");
    const heading =
      rate.state === "absent"
        ? own.title
        : own.heading(int(total), shown ? printed(rate.current?.value ?? 0, rate.scale) : null);
    return html`${head(heading, own.lead)}<h2 class="hidden-text">${own.nav}</h2><div class="columns">${card(
      context,
      rate,
      {
        rows: own.unitsOf,
        companion: { label: own.finds, reading: finds, note: "" },
      },
    )}${
      rate.state === "absent" ? nothing : funnel(context, careFunnel)
    }</div>${rate.state === "absent" || careFunnel === null ? nothing : visitItems(context, careFunnel)}${rate.state === "absent" ? nothing : list(context, dueByRegion, total)}${
      period
        ? section(
            "by-category",
            own.byCategory(context.words.dims.category ?? ""),
            own.byCategoryLead(period.slice(0, 7)),
            groupRows(context, { metric, dimension: "category", grain: "quarter", period }),
          )
        : nothing
    }`;
  },
}));

function funnel(context: Context, care: CareFunnel | null): Html {
  const own = context.words.due;
  if (care === null) return section("funnel", own.funnelNone, own.lead, nothing);
  const share = (n: number) => percent(n / care.eligible);
  const rows = steps.map((step) => ({ step, units: care[step] }));
  const data: Data<(typeof rows)[number]> = {
    name: "birthday-funnel",
    rows,
    narrow: true,
    columns: [
      { key: "step", label: own.step, raw: (r) => r.step, show: (r) => own.steps[r.step] ?? r.step },
      { key: "units", label: context.words.columns.rows, num: true, raw: (r) => r.units, show: (r) => int(r.units) },
      {
        key: "share",
        label: context.words.columns.share,
        num: true,
        raw: (r) => r.units / care.eligible,
        show: (r) => share(r.units),
      },
    ],
  };
  return section(
    "funnel",
    own.funnelTitle(share(care.called), share(care.done)),
    own.funnelLead(int(care.eligible), int(care.opted_out)),
    html`<ul class="bars">${rows.map(
      ({ step, units }) =>
        html`<li><span>${own.steps[step] ?? step}</span><i style="width:${((100 * units) / care.eligible).toFixed(1)}%"></i><span class="num">${int(units)}${context.words.and}${share(units)}</span></li>`,
    )}</ul>${refs(context, { definition: metric, data, showTable: false })}`,
  );
}

/** What was done on the visits of the funnel. */
function visitItems(context: Context, care: CareFunnel): Html {
  const own = context.words.due;
  const share = (n: number) => (care.visited === 0 ? "—" : percent(n / care.visited));
  const rows = (["card_given", "maintained", "opinion_asked"] as const).map((item) => ({ item, visits: care[item] }));
  const data: Data<(typeof rows)[number]> = {
    name: "birthday-items",
    rows,
    narrow: true,
    columns: [
      { key: "item", label: own.item, raw: (r) => r.item, show: (r) => own.items[r.item] ?? r.item },
      { key: "visits", label: context.words.columns.rows, num: true, raw: (r) => r.visits, show: (r) => int(r.visits) },
      {
        key: "share",
        label: context.words.columns.share,
        num: true,
        raw: (r) => (care.visited === 0 ? null : r.visits / care.visited),
        show: (r) => share(r.visits),
      },
    ],
  };
  return section(
    "items",
    own.itemsTitle(share(care.card_given), share(care.maintained), share(care.opinion_asked)),
    own.itemsLead(int(care.visited), int(care.noted), int(care.eligible)),
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

function list(context: Context, rows: readonly RegionDues[], total: number): Html {
  const own = context.words.due;
  if (rows.length === 0) return section("list", own.listNone, own.listLead, nothing);
  const number = (key: "due" | "vip" | "noted" | "called" | "done" | "opted_out", label: string) => ({
    key,
    label,
    num: true,
    raw: (r: RegionDues) => r[key],
    show: (r: RegionDues) => int(r[key]),
  });
  const data: Data<RegionDues> = {
    name: "birthdays-due",
    rows,
    columns: [
      {
        key: "region",
        label: context.words.dims.region ?? "",
        raw: (r) => r.region,
        show: (r) => r.region ?? own.unknown,
      },
      { key: "first_on", label: own.next, raw: (r) => r.first_on },
      number("due", own.due),
      number("vip", "VIP"),
      number("noted", own.noted),
      number("called", own.called),
      number("done", own.done),
      number("opted_out", own.optedOut),
    ],
  };
  return section(
    "list",
    own.listTitle(int(total), int(rows.filter(({ region }) => region !== null).length)),
    own.listLead,
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
