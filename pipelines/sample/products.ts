import { categories } from "./categories.ts";
import { dayNumber, monthCount } from "./clock.ts";
import { provinces } from "./provinces.ts";
import { type Random, runningTotals } from "./random.ts";

export interface Model {
  id: string;
  category: number;
  brand: string;
  subcategory: string;
  launchedDay: number;
  /** 0 while produced. */
  endDay: number;
  popularity: number;
  /** How much more often than its peers it breaks. */
  habit: number;
  /** Running totals over the category's components. */
  componentTotals: Float64Array;
  cells: Cell[];
}

/** Units of one model, production batch and province: the finest grain of exposure. */
export interface Cell {
  model: Model;
  batch: string;
  /** First month of the production quarter, in months since September 2024; negative before. */
  producedMonth: number;
  region: number;
  /** Units in use and sold, by month of the sample. */
  units: Float64Array;
  sold: Float64Array;
}

export interface Catalogue {
  models: Model[];
  /** Cells of each category with running totals of units x habit, and of units sold, by month. */
  byCategory: { cells: Cell[]; use: Float64Array[]; sold: Float64Array[] }[];
}

const brands = ["澄屿", "檐雨"] as const;
const letters = "ACDEGHKMNPRTVW";
/** Share of a batch that is sold in each of the months after production. */
const sellOut = [0.1, 0.22, 0.24, 0.18, 0.12, 0.08, 0.06];
const monthlyScrap = 0.004;
/** Mean units in use over the sample at scale 1. */
const installedUnits = 520000;

/** Months since September 2024. */
const monthsOf = (year: number, month: number) => (year - 2024) * 12 + month - 9;

/** 120 models with quarterly batches, each batch shipped to some provinces, and their units in use by month. */
export function buildCatalogue(random: Random, scale: number): Catalogue {
  const models: Model[] = [];
  categories.forEach((category, index) => {
    for (let i = 0; i < 15; i++) {
      const launch = i < 9 ? random.between(0, 40) : random.between(30, 64); // months since January 2021
      const life = random.between(18, 48);
      const end = launch + life;
      const totals = runningTotals(
        category.components.map(({ weight }) => weight * (i < 2 ? 1 : 0.75 + random.next() * 0.5)),
      );
      models.push({
        id: `${category.prefix}${category.sizes[i % category.sizes.length]}${letters[(i * 5 + index) % letters.length]}${1 + (i % 9)}`,
        category: index,
        brand: i % 5 === 4 ? brands[1] : brands[0],
        subcategory: category.names[(i % (category.names.length - 1)) + 1] as string,
        launchedDay: dayNumber(2021 + Math.floor(launch / 12), (launch % 12) + 1, random.between(1, 27)),
        endDay: end < 69 ? dayNumber(2021 + Math.floor(end / 12), (end % 12) + 1, random.between(1, 27)) : 0,
        popularity: i < 2 ? 7.5 - i * 1.5 : 0.35 + random.next() * 1.3,
        habit: i < 2 ? 1 : 0.75 + random.next() * random.next() * 1.1,
        componentTotals: totals,
        cells: [],
      });
      buildCells(random, models[models.length - 1] as Model, launch, Math.min(end, 68));
    }
  });
  scaleUnits(models, scale);
  const byCategory = categories.map((_, index) => {
    const cells = models.filter((model) => model.category === index).flatMap((model) => model.cells);
    const totalsBy = (weight: (cell: Cell, month: number) => number) =>
      Array.from({ length: monthCount }, (_, month) => runningTotals(cells.map((cell) => weight(cell, month))));
    return {
      cells,
      use: totalsBy((cell, month) => (cell.units[month] as number) * cell.model.habit),
      sold: totalsBy((cell, month) => cell.sold[month] as number),
    };
  });
  return { models, byCategory };
}

function buildCells(random: Random, model: Model, launch: number, end: number): void {
  const category = categories[model.category] as (typeof categories)[number];
  const firstQuarter = Math.floor(launch / 3);
  const quarters = Math.max(2, Math.floor(end / 3) - firstQuarter + 1);
  const spread = runningTotals(provinces.map((province) => province[1]));
  for (let q = 0; q < quarters; q++) {
    const start = (firstQuarter + q) * 3;
    if (start > 66) break;
    const year = 2021 + Math.floor(start / 12);
    const month = (start % 12) + 1;
    const producedMonth = monthsOf(year, month);
    const batch = `B${String(year % 100)}${String(month).padStart(2, "0")}`;
    const regions = new Set<number>();
    const wanted = random.between(5, 8);
    while (regions.size < wanted) regions.add(random.weighted(spread));
    const size = model.popularity * (0.7 + random.next() * 0.6) * (q === Math.floor(quarters / 2) ? 2.6 : 1);
    for (const region of regions) {
      const share = (provinces[region] as (typeof provinces)[number])[1] * (0.7 + random.next() * 0.6);
      const cell: Cell = {
        model,
        batch,
        producedMonth,
        region,
        units: new Float64Array(monthCount),
        sold: new Float64Array(monthCount),
      };
      fillMonths(cell, size * share, category.sales);
      model.cells.push(cell);
    }
  }
}

/** Sells a batch over the months after its production, more in sale months, and scraps a little each month. */
function fillMonths(cell: Cell, size: number, sales: readonly number[]): void {
  const weights = sellOut.map((share, i) => {
    const month = cell.producedMonth + 1 + i;
    return share * (sales[(((month + 8) % 12) + 12) % 12] as number);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let inUse = 0;
  for (let month = cell.producedMonth + 1; month < monthCount; month++) {
    const i = month - cell.producedMonth - 1;
    const sold = i < weights.length ? (size * (weights[i] as number)) / total : 0;
    inUse = inUse * (1 - monthlyScrap) + sold;
    if (month < 0) continue;
    cell.units[month] = inUse;
    cell.sold[month] = sold;
  }
}

function scaleUnits(models: readonly Model[], scale: number): void {
  let sum = 0;
  for (const model of models) for (const cell of model.cells) for (const units of cell.units) sum += units;
  const factor = (installedUnits * scale * monthCount) / sum;
  for (const model of models) {
    for (const cell of model.cells) {
      for (let month = 0; month < monthCount; month++) {
        cell.units[month] = Math.round((cell.units[month] as number) * factor * 100) / 100;
        cell.sold[month] = Math.round((cell.sold[month] as number) * factor * 100) / 100;
      }
    }
  }
}
