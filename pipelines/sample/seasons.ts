import { categories } from "./categories.ts";
import {
  dateText,
  endDay,
  firstDay,
  isHoliday,
  monthCount,
  monthOf,
  monthStart,
  springFestivalOffset,
  weekday,
} from "./clock.ts";
import type { Catalogue } from "./products.ts";

/** Requests a year and a bit bring at scale 1. */
export const volumes = {
  repair: 29600,
  install: 12600,
  maintenance: 2800,
  inquiry: 7800,
  return: 1150,
  care: 1500,
} as const;
export type Planned = keyof typeof volumes;

const maintenanceShare = [0.06, 0.2, 0.34, 0.18, 0, 0.2, 0.02, 0];
const careShare = [0.15, 0.2, 0.2, 0.15, 0.2, 0.05, 0.05, 0];

/** A category's season on a day: its monthly table, straight between the middles of the months. */
export function seasonOf(category: number, d: number): number {
  const table = (categories[category] as (typeof categories)[number]).season;
  const month = monthOf(d);
  const start = monthStart(month);
  const at = (d - start) / (monthStart(month + 1) - start) - 0.5;
  const here = table[(month + 8) % 12] as number;
  const there = table[(month + 8 + (at < 0 ? 11 : 1)) % 12] as number;
  return here + (there - here) * Math.abs(at);
}

/** How busy a day is for anybody: weekends, holidays, the festival lull and the rush before and after it. */
function dayFactor(d: number, planned: Planned): number {
  const offset = springFestivalOffset(d);
  const week = [0.86, 1.2, 1.06, 1.0, 0.98, 1.0, 0.9][weekday(d)] as number;
  const festival =
    offset >= 0 && offset <= 7
      ? 0.34
      : offset >= -14 && offset < 0
        ? planned === "maintenance" || planned === "care" || planned === "install"
          ? 1.6
          : 1.12
        : offset > 7 && offset <= 14
          ? 1.3
          : 1;
  return week * festival * (isHoliday(d) && (offset < 0 || offset > 7) ? 0.72 : 1);
}

/** Installs follow the sale days: goods ordered on 618 and 11.11 arrive in the two weeks after. */
function saleFactor(d: number): number {
  const monthDay = dateText(d).slice(5);
  if (monthDay >= "06-04" && monthDay <= "06-30") return monthDay >= "06-16" ? 1.8 : 1.25;
  if (monthDay >= "11-03" && monthDay <= "11-28") return monthDay >= "11-11" ? 1.9 : 1.2;
  return 1;
}

/** Units that a kind of request comes from, on a day. */
function weightOf(planned: Planned, catalogue: Catalogue, category: number, d: number): number {
  const month = Math.min(monthOf(d), monthCount - 1);
  const { use, sold } = catalogue.byCategory[category] as Catalogue["byCategory"][number];
  const last = (totals: Float64Array[]) => {
    const running = totals[month] as Float64Array;
    return running[running.length - 1] as number;
  };
  const general = dayFactor(d, planned);
  if (planned === "repair") return last(use) * seasonOf(category, d) * general;
  if (planned === "install") return last(sold) * general * saleFactor(d);
  return last(use) * general * (planned === "inquiry" || planned === "return" ? 0.6 + 0.4 * seasonOf(category, d) : 1);
}

const shareOf = (planned: Planned, category: number): number => {
  const about = categories[category] as (typeof categories)[number];
  if (planned === "install") return about.installShare;
  if (planned === "maintenance") return maintenanceShare[category] ?? 0;
  if (planned === "care") return careShare[category] ?? 0;
  return about.repairShare;
};

/** Expected requests by kind and category on every day of the sample; `rate` is repairs per weighted unit. */
export class Demand {
  private readonly rates = new Map<Planned, number[]>();
  private readonly catalogue: Catalogue;

  constructor(catalogue: Catalogue, scale: number) {
    this.catalogue = catalogue;
    for (const planned of Object.keys(volumes) as Planned[]) {
      const shares = categories.map((_, category) => shareOf(planned, category));
      const all = shares.reduce((sum, share) => sum + share, 0);
      const rates = shares.map((share, category) => {
        let weight = 0;
        for (let d = firstDay; d < endDay; d++) weight += weightOf(planned, catalogue, category, d);
        return weight === 0 ? 0 : (volumes[planned] * scale * share) / all / weight;
      });
      this.rates.set(planned, rates);
    }
  }

  expected(planned: Planned, category: number, d: number): number {
    const rate = this.rates.get(planned)?.[category] ?? 0;
    return rate === 0 ? 0 : rate * weightOf(planned, this.catalogue, category, d);
  }

  /** Expected repairs of the given units (already weighted by habit) on a day. */
  repairsOf(category: number, units: number, d: number): number {
    return (this.rates.get("repair")?.[category] ?? 0) * units * seasonOf(category, d) * dayFactor(d, "repair");
  }
}
