import { adjusted } from "../../transforms/signals/discovery.ts";
import {
  type Disproportionality,
  proportionalReportingRatio,
  reportingOddsRatio,
} from "../../transforms/signals/disproportionality.ts";
import { fitPrior, type Shrunk, shrink } from "../../transforms/signals/gamma-poisson-shrinker.ts";
import { slack } from "../../transforms/signals/identity.ts";
import { scanLine } from "../../transforms/signals/scan.ts";
import type { Episode, Watched } from "../../transforms/signals/watch.ts";
import { byar, Draws } from "../../transforms/statistics.ts";
import { type Engine, literal } from "../engines/engine.ts";
import type { Method, partKinds, Reading } from "./read.ts";
import { partKey, type Use } from "./use.ts";

type PartKind = (typeof partKinds)[number];

/** One batch or region of a signal's model in its window. */
export interface FoundPart {
  kind: PartKind;
  id: string;
  productionMonth: string | null;
  observed: number;
  expected: number;
  isThere: boolean;
}

export interface FoundWeek {
  week: string;
  observed: number;
  expected: number;
  observedThere: number;
  expectedThere: number;
  p: number;
  isAlarm: boolean;
}

/** What is said of a signal whose expectation is known. */
export interface Measured {
  expected: number;
  /** Unit-months in the window where the evidence lies; null without units in use. */
  exposure: number | null;
  ratio: number;
  lo: number | null;
  hi: number | null;
  p: number;
  q: number | null;
  shrunk: Shrunk;
  prr: Disproportionality | null;
  ror: Disproportionality | null;
  shareOfModel: number;
  clusterP: number | null;
  weeks: FoundWeek[];
  parts: FoundPart[];
}

export interface Found {
  kind: Reading["kind"] | "safety";
  category: string | null;
  model: string;
  symptom: string;
  /** Where the evidence lies: neighbouring batches, or a region, or both null for all units. */
  batches: string[] | null;
  region: string | null;
  /** Mondays. */
  from: string;
  until: string;
  /** The days on which the alarm was raised, first and last, and that on which it was over. */
  seen: string;
  raised: string;
  closed: string | null;
  observed: number;
  method: Method | "safety_words";
  measured: Measured | null;
}

const day = 86_400_000;
/** Weeks of the cross-section in which a symptom's share is compared, and of a signal's line before its window. */
const year = 52;
/** A cluster of batches less likely than this by chance is named whole. */
const clusterLevel = 0.05;

/** What a family's parts showed: counts by week of each batch and region, by name of the family. */
type PartCounts = Map<string, Map<string, { kind: PartKind; id: string; counts: Float64Array }>>;

/** Every signal of a reading: alarms that came back within half a year are one. */
export async function findSignals(engine: Engine, reading: Reading, watched: Watched, use: Use): Promise<Found[]> {
  const { panel, families, weeks } = reading;
  const episodes = joined(watched.episodes);
  if (episodes.length === 0) return [];
  const counts = await partCounts(engine, reading, new Set(episodes.map(({ family }) => family)));
  const made = await productionMonths(engine);
  const last = panel.weeks - 1;
  const q = adjusted(Float64Array.from(families, (_, f) => watched.p[f * panel.weeks + last] as number));
  const section = crossSection(reading, watched);
  const endOf = (week: number) => {
    const end = Math.min(Date.parse(weeks.starts[week] as string) + 6 * day, Date.parse(weeks.lastDay));
    return new Date(end).toISOString().slice(0, 10);
  };
  return episodes.map((episode) => {
    const { family: f, closed } = episode;
    const { model, symptom, category } = families[f] as Reading["families"][number];
    const to = closed === null ? last : Math.max(episode.from, closed - 1);
    const parts = partsIn(reading, watched, use, { episode, to, counts, made });
    const place = placeOf(reading, episode, parts);
    const there = parts.filter((part) => part.isThere);
    const lines = linesOf(reading, watched, use, { episode, to, counts, there });
    const isWhole = there.length === 0;
    const window = lines.filter(({ week }) => week >= (weeks.starts[episode.from] as string));
    const observed = window.reduce((sum, line) => sum + line.observedThere, 0);
    const expected = window.reduce((sum, line) => sum + line.expectedThere, 0);
    const limits = byar({ x: observed, exposure: expected });
    const method = reading.methods[panel.modelOf[f] as number] as Method;
    const unitMonths = (key: string | null) => {
      const units = key === null ? use.ofModel.get(model) : use.ofPart.get(key);
      let total = 0;
      for (let week = episode.from; week <= to; week++) total += units?.[week] ?? 0;
      return total;
    };
    const exposure = isWhole
      ? unitMonths(null)
      : there.reduce((sum, { kind, id }) => sum + unitMonths(partKey(model, `${kind}\u001f${id}`)), 0);
    return {
      kind: reading.kind,
      category: category === "" ? null : category,
      model,
      symptom,
      batches: place.batches,
      region: place.region,
      from: weeks.starts[episode.from] as string,
      until: weeks.starts[to] as string,
      seen: endOf(episode.alarm),
      raised: endOf(episode.raised),
      closed: closed === null ? null : endOf(closed),
      observed,
      method,
      measured: {
        expected,
        exposure: method === "installed_base" ? exposure : null,
        ratio: observed / expected,
        lo: limits?.lo ?? null,
        hi: limits?.hi ?? null,
        p: closed === null ? (watched.p[f * panel.weeks + last] as number) : episode.p,
        q: closed === null ? (q[f] as number) : null,
        ...section(f),
        clusterP: place.clusterP,
        weeks: lines,
        parts,
      },
    };
  });
}

interface Joined extends Episode {
  /** Week of the last alarm. */
  raised: number;
}

/** Alarms of one family that came back within half a year, as one: seen at the first, in the window of the last. */
function joined(episodes: readonly Episode[]): Joined[] {
  const byFamily = new Map<number, Joined[]>();
  for (const episode of episodes) {
    const before = byFamily.get(episode.family) ?? [];
    const last = before.at(-1);
    const isBack = last !== undefined && (episode.from - (last.closed ?? episode.from)) * 7 <= slack;
    if (isBack) before.splice(-1, 1, { ...episode, alarm: last.alarm, raised: episode.alarm });
    else before.push({ ...episode, raised: episode.alarm });
    byFamily.set(episode.family, before);
  }
  return [...byFamily.entries()].sort(([a], [b]) => a - b).flatMap(([, list]) => list);
}

async function partCounts(engine: Engine, reading: Reading, families: ReadonlySet<number>): Promise<PartCounts> {
  const names = [...families].map((f) => reading.families[f] as Reading["families"][number]);
  const read = await engine.columns<{
    model: string[];
    symptom: string[];
    kind: string[];
    id: string[];
    week: number[];
    reports: number[];
  }>(
    `SELECT model, subject_id AS symptom, part_kind AS kind, part_id AS id,
       CAST(days_between(DATE ${literal(reading.weeks.starts[0] as string)}, week_start) / 7 AS INTEGER) AS week, reports
     FROM int_signal_counts WHERE subject_kind = ${literal(reading.kind)} AND part_kind <> 'all' AND (model, subject_id) IN
       (${names.map(({ model, symptom }) => `(${literal(model)}, ${literal(symptom)})`).join(", ")})
     ORDER BY ALL`,
  );
  const found: PartCounts = new Map();
  read.model.forEach((model, i) => {
    const family = `${model}\u001f${read.symptom[i]}`;
    const parts = found.get(family) ?? new Map();
    const [kind, id] = [read.kind[i] as PartKind, read.id[i] as string];
    const key = partKey(model, `${kind}\u001f${id}`);
    const part = parts.get(key) ?? { kind, id, counts: new Float64Array(reading.panel.weeks) };
    part.counts[read.week[i] as number] = read.reports[i] as number;
    parts.set(key, part);
    found.set(family, parts);
  });
  return found;
}

/** First production month of each batch, by model and batch. */
async function productionMonths(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const rows = await engine.columns<{ model: string[]; batch: string[]; month: string[] }>(
    "SELECT model, batch, CAST(production_month AS VARCHAR) AS month FROM int_batch_months ORDER BY ALL",
  );
  return new Map(
    rows.model.map((model, i) => [partKey(model, `batch\u001f${rows.batch[i]}`), rows.month[i] as string]),
  );
}

interface Window {
  episode: Joined;
  to: number;
  counts: PartCounts;
}

/** Share of a part in what its family was to expect in a week. */
function shareOf(reading: Reading, use: Use, model: string, key: string, week: number): number {
  const group = reading.groups.get(key);
  if (group !== undefined) return reading.parts.share[group * reading.panel.weeks + week] as number;
  const [units, all] = [use.ofPart.get(key)?.[week] ?? 0, use.ofModel.get(model)?.[week] ?? 0];
  return all > 0 ? units / all : 0;
}

/** Every batch and region of the model, with what was observed and expected in the window; those of the evidence are marked later. */
function partsIn(
  reading: Reading,
  watched: Watched,
  use: Use,
  { episode, to, counts, made }: Window & { made: ReadonlyMap<string, string> },
): FoundPart[] {
  const { panel, families } = reading;
  const { model, symptom } = families[episode.family] as Reading["families"][number];
  const own = counts.get(`${model}\u001f${symptom}`) ?? new Map();
  const prefix = partKey(model, "");
  const keys = new Set([...own.keys(), ...[...use.ofPart.keys()].filter((key) => key.startsWith(prefix))]);
  const parts: FoundPart[] = [];
  for (const key of [...keys].sort()) {
    const [kind, id] = key.slice(prefix.length).split("\u001f") as [PartKind, string];
    let [observed, expected] = [0, 0];
    for (let week = episode.from; week <= to; week++) {
      observed += own.get(key)?.counts[week] ?? 0;
      expected +=
        (watched.expected[episode.family * panel.weeks + week] as number) * shareOf(reading, use, model, key, week);
    }
    if (observed === 0 && expected < 0.005) continue;
    parts.push({ kind, id, productionMonth: made.get(key) ?? null, observed, expected, isThere: false });
  }
  return parts.sort((a, b) =>
    a.kind === b.kind
      ? (a.productionMonth ?? "").localeCompare(b.productionMonth ?? "") || (a.id < b.id ? -1 : 1)
      : a.kind < b.kind
        ? -1
        : 1,
  );
}

/** Where the evidence lies: the part that spoke loudest and, of batches, its neighbours as far as the scan joins them. Marks the parts. */
function placeOf(
  reading: Reading,
  episode: Joined,
  parts: FoundPart[],
): { batches: string[] | null; region: string | null; clusterP: number | null } {
  const line = parts.filter(({ kind }) => kind === "batch");
  const cluster = scanLine(
    line.map(({ observed }) => observed),
    line.map(({ expected }) => expected),
    { draws: new Draws(1 + episode.family) },
  );
  const clusterP = cluster?.p ?? null;
  const name = reading.partNames[episode.scope];
  if (name === undefined) return { batches: null, region: null, clusterP };
  const own = parts.findIndex(({ kind, id }) => kind === name.kind && id === name.id);
  const mark = (part: FoundPart | undefined) => {
    if (part !== undefined) part.isThere = true;
  };
  mark(parts[own]);
  if (name.kind === "region") return { batches: null, region: name.id, clusterP };
  const at = line.findIndex(({ id }) => id === name.id);
  if (cluster !== null && cluster.p <= clusterLevel && at >= cluster.from && at <= cluster.to) {
    line.slice(cluster.from, cluster.to + 1).forEach(mark);
  }
  return { batches: line.filter(({ isThere }) => isThere).map(({ id }) => id), region: null, clusterP };
}

function linesOf(
  reading: Reading,
  watched: Watched,
  use: Use,
  { episode, to, counts, there }: Window & { there: readonly FoundPart[] },
): FoundWeek[] {
  const { panel, families, weeks } = reading;
  const { family: f } = episode;
  const { model, symptom } = families[f] as Reading["families"][number];
  const own = counts.get(`${model}\u001f${symptom}`);
  const keys = there.map(({ kind, id }) => partKey(model, `${kind}\u001f${id}`));
  const lines: FoundWeek[] = [];
  for (let week = Math.max(0, episode.from - year); week <= to; week++) {
    const at = f * panel.weeks + week;
    const [observed, expected] = [panel.counts[at] as number, watched.expected[at] as number];
    const sum = (of: (key: string) => number) => keys.reduce((total, key) => total + of(key), 0);
    const isWhole = keys.length === 0;
    lines.push({
      week: weeks.starts[week] as string,
      observed,
      expected,
      observedThere: isWhole ? observed : sum((key) => own?.get(key)?.counts[week] ?? 0),
      expectedThere: isWhole ? expected : expected * sum((key) => shareOf(reading, use, model, key, week)),
      p: watched.p[at] as number,
      isAlarm: week === episode.alarm || week === episode.raised,
    });
  }
  return lines;
}

/** The last year across all families: shrunk ratio to the peers, PRR and ROR within the category, share of the model's reports. */
function crossSection(
  { panel }: Reading,
  watched: Watched,
): (f: number) => Pick<Measured, "shrunk" | "prr" | "ror" | "shareOfModel"> {
  const since = Math.max(0, panel.weeks - year);
  const cells = Array.from(panel.modelOf, (_, f) => {
    let [n, expected] = [0, 0];
    for (let week = since; week < panel.weeks; week++) {
      n += panel.counts[f * panel.weeks + week] as number;
      expected += watched.byPeers[f * panel.weeks + week] as number;
    }
    return { n, expected };
  });
  const prior = fitPrior(cells);
  const sums = new Map<string, number>();
  const add = (key: string, n: number) => sums.set(key, (sums.get(key) ?? 0) + n);
  const keysOf = (f: number) => {
    const m = panel.modelOf[f] as number;
    const c = panel.categoryOf[m] as number;
    return { model: `m${m}`, symptom: `s${c}|${panel.symptomOf[f]}`, category: `c${c}` };
  };
  cells.forEach(({ n }, f) => {
    for (const key of Object.values(keysOf(f))) add(key, n);
  });
  return (f) => {
    const cell = cells[f] as { n: number; expected: number };
    const { model, symptom, category } = keysOf(f);
    const [ofModel, ofSymptom, all] = [sums.get(model) ?? 0, sums.get(symptom) ?? 0, sums.get(category) ?? 0];
    const table = { a: cell.n, b: ofModel - cell.n, c: ofSymptom - cell.n, d: all - ofModel - ofSymptom + cell.n };
    return {
      shrunk: shrink({ n: cell.n, expected: Math.max(cell.expected, 1e-6) }, prior),
      prr: proportionalReportingRatio(table),
      ror: reportingOddsRatio(table),
      shareOfModel: ofModel > 0 ? cell.n / ofModel : 0,
    };
  };
}
