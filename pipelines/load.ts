import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Columns, compileColumns, type RowCheck } from "../sources/contracts/columns.ts";
import { type EntityName, entities } from "../sources/contracts/index.ts";
import type { SourceFile } from "../sources/folder.ts";
import { type Mapping, matchMapping } from "../sources/mapping.ts";
import { withNested } from "../sources/nested.ts";
import type { EntityPlan, FilePlan } from "../sources/plan.ts";
import { whereSql } from "../sources/where.ts";
import { mayGrow, setCutAside } from "./cut-line.ts";
import { findDoubles } from "./doubles.ts";
import { columnDrift } from "./drift.ts";
import { parquetFormat } from "./engines/duckdb.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { exitCodes, UserError } from "./errors.ts";
import { failpoint } from "./failpoint.ts";
import { sync, writeWhole } from "./files.ts";
import { type LoadRecord, loadFolder, manifestFile, partFile, type RuleCount, supersededFile } from "./landing.ts";
import { contractHash, digest } from "./load-hash.ts";
import { lookAt, type OpenFile, openFile } from "./open-file.ts";
import { quarantineFile } from "./quarantine.ts";
import { type Reading, readRows } from "./read-file.ts";
import { parquetRelation } from "./readers.ts";
import { type Rejected, writeRejects } from "./rejects.ts";
import { sqlTypes } from "./relations.ts";
import { type Settled, settle } from "./settle.ts";
import { readSteady } from "./steady.ts";
import type { Workspace } from "./workspace.ts";

/** Counts up when the reader itself changes what it makes of the same file, so that files are then read anew. */
const readerVersion = 2;

export interface LoadContext {
  engine: Engine;
  workspace: Workspace;
  mapping: Mapping;
  /** Provenance only. */
  now: Date;
  nextSequence(): number;
  /** The loads that count so far, oldest first. */
  landed: readonly LoadRecord[];
  freshness?: LoadRecord["freshness"];
}

export interface Loaded {
  load: LoadRecord;
  /** Made before from the same bytes by the same rules; nothing was done. */
  skipped: boolean;
}

/**
 * Loads one file as every entity it feeds; the workspace is locked by the caller. Throws SourceError for a file that cannot be read at
 * all, UserError for one that is gone or still being written.
 */
export async function loadFile(context: LoadContext, file: SourceFile): Promise<Loaded[]> {
  return readSteady(file, (check) => loadSteady(context, file, check));
}

async function loadSteady(context: LoadContext, file: SourceFile, check: () => Promise<void>): Promise<Loaded[]> {
  const scratch = join(context.workspace.temporary, "load");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    const look = await lookAt(context.mapping, file, scratch);
    const open = () => openFile(context.engine, context.mapping, file, look, scratch);
    let opened = (await mayGrow(file, look, context.now)) ? await open() : undefined;
    const isCut = opened !== undefined && setCutAside(opened);
    const hashes = loadHashes(context, file, look.sha256, isCut);
    const known = hashes.flatMap(({ known: load }) => load ?? []);
    if (known.length === hashes.length) return known.map((load) => ({ load, skipped: true }));
    opened ??= await open();
    const results: Loaded[] = [];
    for (const [index, hash] of hashes.entries()) {
      const plan = opened.plan.entities[index];
      if (hash.known !== undefined) results.push({ load: hash.known, skipped: true });
      else if (plan !== undefined)
        results.push({ load: await loadEntity(context, opened, plan, hash, scratch, check), skipped: false });
    }
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface LoadHash {
  id: string;
  /** The id by content alone, where another load has it already. */
  content?: string;
  mapping: string;
  contract: string;
  /** The load that needs not be made again. */
  known: LoadRecord | undefined;
}

/**
 * A load is named by what decides its content: the file's bytes, what mapping.yaml says of it, and the contract. Content
 * that was there before and has been another since, as after a correction was taken back, is a load of its own.
 */
function loadHashes({ mapping, landed }: LoadContext, file: SourceFile, sha256: string, isCut: boolean): LoadHash[] {
  const mapped = matchMapping(mapping, file.path);
  const blocks = mapped?.blocks ?? [{ entity: file.entity as EntityName, columns: {}, rules: {} }];
  return blocks.map((block, index) => {
    const said = digest({ settings: mapped?.settings ?? mapping.defaults, block, index, sheet: file.sheet });
    const contract = contractHash(block.entity);
    // The same rows say more where they are all there are.
    const all = [...(file.facts?.complete === true ? ["complete"] : []), ...(isCut ? ["cut"] : [])];
    const content = digest([readerVersion, sha256, said, contract, block.entity, ...all]).slice(0, 16);
    const newest = landed.findLast((load) => load.source === file.path && load.block === index);
    const same = landed.findLast((load) => contentId(load) === content);
    const hash = { id: content, mapping: said, contract, known: undefined };
    const after = (salt: string) => ({ ...hash, id: digest([content, salt]).slice(0, 16), content });
    if (same === undefined) return hash;
    if (newest !== undefined) return contentId(newest) === content ? { ...hash, known: newest } : after(newest.load_id);
    const replaced = landed.some(({ entity, sequence }) => entity === block.entity && sequence > same.sequence);
    return file.facts === undefined && !replaced ? { ...hash, known: same } : after(file.path);
  });
}

const contentId = ({ content, load_id }: LoadRecord) => content ?? load_id;

async function loadEntity(
  context: LoadContext,
  opened: OpenFile,
  plan: EntityPlan,
  hash: LoadHash,
  scratch: string,
  check: () => Promise<void>,
): Promise<LoadRecord> {
  const { engine, workspace } = context;
  const { file, look, content } = opened;
  const { settings } = opened.plan;
  const staging = join(scratch, hash.id);
  await mkdir(staging, { recursive: true });
  const part = join(staging, partFile);
  const loadedAt = context.now.toISOString();
  const last = content.kind === "text" ? content.survey.lines : content.rows;
  const drift = columnDrift(opened, context.mapping, context.landed);
  const { reading, columns } = await readRows(opened, plan, { mapping: context.mapping, scratch }, async (tried) => {
    const compiled = columnsOf(tried, settings, file, drift.refused);
    await engine.execute(
      `COPY (${goodRows(tried, compiled, file, last, loadedAt)}) TO ${literal(part)} (${parquetFormat})`,
    );
    return { reading: tried, columns: compiled };
  });
  const records = content.kind === "text" ? content.survey.records : content.rows;
  const wrote = file.facts?.rows ?? records;
  if (wrote !== records) {
    throw new UserError(`${file.path} was cut: its source wrote ${wrote} records, and ${records} are in it.`, {
      exitCode: exitCodes.source,
    });
  }
  const [written] = await engine.query<{ rows: number }>(
    `SELECT sum(num_rows) AS rows FROM parquet_file_metadata(${literal(part)})`,
  );
  const rows = written?.rows ?? 0;
  const doubles = await findDoubles(engine, part, join(staging, supersededFile), {
    entity: plan.entity,
    fields: new Set(columns.fields.map(({ name }) => name)),
    policy: settings.duplicates,
  });
  failpoint("landing-parquet");
  let rejected: Rejected = { rows: 0, filtered: 0, rules: [] };
  if (rows !== records || doubles.quarantined.size > 0) {
    const kept = plan.where && linesWhere(reading, plan.where);
    rejected = await writeRejects(
      {
        engine,
        scratch,
        columns,
        landed: { relation: `read_parquet(${literal(part)})`, rows, last },
        source: file.path,
        cells: opened.cells,
        nulls: settings.nulls,
        kept,
        doubled: doubles.quarantined,
        key: entities[plan.entity].key.join(", "),
        input:
          content.kind === "text"
            ? content
            : { parquet: parquetRelation(file.absolute, file.path, content.columns), rows: content.rows },
      },
      quarantineFile(workspace, plan.entity, hash.id),
    );
    failpoint("quarantine");
  }
  const read = records - rejected.filtered;
  const settled = await settleRows(context, opened, reading, columns, {
    staging,
    doubled: doubles.superseded + doubles.quarantined.size > 0,
    rejected: rejected.rows > 0,
  });
  const loaded = settled?.loaded ?? rows - doubles.superseded - doubles.quarantined.size;
  const superseded = doubles.superseded + (settled === undefined ? 0 : settled.unchanged + settled.deletions);
  const load: LoadRecord = {
    load_id: hash.id,
    sequence: context.nextSequence(),
    source: file.path,
    entity: plan.entity,
    block: opened.plan.entities.indexOf(plan),
    sha256: look.sha256,
    bytes: look.bytes,
    format: file.format,
    encoding: look.decoded?.encoding ?? "binary",
    mapping: hash.mapping,
    contract: hash.contract,
    ...(hash.content === undefined ? {} : { content: hash.content }),
    loaded_at: loadedAt,
    read,
    filtered: rejected.filtered,
    loaded,
    quarantined: rejected.rows,
    superseded,
    ...(settled === undefined
      ? {}
      : { unchanged: settled.unchanged, deleted: settled.deleted, told: settled.deletions, marked: settled.marked }),
    ...(file.facts === undefined ? {} : { fetched: true as const, kept: settled?.kept ?? loaded }),
    ...(file.facts?.held === undefined ? {} : { held: file.facts.held }),
    ...(context.freshness === undefined ? {} : { freshness: context.freshness }),
    ...(file.facts?.complete === true ? { complete: true as const } : {}),
    balanced: read === loaded + rejected.rows + superseded,
    duplicates: settings.duplicates,
    columns: opened.cells,
    rules: [...rejected.rules, ...(columns.warnings === undefined ? [] : await countWarnings(engine, part, columns))],
    ...(await partFacts(engine, part, columns)),
    notes: drift.note === undefined ? opened.notes : [...opened.notes, drift.note],
  };
  await writeWhole(join(staging, manifestFile), `${JSON.stringify(load, null, 2)}\n`);
  failpoint("landing-manifest");
  await check();
  await appear(staging, loadFolder(workspace, load));
  failpoint("landing-named");
  return load;
}

/**
 * Takes out what changes nothing, where that can be told: of a file that a source wrote before, and of one with rows that say
 * their key is gone. What was refused is still in the file, so its keys are not.
 */
async function settleRows(
  { engine, workspace, landed }: LoadContext,
  { file, plan: { entities: plans } }: OpenFile,
  { raw, plan }: Reading,
  columns: Columns,
  found: { staging: string; doubled: boolean; rejected: boolean },
): Promise<Settled | undefined> {
  const { facts } = file;
  const block = plans.findIndex(({ entity }) => entity === plan.entity);
  const earlier = facts === undefined ? [] : landed.filter((load) => load.source === file.path && load.block === block);
  if (earlier.length === 0 && plan.deleted === undefined) return undefined;
  const part = `read_parquet(${literal(join(found.staging, partFile))})`;
  const keys = columns.fields.flatMap(({ name }) =>
    entities[plan.entity].key.some((key) => key === name) ? name : [],
  );
  const all = found.rejected ? `(${columns.typed(keptRows({ raw, plan }))})` : part;
  return settle({
    engine,
    workspace,
    entity: plan.entity,
    staging: found.staging,
    fields: new Set(columns.fields.map(({ name }) => name)),
    doubled: found.doubled,
    earlier,
    deleted: plan.deleted && linesWhere({ raw, plan }, plan.deleted),
    present: facts?.complete === true ? `SELECT ${keys.map(identifier).join(", ")} FROM ${all}` : undefined,
  });
}

/** The load counts from the moment its folder has its name; everything in it is on disk by then. */
async function appear(staging: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  for (const name of await readdir(staging)) await sync(join(staging, name));
  await sync(staging);
  await rename(staging, folder);
  await sync(dirname(folder));
}

function columnsOf(
  { raw, plan }: Reading,
  settings: FilePlan["settings"],
  file: SourceFile,
  drift: string | undefined,
): Columns {
  const csv = file.format === "csv" || file.format === "tsv";
  const columns = compileColumns({
    entity: entities[plan.entity],
    columns: plan.columns,
    extra: plan.extra,
    nested: plan.nested,
    rules: plan.rules,
    zone: settings.time_zone,
    nulls: csv ? [] : settings.nulls.filter((text) => text !== ""),
    ...(raw.rest === undefined ? {} : { rest: raw.rest }),
  });
  return drift === undefined ? columns : { ...columns, checks: [driftCheck(drift)], rejected: "true" };
}

const driftCheck = (met: string): RowCheck => ({
  rule: "schema_drift",
  field: "",
  action: "quarantine",
  when: "true",
  got: literal(`the file ${met}`),
  wanted: "the columns of the file before",
});

/**
 * The SELECT whose rows become the Parquet file. Rows are numbered above the typed columns: a filter is not moved below a
 * window, and moved down to the reader it would parse every cell again for each check.
 */
function goodRows(reading: Reading, columns: Columns, file: SourceFile, lines: number, loadedAt: string): string {
  const { raw, plan } = reading;
  const rows = keptRows(reading);
  const line = plan.where === undefined ? raw.line : "_line";
  const names = columns.fields.map(({ name }) => identifier(name));
  const hasExtra = plan.extra.length > 0 || raw.rest !== undefined;
  const written = [
    ...columns.fields.map(({ name }) => `${columns.written(name)} AS ${identifier(name)}`),
    ...(hasExtra ? ["extra"] : []),
    // An enumeration of one and a narrow integer are written at a third of the cost; the file has a text and the same numbers.
    `CAST(${literal(file.path)} AS ENUM(${literal(file.path)})) AS _source`,
    `CAST(${line} AS ${lines < 2 ** 31 ? "INTEGER" : "BIGINT"}) AS _line`,
    `TIMESTAMP ${literal(loadedAt.slice(0, 23).replace("T", " "))} AS _loaded_at`,
    "_row_hash",
    ...(columns.warnings === undefined ? [] : [`${columns.warnings} AS _warnings`]),
  ];
  const hash = `hash(${[...names, ...(hasExtra ? ["extra"] : [])].join(", ")})`;
  return `SELECT ${written.join(", ")}
FROM (SELECT *, ${hash} AS _row_hash, row_number() OVER () AS _row FROM (${columns.typed(rows)}))
WHERE NOT ${columns.rejected} AND _row > 0 AND ${line} > 0`;
}

const keptRows = ({ raw, plan: { where, nested } }: Reading): string =>
  where === undefined ? raw.sql : `(SELECT * FROM ${withNested(raw.sql, nested)} WHERE ${whereSql(where.sql)})`;

const linesWhere = ({ raw, plan }: Reading, { sql }: { sql: string }): string =>
  `SELECT _line FROM ${withNested(raw.sql, plan.nested)} WHERE ${whereSql(sql)}`;

async function countWarnings(engine: Engine, part: string, columns: Columns): Promise<RuleCount[]> {
  const rows = await engine.query<{ rule: string; rows: number }>(
    `SELECT rule, count(*) AS rows FROM (SELECT unnest(string_split(_warnings, ',')) AS rule
     FROM read_parquet(${literal(part)}) WHERE _warnings IS NOT NULL) GROUP BY rule`,
  );
  const order = columns.checks.map(({ rule }) => rule);
  return rows
    .map(({ rule, rows: count }) => ({ rule, action: "warn" as const, rows: count }))
    .sort((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule));
}

/** How often each field is filled and the newest event time, both from the statistics Parquet keeps. */
async function partFacts(engine: Engine, part: string, columns: Columns) {
  const facts = await engine.query<{ name: string; filled: number; newest: string | null }>(
    `SELECT path_in_schema AS name, sum(num_values - stats_null_count) AS filled, max(stats_max_value) AS newest
     FROM parquet_metadata(${literal(part)}) GROUP BY path_in_schema`,
  );
  const byName = new Map(facts.map((fact) => [fact.name, fact]));
  const fields: Record<string, number> = byName.has("extra") ? { extra: byName.get("extra")?.filled ?? 0 } : {};
  let newest: string | null = null;
  for (const { name, kind } of columns.fields) {
    const fact = byName.get(name);
    fields[name] = fact?.filled ?? 0;
    const happened = sqlTypes[kind] === "TIMESTAMP" && !/^(planned|requested|promised|new)_|_(from|to)$/.test(name);
    if (happened && fact?.newest && (newest === null || fact.newest > newest)) newest = fact.newest;
  }
  return { fields, newest_at: newest === null ? null : new Date(`${newest.replace(" ", "T")}Z`).toISOString() };
}
