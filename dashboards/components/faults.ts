import type { Context } from "../page.ts";
import type { FaultRate, Product, Products } from "../products.ts";
import type { MetricValue } from "../published.ts";
import { addressOf } from "./address.ts";
import { csvLink, type Data, listLink, table } from "./data.ts";
import { int, number, type Scale } from "./format.ts";
import { type Html, html, nothing } from "./html.ts";
import { type Reading, readMonths, stateOf } from "./reading.ts";

/** Faults in twelve months that a model needs for a page of its own, and how many have one: a page costs as much as any other. */
export const leastFaults = 30;
export const mostPages = 40;

/** The models with a page: those set apart from their category, then those with most faults. */
export function modelsWithPage({ models }: Products): Product[] {
  const isApart = ({ gap }: Product) => Number(gap !== "neither" && gap !== "few");
  return models
    .filter(({ faults }) => faults >= leastFaults)
    .sort((a, b) => isApart(b) - isApart(a) || b.faults - a.faults || a.model.localeCompare(b.model))
    .slice(0, mostPages);
}

const two: Scale = { factor: 1, digits: 2, unit: "", step: "" };
export const rateText = (v: number | null): string => (v === null ? "—" : number(v, two));

/** Where a model's page is. */
export const modelPath = (model: string): string => `models/${addressOf(model)}`;

export const ofModel = (context: Context, model: string, slice: FaultRate["slice"]): FaultRate[] =>
  context.published.products.rates.filter((row) => row.model === model && row.slice === slice);

/** A rate with its interval. */
export const rateWithInterval = (context: Context, row: { rate: number; lo: number | null; hi: number | null }): Html =>
  html`${rateText(row.rate)} <span class="note">${row.lo === null || row.hi === null ? "" : context.words.intervalShort(rateText(row.lo), rateText(row.hi))}</span>`;

/** A shrunken ratio with its interval; grey words where there is nothing to compare with. */
export const ratioWithInterval = (context: Context, row: Pick<FaultRate, "ratio" | "ratio_lo" | "ratio_hi">): Html =>
  row.ratio === null
    ? html`—`
    : html`${rateText(row.ratio)}${row.ratio_lo === null || row.ratio_hi === null ? nothing : html` <span class="note">${context.words.intervalShort(rateText(row.ratio_lo), rateText(row.ratio_hi))}</span>`}`;

/** The tickets behind a model's faults of the twelve months. */
export function faultList(context: Context, model: string, faults: number): Html {
  const { since, until } = context.published.products;
  return listLink(
    context,
    { metric_id: "fault_rate", grain: "all", period_start: since, until, dims: { model }, which: "hit" },
    int(faults),
  );
}

/** A model's months as a reading of the fault rate, so that they are drawn as every other line is. */
export function modelReading(context: Context, model: string): Reading {
  const whole = readMonths(context, "fault_rate");
  const rows = ofModel(context, model, "month")
    .flatMap((row): MetricValue[] =>
      row.month === null
        ? []
        : [
            {
              metric_id: "fault_rate",
              grain: "month",
              period_start: row.month,
              dims: { model },
              n: Math.round(row.unit_months),
              x: row.faults,
              value: row.rate,
              lo: row.lo,
              hi: row.hi,
              method: "byar",
              maturity: row.recent_share > 0 ? "provisional" : "matured",
            },
          ],
    )
    .sort((a, b) => a.period_start.localeCompare(b.period_start));
  const mature = rows.filter(({ maturity }) => maturity === "matured").slice(-13);
  const current = mature.at(-1) ?? null;
  return {
    ...whole,
    state: current === null ? "empty" : stateOf(current),
    current,
    mature,
    late: rows.filter(({ maturity }) => maturity !== "matured"),
    change: null,
  };
}

const ages = [0, 3, 6, 9, 12, 15, 18, 21];

/** Tint of a cell by its shrunken ratio, so that one event stays pale. */
const heat = (ratio: number | null): number =>
  ratio === null || ratio < 1.5 ? 0 : ratio < 2 ? 1 : ratio < 3 ? 2 : ratio < 4 ? 3 : 4;

/** Production month against months in service: faults in the cell, tinted by the ratio; hatched where six weeks are not in yet. */
export function productionMatrix(context: Context, model: string): Html {
  const own = context.words.models;
  const cells = ofModel(context, model, "cell");
  const made = ofModel(context, model, "production").filter((row) => row.production_month !== null);
  if (made.length === 0) return html`<p class="empty-state">${own.noProduction}</p>`;
  const data: Data<FaultRate> = {
    name: `matrix-${model}`,
    rows: cells,
    columns: [
      { key: "production_month", label: own.produced, raw: (r) => r.production_month?.slice(0, 7) ?? null },
      { key: "months_in_service", label: own.age, num: true, raw: (r) => r.months_in_service },
      { key: "faults", label: own.faults, num: true, raw: (r) => r.faults },
      { key: "unit_months", label: own.unitMonths, num: true, raw: (r) => r.unit_months },
      { key: "rate", label: own.rate, num: true, raw: (r) => r.rate },
      { key: "ratio", label: own.ratio, num: true, raw: (r) => r.ratio },
    ],
  };
  const cellOf = (row: FaultRate, age: number) => {
    const cell = cells.find((c) => c.production_month === row.production_month && c.months_in_service === age);
    if (!cell) return html`<td class="num"></td>`;
    const classes = ["num", `heat-${heat(cell.ratio)}`, cell.recent_share > 1 / 3 ? "partial" : ""].filter(Boolean);
    return html`<td class="${classes.join(" ")}">${int(cell.faults)}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${own.matrixCaption}"><table class="matrix"><caption>${own.matrixCaption}</caption><thead><tr><th scope="col">${own.produced}</th>${ages.map(
    (age) => html`<th scope="col" class="num">${own.ages(age, age === 21 ? 24 : age + 2)}</th>`,
  )}<th scope="col" class="num">${own.ratio}</th></tr></thead><tbody>${made.map(
    (row) =>
      html`<tr><th scope="row">${row.production_month?.slice(0, 7) ?? ""}</th>${ages.map((age) => cellOf(row, age))}<td class="num">${ratioWithInterval(context, row)}</td></tr>`,
  )}</tbody></table></div><p class="note">${own.matrixNote}</p><div class="refs">${csvLink(context, data)}</div>`;
}

/** Rows of one slice of a model, as a table. */
export function ratesTable(
  context: Context,
  name: string,
  rows: readonly FaultRate[],
  what: { key: "component" | "batch"; label: string },
): Html {
  const own = context.words.models;
  const total = rows.reduce((sum, row) => sum + row.faults, 0);
  const data: Data<FaultRate> = {
    name,
    rows,
    columns: [
      { key: what.key, label: what.label, raw: (r) => r[what.key] },
      { key: "faults", label: own.faults, num: true, raw: (r) => r.faults, show: (r) => int(r.faults) },
      {
        key: "share",
        label: context.words.columns.share,
        num: true,
        raw: (r) => r.faults / total,
        show: (r) => `${((100 * r.faults) / total).toFixed(0)}%`,
      },
      { key: "rate", label: own.rate, num: true, raw: (r) => r.rate, show: (r) => rateWithInterval(context, r) },
      { key: "ratio", label: own.ratio, num: true, raw: (r) => r.ratio, show: (r) => ratioWithInterval(context, r) },
      {
        key: "p_above",
        label: context.words.fairness.band,
        raw: (r) => r.p_above,
        show: (r) => own.against(r.p_above),
      },
    ],
    grey: (r) => r.faults < 10,
  };
  return html`${table(data)}<div class="refs">${csvLink(context, data)}</div>`;
}
