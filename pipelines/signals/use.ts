import type { Engine } from "../engines/engine.ts";
import { type AgeFactors, bands } from "./ages.ts";

const day = 86_400_000;

/** Weeks from the first report on, the last one as far as it has passed. */
export interface Weeks {
  /** Mondays, YYYY-MM-DD. */
  starts: string[];
  /** The last day that counts, YYYY-MM-DD. */
  lastDay: string;
}

/** The weeks from a Monday to the day of the as-of. */
export function weeksUntil(first: string, lastDay: string): Weeks {
  const starts: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(lastDay); at += 7 * day) {
    starts.push(new Date(at).toISOString().slice(0, 10));
  }
  return { starts, lastDay };
}

/** Units in use by week: unit-weeks of models, and of their batches and regions. Empty where no installed base and no unit is known. */
export class Use {
  readonly ofModel = new Map<string, Float64Array>();
  readonly ofPart = new Map<string, Float64Array>();
  /** Share of a model's unit-months in each age band by month; the rest is older than the first sale known. */
  private readonly ages = new Map<string, Map<string, Float64Array>>();
  private readonly weeks: Weeks;
  /** By week, the months of its days and how many days of each count. */
  private readonly days: { month: string; days: number }[][];
  private readonly daysOf = new Map<string, number>();

  private constructor(weeks: Weeks) {
    this.weeks = weeks;
    const last = Date.parse(weeks.lastDay);
    this.days = weeks.starts.map((start) => {
      const months = new Map<string, number>();
      for (let i = 0; i < 7; i++) {
        const at = Date.parse(start) + i * day;
        if (at > last) continue;
        const month = `${new Date(at).toISOString().slice(0, 7)}-01`;
        months.set(month, (months.get(month) ?? 0) + 1);
      }
      return [...months].map(([month, days]) => ({ month, days }));
    });
    for (const { month } of this.days.flat()) {
      const next = new Date(month);
      next.setUTCMonth(next.getUTCMonth() + 1);
      this.daysOf.set(month, (Math.min(next.getTime(), last + day) - Date.parse(month)) / day);
    }
  }

  static async read(engine: Engine, weeks: Weeks): Promise<Use> {
    const use = new Use(weeks);
    const exposure = await engine.columns<{
      model: string[];
      part: (string | null)[];
      month: string[];
      unit_months: number[];
    }>(
      `SELECT model, CASE part_kind WHEN 'all' THEN NULL ELSE part_kind || chr(31) || part_id END AS part,
         CAST(month AS VARCHAR) AS month, unit_months FROM int_signal_exposure ORDER BY ALL`,
    );
    const monthly = new Map<string, Map<string, number>>();
    exposure.model.forEach((model, i) => {
      const part = exposure.part[i];
      const name = part == null ? model : partKey(model, part);
      const months = monthly.get(name) ?? new Map<string, number>();
      monthly.set(name, months.set(exposure.month[i] as string, exposure.unit_months[i] as number));
      const into = part == null ? use.ofModel : use.ofPart;
      if (!into.has(name)) into.set(name, new Float64Array());
    });
    for (const into of [use.ofModel, use.ofPart]) {
      for (const name of into.keys()) into.set(name, use.weekly(monthly.get(name) ?? new Map()));
    }
    const ages = await engine.columns<{ model: string[]; month: string[]; band: number[]; unit_months: number[] }>(
      `SELECT model, CAST(month AS VARCHAR) AS month, months_from AS band,
         CAST(sum(CAST(unit_months AS DECIMAL(38, 12))) AS DOUBLE) AS unit_months
       FROM int_signal_ages GROUP BY ALL ORDER BY ALL`,
    );
    ages.model.forEach((model, i) => {
      const month = ages.month[i] as string;
      const all = monthly.get(model)?.get(month) ?? 0;
      if (all <= 0) return;
      const months = use.ages.get(model) ?? new Map<string, Float64Array>();
      const shares = months.get(month) ?? new Float64Array(bands.length);
      shares[(bands as readonly number[]).indexOf(ages.band[i] as number)] = (ages.unit_months[i] as number) / all;
      use.ages.set(model, months.set(month, shares));
    });
    return use;
  }

  /** Unit-weeks of a model weighted by how often the symptom comes at the units' ages. */
  aged(model: string, category: string, symptom: string | null, factors: AgeFactors): Float64Array {
    const plain = this.ofModel.get(model) ?? new Float64Array(this.weeks.starts.length);
    const months = this.ages.get(model);
    if (months === undefined) return plain;
    const weight = factors.of(category, symptom);
    const oldest = weight.at(-1) as number;
    const byMonth = new Map<string, number>();
    for (const [month, shares] of months) {
      const known = Math.max(
        1,
        shares.reduce((sum, share) => sum + share, 0),
      );
      const factor = shares.reduce((sum, share, i) => sum + (share / known) * ((weight[i] as number) - oldest), oldest);
      byMonth.set(month, factor);
    }
    return plain.map((units, week) => {
      const days = this.days[week] ?? [];
      const all = days.reduce((sum, { days: n }) => sum + n, 0);
      return days.reduce((sum, { month, days: n }) => sum + (units * n * (byMonth.get(month) ?? oldest)) / all, 0);
    });
  }

  /** Unit-months of a month spread over its days that count, and summed to weeks (of 30.4375 days a month). */
  private weekly(months: ReadonlyMap<string, number>): Float64Array {
    return Float64Array.from(this.days, (days) =>
      days.reduce(
        (sum, { month, days: n }) => sum + ((months.get(month) ?? 0) * n) / (this.daysOf.get(month) ?? 30),
        0,
      ),
    );
  }
}

export const partKey = (model: string, part: string): string => `${model}\u001e${part}`;
