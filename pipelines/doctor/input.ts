import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ColumnProfile, profileColumns } from "../../sources/column-profile.ts";
import type { EntityName } from "../../sources/contracts/index.ts";
import { readFolder, type SourceFile } from "../../sources/folder.ts";
import { type Mapping, matchMapping, noMapping, unmatchedGlobs } from "../../sources/mapping.ts";
import { orMeant } from "../../sources/mapping-check.ts";
import type { ColumnPlan } from "../../sources/mapping-column.ts";
import { type EntityPlan, planFile } from "../../sources/plan.ts";
import { type Entry, proposalYaml } from "../../sources/proposal-yaml.ts";
import { type FileProposal, proposeFile } from "../../sources/propose.ts";
import { SourceError } from "../../sources/source.ts";
import { checkWhere } from "../../sources/where.ts";
import type { Engine } from "../engines/engine.ts";
import { groupBy } from "../group.ts";
import { registry } from "../metrics/registry.ts";
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
  entities: { entity: EntityName; columns: ColumnReport[] }[];
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
  const all = [...files, ...ignored].sort((a, b) => (a.path < b.path ? -1 : 1));
  const looks = await lookAt(engine, all, mapping);
  const reports = new Map<string, FileReport>();
  const entries: Entry[] = [];
  for (const group of groupBy(looks, alike).values()) {
    const proposal = proposeGroup(group);
    const needed: Look[] = [];
    for (const look of group) {
      const report = await reportOn(engine, look, mapping, proposal);
      reports.set(look.file.path, report);
      if (report.known_by === "proposal" || (report.known_by === "nothing" && look.sample !== undefined))
        needed.push(look);
    }
    entries.push(...entriesFor(needed, proposal, all));
  }
  const paths = all.map(({ path }) => path);
  const inOrder = paths.map((path) => reports.get(path)).filter((report) => report !== undefined);
  return {
    folder,
    mapping: mapping === noMapping ? "absent" : "valid",
    files: inOrder,
    lacking: await lacking(inOrder),
    warnings: unmatchedGlobs(mapping, paths).map(({ glob, place }) => `${place}: no file falls under "${glob}".`),
    ...(entries.length === 0 ? {} : { proposal: proposalYaml(entries, { timeZone: mapping.defaults.time_zone }) }),
  };
}

/** Rows held at a time, of all files together. */
const sampledRows = 200_000;

/** A file with its sample, or why there is none. */
interface Look {
  file: SourceFile;
  entity: EntityName | undefined;
  isMapped: boolean;
  sample?: FileSample;
  problem?: string;
}

async function lookAt(engine: Engine, files: readonly SourceFile[], mapping: Mapping): Promise<Look[]> {
  const scratch = await mkdtemp(join(tmpdir(), "huiyin-doctor-"));
  const looks: Look[] = [];
  const rows = Math.min(20_000, Math.max(200, Math.floor(sampledRows / Math.max(1, files.length))));
  try {
    for (const file of files) {
      const mapped = matchMapping(mapping, file.path);
      const look = { file, entity: file.entity, isMapped: mapped !== undefined };
      try {
        looks.push({
          ...look,
          sample: await sampleFile(engine, file, mapped?.settings ?? mapping.defaults, scratch, rows),
        });
      } catch (error) {
        looks.push({ ...look, problem: sentence(error).replaceAll(file.absolute, file.path) });
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return looks;
}

/** Files with the same columns are proposed for together; those that cannot be read or are mapped stay by themselves. */
const alike = ({ file, entity, isMapped, sample }: Look): string =>
  sample === undefined || isMapped ? file.path : JSON.stringify([entity, sample.header]);

interface GroupProposal {
  proposal: FileProposal;
  columns: ColumnProfile[];
}

function proposeGroup(group: readonly Look[]): GroupProposal {
  const samples = group.flatMap(({ sample }) => sample ?? []);
  const [first] = samples;
  if (first === undefined) return { proposal: { entities: [], extra: [] }, columns: [] };
  const order = samples.find((sample) => sample.order !== undefined)?.order;
  const columns = profileColumns(
    first.header,
    first.header.map((_, index) => samples.flatMap(({ values }) => values[index] ?? [])),
    order,
  );
  return { proposal: proposeFile(group[0]?.file.path ?? "", columns, group[0]?.entity), columns };
}

async function reportOn(
  engine: Engine,
  look: Look,
  mapping: Mapping,
  { proposal, columns }: GroupProposal,
): Promise<FileReport> {
  const { file, entity, isMapped, sample } = look;
  const blank = {
    path: file.path,
    format: file.format,
    rows_sampled: 0,
    header: [],
    known_by: "nothing" as const,
    entities: [],
    extra: [],
    notes: [],
  };
  if (sample === undefined) return { ...blank, problem: look.problem ?? "" };
  const { format, encoding, bom = false, compressed = false, delimiter, header, notes } = sample;
  const about = {
    ...blank,
    format,
    ...(encoding === undefined ? {} : { encoding, bom, compressed }),
    ...(delimiter === undefined ? {} : { delimiter }),
    rows_sampled: sample.rows,
    header,
    notes,
  };
  const { plan, problem } = await planOf(engine, file.path, entity, header, mapping);
  if (plan !== undefined && (isMapped || !needsMapping(proposal, entity))) {
    const entities = plan.entities.map(({ entity, columns }) => ({
      entity,
      columns: Object.entries(columns).map(([field, column]) => ({ field, from: origin(column), notes: [] })),
    }));
    const extra = header.filter((cell) => plan.entities.every((part) => part.extra.includes(cell)));
    const notes = [...about.notes, ...unmetKeys(plan.entities, columns)];
    return { ...about, notes, known_by: isMapped ? "mapping" : "names", entities, extra };
  }
  const told = problem === undefined ? {} : { problem };
  if (isMapped) return { ...about, ...told, known_by: "mapping", extra: header };
  const entities = proposal.entities.map(({ entity, matches }) => ({
    entity,
    columns: matches.map(({ field, plan, confidence, notes }) => ({
      field: field.name,
      from: origin(plan),
      confidence: Math.round(confidence * 100) / 100,
      notes,
    })),
  }));
  return { ...about, ...told, known_by: entities.length > 0 ? "proposal" : "nothing", entities, extra: proposal.extra };
}

/** A header tells of no key inside a column, so that one is misspelt shows in the rows alone. Keys in lists are not looked for. */
function unmetKeys(plans: readonly EntityPlan[], columns: readonly ColumnProfile[]): string[] {
  const met = columns.filter(({ within }) => within !== undefined).map(({ name }) => name);
  const names = plans.flatMap(({ nested }) => nested).filter(({ keys }) => !keys.some((key) => /^\d+$/.test(key)));
  const unmet = new Set(names.map(({ name }) => name).filter((name) => !met.includes(name)));
  return [...unmet].map((name) => `No row looked at has a value of "${name}"${orMeant(name, met)}`);
}

/** One entry under a pattern that fits these files and no other, or one each. */
function entriesFor(looks: readonly Look[], { proposal, columns }: GroupProposal, all: readonly SourceFile[]): Entry[] {
  const notes = [...new Set(looks.flatMap(({ sample }) => sample?.notes ?? []))];
  const own = looks.map(({ file }) => file.path);
  const { start, end } = commonPattern(own);
  const fits = all.filter(({ path }) => path.startsWith(start) && path.endsWith(end));
  const isClear =
    start !== "" && fits.length === own.length && !own.some((path) => path.slice(start.length).includes("/"));
  const globs = own.length > 1 && isClear ? [`${start}*${end}`] : own;
  return globs.map((glob) => ({ glob, proposal, columns, notes }));
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

/** Where a column comes from, in words. */
const origin = (plan: ColumnPlan): string =>
  "from" in plan ? plan.from : "concat" in plan ? plan.concat.join(" + ") : `"${plan.const}"`;

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
