import { categories } from "./categories.ts";
import { dateText, firstDay, monthStart } from "./clock.ts";
import type { Catalogue, Cell } from "./products.ts";
import { provinces } from "./provinces.ts";

/** A fault planted in part of a model's units: from `startDay` on that component fails `ratio` times as often there. */
export interface Fault {
  id: string;
  model: string;
  category: number;
  component: number;
  /** One of the two is set. */
  batch: string | undefined;
  region: number | undefined;
  ratio: number;
  startDay: number;
  cells: Cell[];
}

/** Category, place of the model in it, component, rate ratio, first month of the sample, scope. */
const plan: readonly (readonly [string, number, string, number, number, "batch" | "region"])[] = [
  ["washer", 0, "三角架", 5, 15, "batch"],
  ["refrigerator", 1, "门封条", 3, 12, "batch"],
  ["air_conditioner", 0, "排水管", 3, 20, "region"],
  ["water_heater", 1, "点火器", 4, 16, "region"],
  ["tv", 0, "背光灯条", 4, 13, "batch"],
  ["phone", 0, "电池", 2, 18, "batch"],
];

/** The six planted faults, each on one of the largest batches (or provinces) of a popular model. */
export function plantFaults(catalogue: Catalogue): Fault[] {
  return plan.map(([categoryId, place, part, ratio, month, scope], i) => {
    const category = categories.findIndex(({ id }) => id === categoryId);
    const components = (categories[category] as (typeof categories)[number]).components;
    const model = catalogue.models[category * 15 + place] as Catalogue["models"][number];
    // Monday of the second week of the start month.
    const startDay = monthStart(month) + 7 + ((7 - ((monthStart(month) + 3) % 7)) % 7);
    const weight = new Map<string | number, number>();
    for (const cell of model.cells) {
      const key = scope === "batch" ? cell.batch : cell.region;
      let units = 0;
      for (let m = month; m < cell.units.length; m++) units += cell.units[m] as number;
      weight.set(key, (weight.get(key) ?? 0) + units);
    }
    const [best] = [...weight].sort((a, b) => b[1] - a[1])[0] as [string | number, number];
    const cells = model.cells.filter((cell) => (scope === "batch" ? cell.batch : cell.region) === best);
    return {
      id: `F${i + 1}`,
      model: model.id,
      category,
      component: components.findIndex(({ zh }) => zh === part),
      batch: scope === "batch" ? (best as string) : undefined,
      region: scope === "region" ? (best as number) : undefined,
      ratio,
      startDay,
      cells,
    };
  });
}

/** A fault as the planted truths state it. */
export function describeFault(fault: Fault, tickets: number) {
  const category = categories[fault.category] as (typeof categories)[number];
  const component = category.components[fault.component] as (typeof category.components)[number];
  return {
    id: fault.id,
    category: category.id,
    model: fault.model,
    component: component.zh,
    symptom_group: component.group,
    symptom_code: component.code,
    batch: fault.batch ?? null,
    region: fault.region === undefined ? null : (provinces[fault.region] as (typeof provinces)[number])[0],
    rate_ratio: fault.ratio,
    starts_on: dateText(fault.startDay),
    starts_in_week: Math.floor((fault.startDay - firstDay) / 7),
    tickets_added: tickets,
  };
}
