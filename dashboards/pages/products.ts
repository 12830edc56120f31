import { csvLink, type Data, refs, table } from "../components/data.ts";
import {
  faultList,
  leastFaults,
  modelPath,
  modelsWithPage,
  mostPages,
  rateText,
  rateWithInterval,
} from "../components/faults.ts";
import { int, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html } from "../components/html.ts";
import { modelName } from "../components/model-name.ts";
import { readMonths } from "../components/reading.ts";
import { readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { Product } from "../products.ts";

/** Technically sound is not yet sound: the fault rate of each model beside the dissatisfaction of its users. */
export default definePage((_published, words) => ({
  path: "products",
  title: words.products.title,
  nav: { group: "product", order: 1, label: words.products.nav },
  charts: true,
  render(context) {
    const own = context.words.products;
    const { models, since, until } = context.published.products;
    const rate = readMonths(context, "fault_rate");
    if (models.length === 0) {
      return html`${head(own.none, own.lead)}<p class="empty-state">${context.words.needs(rate.missing || "installed_base.units | units.in_use_at | units.sold_at, visits.outcome")}</p>`;
    }
    const of = (gap: Product["gap"]) => models.filter((product) => product.gap === gap);
    const apart = [...of("both"), ...of("fails"), ...of("displeases")].sort(byName);
    return html`${head(
      own.heading(models.length, of("both").length + of("fails").length, of("both").length + of("displeases").length),
      own.lead,
    )}${section(
      "apart",
      own.apartTitle(of("fails").length, of("displeases").length, of("both").length),
      own.apartLead(since, until),
      apart.length === 0 ? html`<p class="small">${own.noneApart}</p>` : table(data(context, apart, "products-apart")),
    )}${section("whole", own.wholeTitle, context.words.overview.othersLead, readingRows(context, [rate, readMonths(context, "csat")], "products-whole"))}${section(
      "all",
      own.allTitle(models.length),
      own.allLead(leastFaults, mostPages),
      html`<details class="data"><summary>${context.words.table}</summary>${table(data(context, [...models].sort(byName), "products"))}</details>${refs(context, { definition: "fault_rate" })}${csvLink(context, data(context, [...models].sort(byName), "products"))}`,
    )}`;
  },
}));

const byName = (a: Product, b: Product): number =>
  (a.category ?? "").localeCompare(b.category ?? "") || a.model.localeCompare(b.model);

const ratio = (v: number | null): string => rateText(v);

function data(context: Context, rows: readonly Product[], name: string): Data<Product> {
  const { words } = context;
  const own = words.products;
  const paged = new Set(modelsWithPage(context.published.products).map(({ model }) => model));
  const link = (product: Product): Html =>
    paged.has(product.model)
      ? html`<a href="${context.link(modelPath(product.model))}">${modelName(product.model)}</a>`
      : modelName(product.model);
  return {
    name,
    rows,
    grey: (p) => p.gap === "few",
    columns: [
      { key: "model", label: words.dims.model ?? "", raw: (p) => p.model, show: link },
      {
        key: "category",
        label: words.dims.category ?? "",
        raw: (p) => p.category,
        show: (p) => words.values.category?.[p.category ?? ""] ?? p.category ?? "—",
      },
      {
        key: "faults",
        label: own.faults,
        num: true,
        raw: (p) => p.faults,
        show: (p) => faultList(context, p.model, p.faults),
      },
      {
        key: "unit_months",
        label: own.unitMonths,
        num: true,
        raw: (p) => p.unit_months,
        show: (p) => int(p.unit_months),
      },
      {
        key: "fault_rate",
        label: own.faultRate,
        num: true,
        raw: (p) => p.fault_rate,
        show: (p) => rateWithInterval(context, { rate: p.fault_rate, lo: p.fault_lo, hi: p.fault_hi }),
      },
      {
        key: "fault_ratio",
        label: own.toPeers,
        num: true,
        raw: (p) => p.fault_ratio,
        show: (p) => ratio(p.fault_ratio),
      },
      { key: "answers", label: own.answers, num: true, raw: (p) => p.answers, show: (p) => int(p.answers) },
      {
        key: "dissatisfied_share",
        label: own.dissatisfied,
        num: true,
        raw: (p) => p.dissatisfied_share,
        show: (p) =>
          p.dissatisfied_share === null
            ? "—"
            : html`${percent(p.dissatisfied_share)} <span class="note">${words.intervalShort(percent(p.dissatisfied_lo ?? 0), percent(p.dissatisfied_hi ?? 0))}</span>`,
      },
      {
        key: "dissatisfied_ratio",
        label: own.toPeers,
        num: true,
        raw: (p) => p.dissatisfied_ratio,
        show: (p) => ratio(p.dissatisfied_ratio),
      },
      { key: "gap", label: own.gap, raw: (p) => p.gap, show: (p) => own.gaps[p.gap] },
    ],
  };
}
