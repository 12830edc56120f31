import { refs } from "../components/data.ts";
import {
  faultList,
  modelPath,
  modelReading,
  modelsWithPage,
  ofModel,
  productionMatrix,
  ratesTable,
  rateText,
} from "../components/faults.ts";
import { int, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html } from "../components/html.ts";
import { intervalPlot, monthsData, plot } from "../components/series.ts";
import { type Context, definePage } from "../page.ts";
import type { Product } from "../published.ts";

const most = 20;

/** One page a model with enough faults: its rate by month, by months in service, by production month, by component and by batch. */
export default definePage((published, words) =>
  modelsWithPage(published.products).map((product) => ({
    path: modelPath(product.model),
    title: words.models.title(product.model),
    charts: true,
    render: (context) => render(context, product),
  })),
);

function render(context: Context, product: Product): Html {
  const { words } = context;
  const own = words.models;
  const { model } = product;
  const { since, until, delays } = context.published.products;
  const reading = modelReading(context, model);
  const category = words.values.category?.[product.category ?? ""] ?? product.category ?? "";
  const components = ofModel(context, model, "component").sort((a, b) => b.faults - a.faults);
  const batches = ofModel(context, model, "batch").sort((a, b) => (a.batch ?? "").localeCompare(b.batch ?? ""));
  const first = components[0];
  const week = delays.find(({ days }) => days === 7);
  const late = delays.at(-1);
  return html`${head(
    own.heading(model, rateText(product.fault_rate), own.against(product.fault_p_above)),
    own.lead(category, since, until, int(product.unit_months)),
  )}<p class="small">${own.counted} ${faultList(context, model, product.faults)}${words.and}${own.interval(rateText(product.fault_lo), rateText(product.fault_hi))}${words.and}<a href="${context.link("products")}">${words.products.title}</a></p>${section(
    "by-month",
    own.monthTitle,
    week && late ? own.delays(percent(week.known_share, 0), percent(late.known_share, 0), int(week.n)) : own.noDelays,
    html`${intervalPlot(context, reading, words.products.faultRate) ?? html`<p class="empty-state">${words.emptyBecause}</p>`}${refs(
      context,
      { definition: "fault_rate", data: monthsData(context, reading, `months-${model}`) },
    )}`,
  )}<div class="columns">${section(
    "components",
    first ? own.componentTitle(first.component ?? "", int(first.faults)) : own.noComponents,
    own.componentLead,
    components.length === 0
      ? html`<p class="empty-state">${own.noComponents}</p>`
      : ratesTable(context, `components-${model}`, components.slice(0, most), {
          key: "component",
          label: own.component,
        }),
  )}${section("by-age", own.ageTitle, own.ageLead, ageCurve(context, model))}</div>${section(
    "production",
    own.matrixTitle,
    own.matrixLead,
    productionMatrix(context, model),
  )}${section(
    "batches",
    own.batchTitle,
    own.batchLead,
    batches.length === 0
      ? html`<p class="empty-state">${own.noProduction}</p>`
      : ratesTable(context, `batches-${model}`, batches, { key: "batch", label: own.batch }),
  )}`;
}

/** R/1000 by whole months in service. */
function ageCurve(context: Context, model: string): Html {
  const { words } = context;
  const own = words.models;
  const rows = ofModel(context, model, "age")
    .filter((row) => row.unit_months >= 100)
    .sort((a, b) => (a.months_in_service ?? 0) - (b.months_in_service ?? 0));
  if (rows.length < 3) return html`<p class="empty-state">${own.noAge}</p>`;
  const points = rows.map((row) => ({
    x: row.months_in_service ?? 0,
    v: Number(row.rate.toFixed(3)),
    lo: Number((row.lo ?? row.rate).toFixed(3)),
    hi: Number((row.hi ?? row.rate).toFixed(3)),
    tip: own.ageTip(row.months_in_service ?? 0, rateText(row.rate), int(row.faults), int(row.unit_months)),
  }));
  const last = points.at(-1)?.x ?? 0;
  const ticks = [0, 6, 12, 18, 24].filter((x) => x <= last).map((x) => ({ x, label: own.monthsIn(x) }));
  const data = {
    name: `age-${model}`,
    rows,
    narrow: true,
    columns: [
      { key: "months_in_service", label: own.age, num: true, raw: (r: (typeof rows)[number]) => r.months_in_service },
      { key: "faults", label: own.faults, num: true, raw: (r: (typeof rows)[number]) => r.faults },
      {
        key: "rate",
        label: own.rate,
        num: true,
        raw: (r: (typeof rows)[number]) => r.rate,
        show: (r: (typeof rows)[number]) => rateText(r.rate),
      },
      {
        key: "lo",
        label: words.columns.lo,
        num: true,
        raw: (r: (typeof rows)[number]) => r.lo,
        show: (r: (typeof rows)[number]) => rateText(r.lo),
      },
      {
        key: "hi",
        label: words.columns.hi,
        num: true,
        raw: (r: (typeof rows)[number]) => r.hi,
        show: (r: (typeof rows)[number]) => rateText(r.hi),
      },
    ],
  };
  return html`<figure>${plot("rates", { points, ticks }, own.ageAlt(rateText(rows[0]?.rate ?? 0), rateText(rows.at(-1)?.rate ?? 0)), "middle")}</figure>${refs(context, { definition: "fault_rate", data })}`;
}
