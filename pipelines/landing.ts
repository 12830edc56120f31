import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Action } from "../sources/contracts/entity.ts";
import { type Entity, type EntityName, entities, entityNames } from "../sources/contracts/index.ts";
import type { Freshness } from "../sources/source.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { unaccounted } from "./reconcile.ts";
import { landingColumns, loadRelations, noRows } from "./relations.ts";
import type { Workspace } from "./workspace.ts";

export interface RuleCount {
  rule: string;
  action: Action;
  rows: number;
}

/** What one load did: the manifest of `landing/<entity>/<load_id>`. Counts are rows. */
export interface LoadRecord {
  load_id: string;
  /** Later loads have higher ones; the same file loaded as two entities makes two loads. */
  sequence: number;
  /** Path of the file in the input folder. */
  source: string;
  entity: EntityName;
  /** Which of the entities its file feeds, from 0. */
  block: number;
  sha256: string;
  bytes: number;
  format: string;
  encoding: string;
  /** Hashes of what decided how it was read. */
  mapping: string;
  contract: string;
  /** What `load_id` would be had the same content not landed before. */
  content?: string;
  /** From a source, which gives what changed: each of its loads counts, not the newest alone. */
  fetched?: true;
  loaded_at: string;
  /** Records of the file, less those that `where` leaves out; counted apart from the reader that loads them. */
  read: number;
  /** Records that `where` leaves out. */
  filtered: number;
  loaded: number;
  quarantined: number;
  /** Rows of this file that a later row of it with the same key replaces; `countedHistory` adds those of other files. */
  superseded: number;
  /** Of the superseded ones, those that landed before just as they are. Where it is there, the load has only rows that count. */
  unchanged?: number;
  /** Rows that say their key is gone (`_deleted`). */
  deleted?: number;
  /** Rows of it that say their key is gone, and keys that its source holds so after this load. */
  told?: number;
  marked?: number;
  /** Keys of this file that are there after this load; `held` is how many its source counted then. */
  kept?: number;
  held?: number;
  /** It had every row there was. */
  complete?: true;
  /** read = loaded + quarantined + superseded. */
  balanced: boolean;
  duplicates: "latest" | "first" | "quarantine";
  /** The file's own columns. */
  columns?: readonly string[];
  rules: RuleCount[];
  newest_at: string | null;
  /** How late its source may be. */
  freshness?: Freshness;
  /** Columns of the landed file but for those of its origin, with the number of rows in which they are filled. */
  fields: Record<string, number>;
  /** Rows taken out or cleared because their customer is to be forgotten; they count in nothing above. */
  forgotten?: number;
  /** Those of them that were being taken out when this was written. */
  forgetting?: number;
  /** What is worth knowing about the file, one sentence each. */
  notes: string[];
}

export const partFile = "part-0.parquet";
export const supersededFile = "superseded.parquet";
export const manifestFile = "manifest.json";

export const loadFolder = (workspace: Workspace, load: Pick<LoadRecord, "entity" | "load_id">): string =>
  join(workspace.landing, load.entity, load.load_id);

/** Every load of a workspace up to a sequence, in the order they were made. A folder without a manifest never counted. */
export async function allLoads(workspace: Workspace, upTo: number): Promise<LoadRecord[]> {
  const loads: LoadRecord[] = [];
  for (const entity of entityNames) {
    for (const id of await readdir(join(workspace.landing, entity)).catch(() => [])) {
      const text = await readFile(join(workspace.landing, entity, id, manifestFile), "utf8").catch(() => undefined);
      if (text !== undefined) loads.push(JSON.parse(text) as LoadRecord);
    }
  }
  return loads
    .filter(({ sequence }) => sequence <= upTo)
    .sort((a, b) => a.sequence - b.sequence || (a.load_id < b.load_id ? -1 : 1));
}

/** The sequence of the newest load that had landed at a moment; undefined before the first. */
export async function sequenceAt(workspace: Workspace, at: Date): Promise<number | undefined> {
  const loads = await allLoads(workspace, Number.POSITIVE_INFINITY);
  return loads.findLast(({ loaded_at }) => Date.parse(loaded_at) <= at.getTime())?.sequence;
}

const newestBy = (loads: readonly LoadRecord[], key: (load: LoadRecord) => string) =>
  [...new Map(loads.map((load) => [key(load), load])).values()].sort((a, b) => a.sequence - b.sequence);

/**
 * The loads whose rows count. The same bytes read by other rules replace their earlier reading; a file whose content
 * changed adds to what it gave before, and later rows win by their key.
 */
export async function landedLoads(workspace: Workspace, upTo = Number.POSITIVE_INFINITY): Promise<LoadRecord[]> {
  const loads = await allLoads(workspace, upTo);
  return newestBy(loads, ({ source, sha256, block, fetched, load_id }) =>
    fetched ? load_id : JSON.stringify([source, sha256, block]),
  );
}

/** The newest load of every file and entity it feeds, and every load of a source: what the state of the sources is told by. */
export async function loadHistory(workspace: Workspace, upTo = Number.POSITIVE_INFINITY): Promise<LoadRecord[]> {
  return newestBy(await allLoads(workspace, upTo), ({ source, block, fetched, load_id }) =>
    fetched ? load_id : JSON.stringify([source, block]),
  );
}

/**
 * What `loadHistory` gives, with the rows that the last transform found replaced by rows of other files taken from `loaded`
 * and counted as superseded.
 */
export async function countedHistory(
  engine: Engine,
  workspace: Workspace,
  upTo = Number.POSITIVE_INFINITY,
): Promise<LoadRecord[]> {
  const rows = await engine
    .query<{ load_id: string; rows: number }>("SELECT load_id, rows FROM input_superseded")
    .catch(() => []);
  const replaced = new Map(rows.map((row) => [row.load_id, row.rows]));
  return (await loadHistory(workspace, upTo)).map((load) => {
    const more = replaced.get(load.load_id) ?? 0;
    return { ...load, loaded: load.loaded - more, superseded: load.superseded + more };
  });
}

/**
 * Makes `landing_<entity>` for every entity: the current rows, one a key, of all loads. Also `input_presence`, which says
 * for every field how many landed rows have it filled, `input_superseded`: how many rows of a load another load replaces, and
 * `input_loads` and `input_load_rules`: what the newest load of every file did. Loads after the
 * sequence `upTo` are not known. Returns the rows replaced, by entity.
 */
export async function registerLanding(
  engine: Engine,
  workspace: Workspace,
  upTo = Number.POSITIVE_INFINITY,
): Promise<Map<EntityName, number>> {
  const loads = await landedLoads(workspace, upTo);
  const replaced = new Map<EntityName, number>();
  await fill(engine, "input_superseded", []);
  for (const name of entityNames) {
    const own = loads.filter((load) => load.entity === name);
    const relation = `landing_${name}`;
    const deleting = own.some(isDeleting);
    const all = own.map((load) => currentRows(workspace, load, placeOf(load, own), deleting)).join("\nUNION ALL\n");
    if (own.length === 0) {
      await engine.execute(`CREATE OR REPLACE VIEW ${identifier(relation)} AS ${noRows(landingColumns(name))}`);
      continue;
    }
    const beaten = own.length > 1 ? await beatenRows(engine, own, all) : undefined;
    if (beaten !== undefined) replaced.set(name, await countBeaten(engine, own, beaten));
    const columns = landingColumns(name).map((column) => identifier(column.name));
    const conditions = [
      ...(beaten === undefined ? [] : [`_order NOT IN (SELECT _order FROM ${identifier(beaten)})`]),
      ...(deleting ? ["NOT _deleted"] : []),
    ];
    await engine.execute(
      `CREATE OR REPLACE VIEW ${identifier(relation)} AS SELECT ${columns.join(", ")} FROM (${all})` +
        (conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`),
    );
  }
  await fill(engine, "input_presence", presence(loads));
  await registerLedger(engine, await loadHistory(workspace, upTo));
  return replaced;
}

const isDeleting = ({ deleted = 0 }: LoadRecord) => deleted > 0;

/** Rows are numbered over all loads: by load, then by line. */
export const linesPerLoad = 10_000_000_000;

interface Place {
  sequence: number;
  block: number;
  blocks: number;
}

/** Loads of the same file as the same entity take turns line by line, so that rows keep the order of the file. */
function placeOf(load: LoadRecord, loads: readonly LoadRecord[]): Place {
  const alike = loads.filter(({ source, sha256 }) => source === load.source && sha256 === load.sha256);
  // Content that came back after another is loaded once more, as every block.
  const turn = (one: LoadRecord) => alike.filter(({ block }) => block === one.block).indexOf(one);
  const twins = alike.filter((one) => turn(one) === turn(load));
  return { sequence: twins[0]?.sequence ?? load.sequence, block: twins.indexOf(load), blocks: twins.length };
}

/** The rows of one load that no other row of it replaces, in the columns of `landing_<entity>`, with `_deleted` where asked. */
function currentRows(workspace: Workspace, load: LoadRecord, place: Place, deleting: boolean): string {
  const folder = loadFolder(workspace, load);
  const columns = landingColumns(load.entity).map(({ name, type }) => {
    if (name === "_order") return `${place.sequence * linesPerLoad + place.block} + _line * ${place.blocks} AS _order`;
    const present = name in load.fields || name.startsWith("_");
    return present
      ? `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`
      : `CAST(NULL AS ${type}) AS ${identifier(name)}`;
  });
  if (deleting) columns.push(isDeleting(load) ? "_deleted" : "FALSE AS _deleted");
  const part = `read_parquet(${literal(join(folder, partFile))})`;
  const out = `SELECT ${columns.join(", ")} FROM ${part}`;
  if (load.unchanged !== undefined) return out;
  const excluded = load.superseded + (load.rules.find(({ rule }) => rule === "duplicate_key")?.rows ?? 0);
  if (excluded === 0) return out;
  return `${out} WHERE _line NOT IN (SELECT _line FROM read_parquet(${literal(join(folder, supersededFile))}))`;
}

/**
 * Rows that a row of another load with the same key replaces. Keys are compared by hash first, so that only keys that
 * occur twice are ranked. A load whose policy is `first` yields to every load before it.
 */
async function beatenRows(engine: Engine, loads: readonly LoadRecord[], all: string): Promise<string | undefined> {
  const name = (loads[0] as LoadRecord).entity;
  const table = `_beaten_${name}`;
  const key = entities[name].key.map(identifier);
  const hash = `hash(${key.join(", ")})`;
  const firsts = loads.filter((load) => load.duplicates === "first").map((load) => placeOf(load, loads).sequence);
  const load = `CAST(floor(_order / ${linesPerLoad}) AS BIGINT)`;
  const rank =
    firsts.length === 0 ? "_order" : `CASE WHEN ${load} IN (${firsts.join(", ")}) THEN -_order ELSE _order END`;
  await engine.execute(
    `CREATE OR REPLACE TABLE ${identifier(table)} AS
     WITH rows AS (SELECT ${key.join(", ")}, _order, ${loads.some(isDeleting) ? "_deleted" : "FALSE AS _deleted"} FROM (${all})),
     twice AS (SELECT ${hash} AS h FROM rows GROUP BY h HAVING count(*) > 1),
     ranked AS (SELECT _order, _deleted, row_number() OVER (PARTITION BY ${key.join(", ")} ORDER BY ${rank} DESC NULLS LAST) AS rank
       FROM rows WHERE ${hash} IN (SELECT h FROM twice))
     SELECT _order FROM ranked WHERE rank > 1 AND NOT _deleted`,
  );
  const [count] = await engine.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${identifier(table)}`);
  if (count?.rows) return table;
  await engine.execute(`DROP TABLE ${identifier(table)}`);
  return undefined;
}

/** Writes down how many rows of each load the table of beaten rows holds; returns their sum. */
async function countBeaten(engine: Engine, loads: readonly LoadRecord[], table: string): Promise<number> {
  const places = loads.map((load) => {
    const { sequence, block, blocks } = placeOf(load, loads);
    return `(${literal(load.load_id)}, ${sequence}, ${block}, ${blocks})`;
  });
  await engine.execute(
    `INSERT INTO input_superseded
     SELECT place.load_id, count(*) FROM ${identifier(table)} AS beaten
     JOIN (VALUES ${places.join(", ")}) AS place(load_id, sequence, block, blocks)
       ON floor(beaten._order / ${linesPerLoad}) = place.sequence
       AND (beaten._order - place.sequence * ${linesPerLoad}) % place.blocks = place.block
     GROUP BY place.load_id`,
  );
  const [sum] = await engine.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${identifier(table)}`);
  return sum?.rows ?? 0;
}

async function registerLedger(engine: Engine, loads: readonly LoadRecord[]): Promise<void> {
  const differences = countDifferences(loads);
  await fill(
    engine,
    "input_loads",
    loads.map((load) => [
      load.load_id,
      load.sequence,
      load.source,
      load.entity,
      load.loaded_at.slice(0, 23),
      load.read,
      load.filtered,
      load.loaded,
      load.quarantined,
      load.superseded,
      String(load.balanced),
      load.newest_at?.slice(0, 23) ?? null,
      differences.get(load.load_id) ?? null,
      load.freshness?.warn ?? null,
      load.freshness?.fail ?? null,
    ]),
  );
  await fill(
    engine,
    "input_load_rules",
    loads.flatMap((load) =>
      load.rules.map(({ rule, action, rows }) => [
        load.load_id,
        load.source,
        load.entity,
        rule,
        action,
        rows,
        load.read,
      ]),
    ),
  );
}

/** Of the newest load of each file, by id: rows its source counted that are not accounted for. */
function countDifferences(loads: readonly LoadRecord[]): Map<string, number> {
  const files = new Map<string, LoadRecord[]>();
  for (const load of loads) {
    const file = JSON.stringify([load.source, load.block]);
    files.set(file, [...(files.get(file) ?? []), load]);
  }
  return new Map(
    [...files.values()].flatMap((own): [string, number][] => {
      const { load_id = "", held } = own.at(-1) ?? {};
      return held === undefined ? [] : [[load_id, unaccounted(own, held)]];
    }),
  );
}

function presence(loads: readonly LoadRecord[]): (string | number)[][] {
  return entityNames.flatMap((name) => {
    const own = loads.filter((load) => load.entity === name);
    const rows = own.reduce((sum, load) => sum + load.loaded, 0);
    const entity: Entity = entities[name];
    return Object.keys(entity.schema.shape).map((field) => [
      name,
      field,
      rows,
      own.reduce((sum, load) => sum + (load.fields[field] ?? 0), 0),
    ]);
  });
}

async function fill(
  engine: Engine,
  table: keyof typeof loadRelations,
  rows: readonly (string | number | null)[][],
): Promise<void> {
  await engine.execute(`CREATE OR REPLACE TABLE ${identifier(table)} (${loadRelations[table]})`);
  for (let at = 0; at < rows.length; at += 500) {
    const values = rows.slice(at, at + 500).map((row) => `(${row.map(cell).join(", ")})`);
    await engine.execute(`INSERT INTO ${identifier(table)} VALUES ${values.join(", ")}`);
  }
}

const cell = (value: string | number | null) =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : literal(value);
