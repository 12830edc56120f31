import type { Listed } from "../flows.ts";
import type { ChronicUnit, ModelEscapes, WarrantyAlert } from "../outcomes.ts";
import type { Context } from "../page.ts";
import type { MetricValue } from "../published.ts";
import { type Column, type Data, listLink, refs, table } from "./data.ts";
import { int, percent, scaleOf, wallTime } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { longTable } from "./long-table.ts";
import { modelName } from "./model-name.ts";
import { ends, findSeries, printed, sameDims, stateOf } from "./reading.ts";

interface Bars {
  name: string;
  definition: string;
  /** Heading of the keys' column. */
  first: string;
  numbers: readonly [string, string];
  keys: readonly [string, string];
  rows: readonly { key: string; label: string; values: readonly [number, number] }[];
}

/** Two counts by key: bars of the first with its share, the second beside it, and both in the CSV. */
export function bars(context: Context, { name, definition, first, numbers, keys, rows }: Bars): Html {
  const total = rows.reduce((sum, row) => sum + row.values[0], 0);
  const most = Math.max(...rows.map((row) => row.values[0]), 1);
  const data: Data<Bars["rows"][number]> = {
    name,
    rows,
    narrow: true,
    columns: [
      { key: "key", label: first, raw: (r) => r.key, show: (r) => r.label },
      { key: keys[0], label: numbers[0], num: true, raw: (r) => r.values[0], show: (r) => int(r.values[0]) },
      { key: keys[1], label: numbers[1], num: true, raw: (r) => r.values[1], show: (r) => int(r.values[1]) },
    ],
  };
  return html`<ul class="bars">${rows.map(
    ({ label, values }) =>
      html`<li><span>${label}</span><i style="width:${((100 * values[0]) / most).toFixed(1)}%"></i><span class="num">${int(values[0])}${context.words.and}${percent(values[0] / (total || 1))}</span></li>`,
  )}</ul>${refs(context, { definition, data })}`;
}

const named = ({ words }: Context, dimension: string, key: string | null) =>
  key === null ? "—" : (words.values[dimension]?.[key] ?? key);

const dayOf = ({ published }: Context, at: string) => wallTime(at, published.manifest.zone).slice(0, 10);

/** A number that does not break. */
const whole = (text: string): Html => html`<span class="nowrap">${text}</span>`;

type Ticket = Pick<ChronicUnit & WarrantyAlert, "category" | "model" | "region" | "service_point_id" | "created_at">;

/** What a ticket was about, where, and when the user asked. */
function whereAndWhen<Row extends Ticket>(context: Context): Column<Row>[] {
  const { words } = context;
  return [
    {
      key: "category",
      label: words.dims.category ?? "",
      raw: (r) => r.category,
      show: (r) => named(context, "category", r.category),
    },
    { key: "model", label: words.dims.model ?? "", raw: (r) => r.model, show: (r) => modelName(r.model) },
    { key: "region", label: words.dims.region ?? "", raw: (r) => r.region },
    { key: "service_point_id", label: words.dims.service_point_id ?? "", raw: (r) => r.service_point_id },
    {
      key: "created_at",
      label: words.repeats.created,
      raw: (r) => r.created_at,
      show: (r) => whole(dayOf(context, r.created_at)),
    },
  ];
}

/** Units by their chains of tickets. */
export function chronicUnits(context: Context, { rows, total }: Listed<ChronicUnit>): Html {
  const { words } = context;
  const own = words.repeats;
  const data: Data<ChronicUnit> = {
    name: "chronic-units",
    rows,
    columns: [
      { key: "ticket_id", label: own.newest, raw: (r) => r.ticket_id, show: (r) => whole(r.ticket_id) },
      {
        key: "previous_ticket_id",
        label: own.previous,
        raw: (r) => r.previous_ticket_id,
        show: (r) => whole(r.previous_ticket_id),
      },
      {
        key: "earlier_ticket_id",
        label: own.earlier,
        raw: (r) => r.earlier_ticket_id,
        show: (r) => whole(r.earlier_ticket_id),
      },
      {
        key: "repair_count",
        label: own.repairs,
        num: true,
        raw: (r) => r.repair_count,
        show: (r) => int(r.repair_count),
      },
      ...whereAndWhen<ChronicUnit>(context),
      {
        key: "is_open",
        label: own.state,
        raw: (r) => String(r.is_open),
        show: (r) => (r.is_open ? html`<b>${own.open}</b>` : own.closed),
      },
    ],
  };
  return longTable(context, data, total);
}

/** Escapes of each model since the data began, those of most cases first; ten cases at least. */
export function escapesByModel(context: Context): Html {
  const { words, published } = context;
  const found = findSeries(published.definitions, "nff_escape_rate");
  const rows = published.outcomes.nffModels;
  if (!found || rows.length === 0) return html`<p class="empty-state">${words.emptyBecause}</p>`;
  const scale = scaleOf(found.series, 0, words.units);
  const number = (key: "value" | "lo" | "hi") => ({
    key,
    label: words.columns[key],
    num: true,
    raw: (r: ModelEscapes) => r[key],
    show: (r: ModelEscapes) => printed(r[key], scale),
  });
  const list = ({ model, period_start, n }: ModelEscapes) =>
    listLink(
      context,
      { metric_id: "nff_escape_rate", grain: "all", period_start, dims: { model }, which: "all" },
      int(n),
    );
  const data: Data<ModelEscapes> = {
    name: "nff-escapes-by-model",
    rows,
    narrow: true,
    grey: (r) => r.n < 30,
    columns: [
      { key: "model", label: words.dims.model ?? "", raw: (r) => r.model, show: (r) => modelName(r.model) },
      number("value"),
      number("lo"),
      number("hi"),
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.n, show: list },
    ],
  };
  return html`${table(data)}${refs(context, { definition: "nff_escape_rate", data, showTable: false })}`;
}

/** Years of measures too rare for months: value, interval, n and list; a year not yet over or ripe says so. */
export function yearly(context: Context, ids: readonly string[]): Html {
  const { words, published } = context;
  const own = words.repeats;
  const rows = ids.flatMap((id) => {
    const found = findSeries(published.definitions, id);
    return found === null
      ? []
      : published.values
          .filter((v) => v.metric_id === id && v.grain === "year" && sameDims(v.dims, {}))
          .sort((a, b) => a.period_start.localeCompare(b.period_start))
          .map((value) => ({ ...found, value, scale: scaleOf(found.series, value.value ?? 0, words.units) }));
  });
  if (rows.length === 0) return html`<p class="empty-state">${words.emptyBecause}</p>`;
  type Row = (typeof rows)[number];
  const isHidden = ({ value }: Row) => value.value === null || stateOf(value) === "hidden";
  const limit = (side: "lo" | "hi", row: Row) => {
    const both = isHidden(row) ? null : ends(row.value, row.scale);
    return both ? both[side] : "—";
  };
  const list = (value: MetricValue) =>
    listLink(
      context,
      { metric_id: value.metric_id, grain: "year", period_start: value.period_start, dims: {}, which: "all" },
      int(value.n),
    );
  const data: Data<Row> = {
    name: "recovery",
    rows,
    grey: (r) => r.value.n < 30 || r.value.maturity !== "matured",
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (r) => r.series.id,
        show: (r) =>
          html`<a href="${context.link(`definitions/${r.definition.id}`)}">${context.say(r.series.label)}</a>`,
      },
      {
        key: "year",
        label: own.year,
        raw: (r) => r.value.period_start.slice(0, 4),
        show: (r) =>
          r.value.maturity === "matured"
            ? r.value.period_start.slice(0, 4)
            : `${r.value.period_start.slice(0, 4)}${words.and}${own.provisional}`,
      },
      {
        key: "value",
        label: words.columns.value,
        num: true,
        raw: (r) => (isHidden(r) ? null : r.value.value),
        show: (r) => (isHidden(r) ? "—" : printed(r.value.value ?? 0, r.scale)),
      },
      {
        key: "lo",
        label: words.columns.lo,
        num: true,
        raw: (r) => (isHidden(r) ? null : r.value.lo),
        show: (r) => limit("lo", r),
      },
      {
        key: "hi",
        label: words.columns.hi,
        num: true,
        raw: (r) => (isHidden(r) ? null : r.value.hi),
        show: (r) => limit("hi", r),
      },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.value.n, show: (r) => list(r.value) },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** Tickets on which the warranty's rules may ask for something, with the thresholds and who confirmed them. */
export function warrantyAlerts(context: Context): Html {
  const { words, published } = context;
  const own = words.repeats;
  const { warrantyAlerts: alerts, warrantyPolicy } = published.outcomes;
  if (
    !published.quality.presence.some(
      ({ entity, field, filled }) => entity === "tickets" && field === "warranty" && filled > 0,
    )
  ) {
    return section(
      "warranty",
      own.alertsUnknown,
      own.alertsLead,
      html`<p class="empty-state">${words.needs("tickets.warranty")}</p>`,
    );
  }
  const due = alerts.rows.filter((row) => row.kind === "exchange_due").length;
  const status = warrantyPolicy[0]?.status;
  const thresholds = warrantyPolicy.map((row) =>
    own.threshold(
      row.category === "" ? own.others : named(context, "category", row.category),
      int(row.repairs_before_exchange),
      int(row.parts_wait_days),
    ),
  );
  const why = (row: WarrantyAlert) => {
    if (row.kind === "exchange_due") return own.whyRepairs(int(row.earlier_repair_count ?? 0));
    if (row.kind === "part_wait") return own.whyWait(int(row.wait_days ?? 0));
    return own.whyExtended(row.warranty_ends_on ?? "—", row.extended_to ?? "—");
  };
  const data: Data<WarrantyAlert> = {
    name: "warranty-alerts",
    rows: alerts.rows,
    columns: [
      { key: "ticket_id", label: words.tickets.columns.id, raw: (r) => r.ticket_id, show: (r) => whole(r.ticket_id) },
      { key: "kind", label: own.kind, raw: (r) => r.kind, show: (r) => html`<b>${own.kinds[r.kind] ?? r.kind}</b>` },
      { key: "why", label: own.why, raw: why },
      ...whereAndWhen<WarrantyAlert>(context),
      {
        key: "is_open",
        label: own.state,
        raw: (r) => String(r.is_open),
        show: (r) => (r.is_open ? own.open : own.closed),
      },
    ],
  };
  return section(
    "warranty",
    alerts.total === 0 ? own.alertsNone : own.alertsTitle(int(alerts.total), int(due)),
    own.alertsLead,
    html`<p class="note"><b>${status === undefined ? own.unconfirmed : own.status(status)}</b>${words.stop}${thresholds.join(words.stop)}${
      warrantyPolicy.some((row) => row.extends_by_repair_days) ? html`${words.stop}${own.extends}` : nothing
    }</p>${alerts.total === 0 ? nothing : longTable(context, data, alerts.total)}`,
  );
}
