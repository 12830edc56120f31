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
import { modelAges } from "../components/model-ages.ts";
import { intervalPlot, monthsData } from "../components/series.ts";
import { type Context, definePage } from "../page.ts";
import type { Product } from "../products.ts";

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
  )}${modelAges(context, product)}${section(
    "components",
    first ? own.componentTitle(first.component ?? "", int(first.faults)) : own.noComponents,
    own.componentLead,
    components.length === 0
      ? html`<p class="empty-state">${own.noComponents}</p>`
      : ratesTable(context, `components-${model}`, components.slice(0, most), {
          key: "component",
          label: own.component,
        }),
  )}${section("production", own.matrixTitle, own.matrixLead, productionMatrix(context, model))}${section(
    "batches",
    own.batchTitle,
    own.batchLead,
    batches.length === 0
      ? html`<p class="empty-state">${own.noProduction}</p>`
      : ratesTable(context, `batches-${model}`, batches, { key: "batch", label: own.batch }),
  )}`;
}
