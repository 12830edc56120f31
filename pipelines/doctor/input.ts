import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntityName } from "../../sources/contracts/index.ts";
import { entityOfName, formatOfName } from "../../sources/file-name.ts";
import { readFolder } from "../../sources/folder.ts";
import { type Mapping, matchMapping, noMapping, unmatchedGlobs } from "../../sources/mapping.ts";
import type { ColumnPlan } from "../../sources/mapping-column.ts";
import { planFile } from "../../sources/plan.ts";
import { type Entry, proposalYaml } from "../../sources/proposal-yaml.ts";
import { type FileProposal, proposeFile } from "../../sources/propose.ts";
import { SourceError } from "../../sources/source.ts";
import { checkWhere } from "../../sources/where.ts";
import type { Engine } from "../engines/engine.ts";
import { registry } from "../metrics/registry.ts";
import { groupBy } from "./group.ts";
import { type FileSample, sampleFile } from "./sample.ts";

/** A canonical column as a file gives it or is proposed to. */
export interface ColumnReport {
  field: string;
  from: string;
  /** Absent where mapping.yaml or a canonical name settles it. */
  confidence?: number;
  notes: string[];
}

export interface FileReport {
  path: string;
  format: string;
  encoding?: string;
  bom?: boolean;
  compressed?: boolean;
  delimiter?: string;
  rows_sampled: number;
  header: string[];
  /** How its columns are known: by mapping.yaml, by their canonical names, by a proposal, or not at all. */
  known_by: "mapping" | "names" | "proposal" | "nothing";
  entities: { entity: EntityName; columns: ColumnReport[]; missing: string[] }[];
  extra: string[];
  notes: string[];
  /** Why it cannot be loaded as things stand. */
  problem?: string;
}

export interface InputReport {
  folder: string;
  mapping: "absent" | "valid";
  files: FileReport[];
  /** Metrics that will have no number, and the input each of them lacks. */
  lacking: { metric: string; label: string; needs: string[] }[];
  warnings: string[];
  /** A mapping.yaml for the files that need one. */
  proposal?: string;
}

/** Looks at every file of an input folder as a run would, explains it and proposes a mapping for what is foreign. */
export async function inspectInput(engine: Engine, folder: string): Promise<InputReport> {
  const { files, mapping, ignored } = await readFolder(folder);
  const scratch = await mkdtemp(join(tmpdir(), "huiyin-doctor-"));
  const reports: FileReport[] = [];
  const entries: (Entry & { path: string })[] = [];
  try {
    const all = [...files, ...ignored.map((path) => foreign(folder, path))].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const file of all) {
      const { report, entry } = await inspectFile(engine, file, mapping, scratch);
      reports.push(report);
      if (entry !== undefined) entries.push({ ...entry, path: file.path });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const paths = reports.map(({ path }) => path);
  const shared = shareEntries(entries, paths);
  return {
    folder,
    mapping: mapping === noMapping ? "absent" : "valid",
    files: reports,
    lacking: await lacking(reports),
    warnings: unmatchedGlobs(mapping, paths).map(({ glob, place }) => `${place}: no file falls under "${glob}".`),
    ...(shared.length === 0 ? {} : { proposal: proposalYaml(shared, { timeZone: mapping.defaults.time_zone }) }),
  };
}

interface InputFile {
  path: string;
  absolute: string;
  format: NonNullable<ReturnType<typeof formatOfName>>;
}

const foreign = (folder: string, path: string): InputFile => ({
  path,
  absolute: join(folder, path),
  format: formatOfName(path) ?? "csv",
});

async function inspectFile(engine: Engine, file: InputFile, mapping: Mapping, scratch: string) {
  const mapped = matchMapping(mapping, file.path);
  let sample: FileSample;
  try {
    sample = await sampleFile(engine, file, mapped?.settings ?? mapping.defaults, scratch);
  } catch (error) {
    const problem = sentence(error).replaceAll(file.absolute, file.path);
    return { report: { ...emptyReport(file), problem } };
  }
  const report: FileReport = {
    path: file.path,
    format: sample.format,
    ...(sample.encoding === undefined
      ? {}
      : { encoding: sample.encoding, bom: sample.bom === true, compressed: sample.compressed === true }),
    ...(sample.delimiter === undefined ? {} : { delimiter: sample.delimiter }),
    rows_sampled: sample.rows,
    header: sample.header,
    known_by: "nothing",
    entities: [],
    extra: sample.header,
    notes: sample.notes,
  };
  const entity = entityOfName(file.path);
  const { plan, problem } = await planOf(engine, file.path, entity, sample.header, mapping);
  const proposal = proposeFile(file.path, sample.columns, entity);
  if (plan !== undefined && (mapped !== undefined || !needsMapping(proposal, entity))) {
    report.known_by = mapped === undefined ? "names" : "mapping";
    report.entities = plan.entities.map(({ entity, columns }) => ({
      entity,
      columns: Object.entries(columns).map(([field, column]) => ({
        field,
        from: origin(column),
        notes: [],
      })),
      missing: [],
    }));
    report.extra = plan.entities[0]?.extra ?? [];
    return { report };
  }
  if (mapped !== undefined)
    return { report: { ...report, known_by: "mapping" as const, ...(problem === undefined ? {} : { problem }) } };
  if (problem !== undefined) report.problem = problem;
  if (proposal.entities.length > 0) report.known_by = "proposal";
  report.entities = proposal.entities.map(({ entity, matches }) => ({
    entity,
    columns: matches.map(({ field, plan, confidence, notes }) => ({
      field: field.name,
      from: origin(plan),
      confidence: Math.round(confidence * 100) / 100,
      notes,
    })),
    missing: [],
  }));
  report.extra = proposal.extra;
  return { report, entry: { glob: file.path, proposal, columns: sample.columns, notes: sample.notes } };
}

/** Where a column comes from, in words. */
const origin = (plan: ColumnPlan): string =>
  "from" in plan ? plan.from : "concat" in plan ? plan.concat.join(" + ") : `"${plan.const}"`;

const emptyReport = (file: InputFile): FileReport => ({
  path: file.path,
  format: file.format,
  rows_sampled: 0,
  header: [],
  known_by: "nothing",
  entities: [],
  extra: [],
  notes: [],
});

async function planOf(
  engine: Engine,
  path: string,
  entity: EntityName | undefined,
  header: readonly string[],
  mapping: Mapping,
) {
  try {
    const plan = planFile({ path, entity, header, mapping });
    for (const { where } of plan.entities)
      if (where !== undefined) await checkWhere(where, header, (sql) => engine.parse(sql));
    return { plan };
  } catch (error) {
    return { problem: sentence(error) };
  }
}

function sentence(error: unknown): string {
  if (error instanceof SourceError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] ?? message;
}

/** Canonical names do not help where times or values are written another way. */
function needsMapping(proposal: FileProposal, entity: EntityName | undefined): boolean {
  const own = proposal.entities.find((part) => part.entity === entity);
  return (own?.matches ?? []).some(({ plan, column, field }) => {
    if (!("from" in plan) || column === undefined) return false;
    return column.name === field.name && (plan.formats !== undefined || plan.values !== undefined);
  });
}

/** Files whose columns are proposed alike share one entry, under a pattern that fits them and nothing else. */
function shareEntries(entries: readonly (Entry & { path: string })[], paths: readonly string[]): Entry[] {
  const groups = groupBy(entries, ({ proposal, columns }) =>
    JSON.stringify([
      columns.map(({ name }) => name),
      proposal.entities.map((part) =>
        part.matches.map(({ field, plan }) => [field.name, Object.keys(plan), "formats" in plan ? plan.formats : ""]),
      ),
    ]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group;
    const own = group.map(({ path }) => path);
    const glob = commonPattern(own);
    const fits = paths.filter((path) => path.startsWith(glob.start) && path.endsWith(glob.end));
    const isClear =
      glob.start !== "" &&
      !own.some((path) => path.slice(glob.start.length).includes("/")) &&
      fits.length === own.length;
    return isClear ? [mergeEntries(group, `${glob.start}*${glob.end}`)] : group;
  });
}

function commonPattern(paths: readonly string[]): { start: string; end: string } {
  const [first = "", ...rest] = paths;
  let start = first.length;
  let end = first.length;
  for (const path of rest) {
    while (!path.startsWith(first.slice(0, start))) start -= 1;
    while (!path.endsWith(first.slice(first.length - end))) end -= 1;
  }
  const shortest = Math.min(...paths.map((path) => path.length));
  return { start: first.slice(0, start), end: first.slice(first.length - Math.min(end, shortest - start)) };
}

/** One entry for several files: the values of all of them. */
function mergeEntries(group: readonly Entry[], glob: string): Entry {
  const [first, ...rest] = group as [Entry, ...Entry[]];
  for (const [index, part] of first.proposal.entities.entries()) {
    for (const [place, match] of part.matches.entries()) {
      for (const other of rest) {
        const plan = other.proposal.entities[index]?.matches[place]?.plan;
        if (plan === undefined || !("values" in plan) || !("values" in match.plan)) continue;
        match.plan.values = { ...match.plan.values, ...plan.values };
        if (plan.otherwise?.kind === "value") match.plan.otherwise = plan.otherwise;
      }
    }
  }
  return {
    ...first,
    glob,
    columns: group.flatMap(({ columns }) => columns),
    notes: [...new Set(group.flatMap(({ notes }) => notes))],
  };
}

/** The metrics whose input no file has. */
async function lacking(reports: readonly FileReport[]): Promise<InputReport["lacking"]> {
  const has = new Set(
    reports.flatMap(({ entities }) =>
      entities.flatMap(({ entity, columns }) => columns.map(({ field }) => `${entity}.${field}`)),
    ),
  );
  const metrics = await registry();
  return metrics.flatMap(({ id, label, requires }) => {
    const needs = requires
      .filter((need) => ![need].flat().some((field) => has.has(field)))
      .map((need) => [need].flat().join(" or "));
    return needs.length === 0 ? [] : [{ metric: id, label: label.zh, needs }];
  });
}
