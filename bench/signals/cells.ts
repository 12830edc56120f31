import type { Panel } from "../../transforms/signals/peers.ts";
import type { Parts } from "../../transforms/signals/watch.ts";
import type { Draws } from "../../transforms/statistics/random.ts";

/** Weekly counts to look for faults in: their name, and a panel without parts. */
export interface Background {
  name: string;
  panel: Panel;
}

/** One fault put into a family. */
export interface Injected {
  family: number;
  start: number;
  ratio: number;
}

export const noParts = (families: number): Parts => ({
  familyOf: new Int32Array(0),
  lookOf: new Uint8Array(0),
  groupOf: new Int32Array(0),
  share: new Float32Array(0),
  tilt: new Float32Array(0),
  counts: new Float32Array(0),
  searched: new Int32Array(families * 2),
});

/** A panel of counts by category, model, symptom and week; without units, a model's exposure is its recent reports. */
export function panelOf(
  rows: { category: string; model: string; symptom: string; week: number; n: number }[],
  weeks: number,
): Panel {
  const number = (names: string[]) => new Map([...new Set(names)].sort().map((name, i) => [name, i]));
  const categories = number(rows.map(({ category }) => category));
  const models = number(rows.map(({ category, model }) => `${category}|${model}`));
  const symptoms = number(rows.map(({ symptom }) => symptom));
  const families = number(rows.map(({ category, model, symptom }) => `${category}|${model}|${symptom}`));
  const panel: Panel = {
    weeks,
    categoryOf: new Int32Array(models.size),
    exposure: new Float64Array(models.size * weeks),
    aged: new Float64Array(families.size * weeks),
    modelOf: new Int32Array(families.size),
    symptomOf: new Int32Array(families.size),
    counts: new Float64Array(families.size * weeks),
  };
  for (const { category, model, symptom, week, n } of rows) {
    const m = models.get(`${category}|${model}`) as number;
    const f = families.get(`${category}|${model}|${symptom}`) as number;
    panel.categoryOf[m] = categories.get(category) as number;
    panel.modelOf[f] = m;
    panel.symptomOf[f] = symptoms.get(symptom) as number;
    panel.counts[f * weeks + week] = (panel.counts[f * weeks + week] as number) + n;
  }
  return withReportedExposure(panel);
}

/** The panel with each model's exposure from its own recent reports, as where no unit is known. */
export function withReportedExposure(panel: Panel): Panel {
  const { weeks } = panel;
  const fade = 0.5 ** (1 / 8);
  const models = panel.categoryOf.length;
  const exposure = new Float64Array(models * weeks);
  for (const [f, m] of panel.modelOf.entries()) {
    for (let week = 0; week < weeks; week++) {
      exposure[m * weeks + week] = (exposure[m * weeks + week] as number) + (panel.counts[f * weeks + week] as number);
    }
  }
  for (let m = 0; m < models; m++) {
    let recent = 0;
    for (let week = 0; week < weeks; week++) {
      recent = fade * recent + (1 - fade) * (exposure[m * weeks + week] as number);
      exposure[m * weeks + week] = recent;
    }
  }
  const aged = new Float64Array(panel.counts.length);
  panel.modelOf.forEach((m, f) => {
    aged.set(exposure.subarray(m * weeks, (m + 1) * weeks), f * weeks);
  });
  return { ...panel, exposure, aged };
}

/** A family's usual count around a week, by the 26 weeks about it. */
export function around({ counts, weeks }: Panel, f: number, week: number): number {
  let [sum, n] = [0, 0];
  for (let at = Math.max(0, week - 13); at <= Math.min(weeks - 1, week + 13); at++) {
    sum += counts[f * weeks + at] as number;
    n += 1;
  }
  return sum / n;
}

/** The background with faults in so many of the families that expect at least `least` a week, from a week of the judged ones on. */
export function inject(
  panel: Panel,
  draws: Draws,
  { ratio, least, share, from, judged }: { ratio: number; least: number; share: number; from: number; judged: number },
): { panel: Panel; injected: Injected[] } {
  const { weeks } = panel;
  const counts = Float64Array.from(panel.counts);
  const injected: Injected[] = [];
  for (let f = 0; f < panel.modelOf.length; f++) {
    const start = from + Math.floor(draws.next() * (weeks - judged - from));
    if (draws.next() > share || around(panel, f, start) < least) continue;
    for (let week = start; week < weeks; week++) {
      const more = draws.poisson((ratio - 1) * around(panel, f, week));
      counts[f * weeks + week] = (counts[f * weeks + week] as number) + more;
    }
    injected.push({ family: f, start, ratio });
  }
  return { panel: { ...panel, counts }, injected };
}
