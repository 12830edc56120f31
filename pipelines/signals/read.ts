import type { Panel } from "../../transforms/signals/peers.ts";
import { fewestReports, looks, type Parts } from "../../transforms/signals/watch.ts";
import { type Engine, literal } from "../engines/engine.ts";
import type { AgeFactors } from "./ages.ts";
import { partKey, type Use, type Weeks } from "./use.ts";

export type SubjectKind = "component" | "theme";
/** How a model's expectations were come by: from units in use, or from its share of all its own reports. */
export type Method = "installed_base" | "peer_share";
export const partKinds = ["batch", "region"] as const;

/** Reports that a part's place is worth against what other models of the category show there. */
const tiltPrior = 20;
const lately = 0.5 ** (1 / 8);

/** The reports of one kind of symptom as the statistics take them, with the names of what they number. */
export interface Reading {
  kind: SubjectKind;
  weeks: Weeks;
  panel: Panel;
  parts: Parts;
  models: string[];
  categories: string[];
  /** Names of families and parts. */
  families: { model: string; symptom: string; category: string }[];
  partNames: { kind: (typeof partKinds)[number]; id: string }[];
  /** Numbers of the units that parts are of, by partKey. */
  groups: ReadonlyMap<string, number>;
  methods: Method[];
}

type Counted = {
  symptom: string[];
  model: string[];
  category: (string | null)[];
  part: (string | null)[];
  week: number[];
  reports: number[];
};

/** Reads the weekly reports of one kind. Null where there are none. */
export async function readPanel(
  engine: Engine,
  kind: SubjectKind,
  { weeks, use, factors }: { weeks: Weeks; use: Use; factors: AgeFactors },
): Promise<Reading | null> {
  const read = (parts: string) =>
    engine.columns<Counted>(
      `SELECT subject_id AS symptom, model, category, CASE part_kind WHEN 'all' THEN NULL ELSE part_kind || chr(31) || part_id END AS part,
         CAST(days_between(DATE ${literal(weeks.starts[0] ?? "1970-01-05")}, week_start) / 7 AS INTEGER) AS week, reports
       FROM int_signal_counts WHERE subject_kind = ${literal(kind)} AND ${parts}
       ORDER BY model, subject_id, part_kind, part_id, week_start`,
    );
  const all = await read("part_kind = 'all'");
  if (all.model.length === 0) return null;
  const length = weeks.starts.length;
  const models = distinct(all.model);
  const categoryByModel = new Map<string, string>();
  all.model.forEach((model, i) => {
    categoryByModel.set(model, categoryByModel.get(model) ?? all.category[i] ?? "");
  });
  const categories = distinct([...categoryByModel.values()]);
  const numberOf = numbers(models);
  const symptoms = numbers(distinct(all.symptom));
  const names = distinct(all.model.map((model, i) => `${model}\u001f${all.symptom[i]}`));
  const familyOf = numbers(names);
  const families = names.map((name) => {
    const [model = "", symptom = ""] = name.split("\u001f");
    return { model, symptom, category: categoryByModel.get(model) ?? "" };
  });
  const panel: Panel = {
    weeks: length,
    categoryOf: Int32Array.from(models, (model) => categories.indexOf(categoryByModel.get(model) ?? "")),
    exposure: new Float64Array(models.length * length),
    aged: new Float64Array(names.length * length),
    modelOf: Int32Array.from(families, ({ model }) => numberOf.get(model) as number),
    symptomOf: Int32Array.from(families, ({ symptom }) => symptoms.get(symptom) as number),
    counts: new Float64Array(names.length * length),
  };
  all.model.forEach((model, i) => {
    const family = familyOf.get(`${model}\u001f${all.symptom[i]}`) as number;
    panel.counts[family * length + (all.week[i] as number)] = all.reports[i] as number;
  });
  const reports = reportsOf(panel, models.length);
  const methods = expose(panel, { models, categories, families }, { reports, use, factors });
  // Only parts with enough reports can be signals of their own.
  const counted = await read(
    `part_kind <> 'all' AND (model, subject_id, part_kind, part_id) IN (
       SELECT (model, subject_id, part_kind, part_id) FROM int_signal_counts
       WHERE subject_kind = ${literal(kind)} AND part_kind <> 'all'
       GROUP BY model, subject_id, part_kind, part_id HAVING sum(reports) >= ${fewestReports})`,
  );
  const { parts, partNames, groups } = partsOf(counted, { panel, models, families, familyOf, methods, use, reports });
  await tilt(engine, kind, { parts, partNames, families, use });
  return { kind, weeks, panel, parts, models, categories, families, partNames, groups, methods };
}

/** Reports of all symptoms by model and week, models one after another. */
function reportsOf(panel: Panel, models: number): Float64Array {
  const { weeks } = panel;
  const reports = new Float64Array(models * weeks);
  for (const [f, m] of panel.modelOf.entries()) {
    for (let week = 0; week < weeks; week++) {
      const at = m * weeks + week;
      reports[at] = (reports[at] as number) + (panel.counts[f * weeks + week] as number);
    }
  }
  return reports;
}

/** Fills the exposure: units in use where a category's models have them, else what stands for them, their recent reports. */
function expose(
  panel: Panel,
  { models, categories, families }: Pick<Reading, "models" | "categories" | "families">,
  { reports, use, factors }: { reports: Float64Array; use: Use; factors: AgeFactors },
): Method[] {
  const { weeks } = panel;
  const total = (values: Float64Array, m: number) =>
    values.subarray(m * weeks, (m + 1) * weeks).reduce((sum, value) => sum + value, 0);
  const hasUnits = models.map((model) => use.ofModel.get(model)?.some((units) => units > 0) ?? false);
  const isBased = categories.map((_, c) => {
    let [withUnits, all] = [0, 0];
    models.forEach((_, m) => {
      if (panel.categoryOf[m] !== c) return;
      const n = total(reports, m);
      all += n;
      if (hasUnits[m]) withUnits += n;
    });
    return withUnits >= 0.9 * all && withUnits > 0;
  });
  const methods = models.map(
    (_, m): Method => (isBased[panel.categoryOf[m] as number] && hasUnits[m] ? "installed_base" : "peer_share"),
  );
  // Reports per unit-week of the category, at which reports stand for units where a single model has none.
  const rate = categories.map((_, c) => {
    let [n, units] = [0, 0];
    models.forEach((model, m) => {
      if (panel.categoryOf[m] !== c || methods[m] !== "installed_base") return;
      n += total(reports, m);
      units += use.ofModel.get(model)?.reduce((sum, value) => sum + value, 0) ?? 0;
    });
    return units > 0 && n > 0 ? n / units : 1;
  });
  models.forEach((model, m) => {
    const units = use.ofModel.get(model);
    let recent = 0;
    for (let week = 0; week < weeks; week++) {
      const at = m * weeks + week;
      recent = lately * recent + (1 - lately) * (reports[at] as number);
      panel.exposure[at] =
        methods[m] === "installed_base"
          ? (units?.[week] ?? 0)
          : recent / (rate[panel.categoryOf[m] as number] as number);
    }
  });
  families.forEach(({ model, symptom, category }, f) => {
    const m = panel.modelOf[f] as number;
    const aged =
      methods[m] === "installed_base"
        ? use.aged(model, category, symptom, factors)
        : panel.exposure.subarray(m * weeks, (m + 1) * weeks);
    panel.aged.set(aged, f * weeks);
  });
  return methods;
}

interface PartContext extends Pick<Reading, "panel" | "models" | "families" | "methods"> {
  familyOf: ReadonlyMap<string, number>;
  use: Use;
  reports: Float64Array;
}

function partsOf(counted: Counted, context: PartContext): Pick<Reading, "parts" | "partNames" | "groups"> {
  const { panel, models, families, familyOf, methods, use, reports } = context;
  const { weeks } = panel;
  const keys = distinct(counted.model.map((model, i) => `${model}\u001f${counted.symptom[i]}\u001e${counted.part[i]}`));
  const partOf = numbers(keys);
  const groups = distinct(counted.model.map((model, i) => partKey(model, counted.part[i] as string)));
  const groupOf = numbers(groups);
  const names = keys.map((key) => {
    const [family = "", part = ""] = key.split("\u001e");
    const [kind = "", id = ""] = part.split("\u001f");
    return { family, part, kind: kind as (typeof partKinds)[number], id };
  });
  const parts: Parts = {
    familyOf: Int32Array.from(names, ({ family }) => familyOf.get(family) as number),
    lookOf: Uint8Array.from(names, ({ kind }) => partKinds.indexOf(kind)),
    groupOf: Int32Array.from(names, ({ family, part }) => {
      const model = families[familyOf.get(family) as number]?.model ?? "";
      return groupOf.get(partKey(model, part)) as number;
    }),
    share: new Float32Array(groups.length * weeks),
    tilt: new Float32Array(keys.length).fill(1),
    counts: new Float32Array(keys.length * weeks),
    searched: new Int32Array(families.length * looks),
  };
  counted.model.forEach((model, i) => {
    const part = partOf.get(`${model}\u001f${counted.symptom[i]}\u001e${counted.part[i]}`) as number;
    parts.counts[part * weeks + (counted.week[i] as number)] = counted.reports[i] as number;
  });
  const numberOf = numbers(models);
  const seen = searchedParts(groups, models, use);
  families.forEach(({ model }, f) => {
    for (let look = 0; look < looks; look++) parts.searched[f * looks + look] = seen[look]?.get(model) ?? 0;
  });
  const reported = new Float32Array(groups.length * weeks);
  for (const [part, group] of parts.groupOf.entries()) {
    for (let week = 0; week < weeks; week++) {
      const at = group * weeks + week;
      reported[at] = (reported[at] as number) + (parts.counts[part * weeks + week] as number);
    }
  }
  groups.forEach((group, g) => {
    const m = numberOf.get(group.split("\u001e")[0] ?? "") as number;
    const units = methods[m] === "installed_base" ? use.ofPart.get(group) : undefined;
    const ofModel = use.ofModel.get(models[m] as string);
    let [recent, whole] = [0, 0];
    for (let week = 0; week < weeks; week++) {
      recent = lately * recent + (reported[g * weeks + week] as number);
      whole = lately * whole + (reports[m * weeks + week] as number);
      const share = units ? (units[week] as number) / Math.max(ofModel?.[week] ?? 0, 1e-9) : recent / (whole + 1);
      parts.share[g * weeks + week] = Math.min(1, share);
    }
  });
  return { parts, partNames: names.map(({ kind, id }) => ({ kind, id })), groups: groupOf };
}

/** How many batches and regions each model's units lie in, by way of looking. */
function searchedParts(groups: readonly string[], models: readonly string[], use: Use): Map<string, number>[] {
  const known = new Set(models);
  const all = new Set([...use.ofPart.keys(), ...groups].filter((key) => known.has(key.split("\u001e")[0] ?? "")));
  return partKinds.map((kind) => {
    const counts = new Map<string, number>();
    for (const key of all) {
      const [model = "", part = ""] = key.split("\u001e");
      if (part.startsWith(`${kind}\u001f`)) counts.set(model, (counts.get(model) ?? 0) + 1);
    }
    return counts;
  });
}

/**
 * Regions in which a symptom is commoner on the category's other models too are no news: climate, water, ways of reporting.
 *   tilt = (n + k)/(e + k) over the other models, e their reports in proportion to their units there, k = 20
 */
async function tilt(
  engine: Engine,
  kind: SubjectKind,
  { parts, partNames, families, use }: Pick<Reading, "parts" | "partNames" | "families"> & { use: Use },
): Promise<void> {
  const read = await engine.columns<{
    symptom: string[];
    model: string[];
    region: string[];
    n: number[];
    all: number[];
  }>(
    `SELECT subject_id AS symptom, model, part_id AS region, CAST(sum(reports) AS DOUBLE) AS n,
       CAST(sum(sum(reports)) OVER (PARTITION BY subject_id, model) AS DOUBLE) AS "all"
     FROM int_signal_counts WHERE subject_kind = ${literal(kind)} AND part_kind = 'region'
     GROUP BY subject_id, model, part_id ORDER BY ALL`,
  );
  const total = (values: Float64Array | undefined) => values?.reduce((sum, value) => sum + value, 0) ?? 0;
  const units = new Map<string, number>();
  const unitsOf = (key: string, values: Float64Array | undefined) => {
    if (!units.has(key)) units.set(key, total(values));
    return units.get(key) ?? 0;
  };
  const categoryOf = new Map(families.map(({ model, category }) => [model, category]));
  const own = new Map<string, { n: number; e: number }>();
  const sums = new Map<string, { n: number; e: number }>();
  read.model.forEach((model, i) => {
    const [symptom, region] = [read.symptom[i] as string, read.region[i] as string];
    const key = partKey(model, `region\u001f${region}`);
    const share = unitsOf(key, use.ofPart.get(key)) / Math.max(unitsOf(model, use.ofModel.get(model)), 1e-9);
    const [n, e] = [read.n[i] as number, (read.all[i] as number) * share];
    own.set(`${model}|${symptom}|${region}`, { n, e });
    const name = `${categoryOf.get(model)}|${symptom}|${region}`;
    const sum = sums.get(name) ?? { n: 0, e: 0 };
    sums.set(name, { n: sum.n + n, e: sum.e + e });
  });
  partNames.forEach(({ kind: partKind, id }, part) => {
    if (partKind !== "region") return;
    const { model, symptom, category } = families[parts.familyOf[part] as number] as Reading["families"][number];
    const mine = own.get(`${model}|${symptom}|${id}`);
    const sum = sums.get(`${category}|${symptom}|${id}`);
    if (mine === undefined || sum === undefined || sum.e <= 0) return;
    parts.tilt[part] = (sum.n - mine.n + tiltPrior) / (sum.e - mine.e + tiltPrior);
  });
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
const numbers = (values: readonly string[]): Map<string, number> => new Map(values.map((value, i) => [value, i]));
