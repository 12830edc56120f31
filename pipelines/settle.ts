import { rename } from "node:fs/promises";
import { join } from "node:path";
import { type EntityName, entities } from "../sources/contracts/index.ts";
import { parquetFormat } from "./engines/duckdb.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { type LoadRecord, linesPerLoad, loadFolder, partFile, supersededFile } from "./landing.ts";
import type { Workspace } from "./workspace.ts";

export interface Settling {
  engine: Engine;
  workspace: Workspace;
  entity: EntityName;
  /** The folder of the unfinished load; its rows are replaced by those that change something. */
  staging: string;
  fields: ReadonlySet<string>;
  /** Whether some of its rows are listed as replaced by others of it. */
  doubled: boolean;
  /** Loads of the same file before, oldest first. */
  earlier: readonly LoadRecord[];
  /** SELECT of the `_line` of rows that say their key is gone. */
  deleted: string | undefined;
  /** SELECT of the key of every row the file has, where it has every row there is. */
  present: string | undefined;
}

/** Counts are rows. */
export interface Settled {
  loaded: number;
  /** Read, and as they landed before. */
  unchanged: number;
  /** Read, and saying that their key is gone: of a file that has every row there is all of them, of another those that went since. */
  deletions: number;
  /** Keys that the source holds and says are gone, after this load. */
  marked: number;
  /** Keys that are gone with this load, those missing from a complete file among them. */
  deleted: number;
  /** Keys of this file that are there after this load. */
  kept: number;
}

/**
 * Reduces a load to what it changes: rows that landed before just as they are now are taken out, keys that are gone get a
 * row that says so (`_deleted`). What landed before is told by the key and the row's hash.
 */
export async function settle(given: Settling): Promise<Settled> {
  const { engine, entity, staging, fields, earlier, deleted, present } = given;
  const part = join(staging, partFile);
  const rows = `read_parquet(${literal(part)})`;
  const keys = entities[entity].key.filter((name) => fields.has(name)).map(identifier);
  const same = keys.map((key) => `new.${key} IS NOT DISTINCT FROM old.${key}`).join(" AND ");
  await engine.execute(`CREATE OR REPLACE TEMP TABLE landed_rows AS ${landedRows(given, keys, rows)}`);
  const current = given.doubled
    ? `${rows} WHERE _line NOT IN (SELECT _line FROM read_parquet(${literal(join(staging, supersededFile))}))`
    : rows;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE read_rows AS
     SELECT new._line, ${deleted === undefined ? "FALSE" : `new._line IN (${deleted})`} AS gone,
       old.hash IS NOT NULL AS landed, coalesce(old.gone, FALSE) AS was_gone,
       coalesce(old.gone AND old.hash <> 0, FALSE) AS was_marked, old.hash IS NOT DISTINCT FROM ${rowHash} AS alike
     FROM (SELECT * FROM ${current}) AS new LEFT JOIN landed_rows AS old ON ${same}`,
  );
  const changed = "NOT (alike AND gone = was_gone)";
  const changes = join(staging, "changes.parquet");
  const missing =
    present === undefined
      ? "SELECT * FROM landed_rows LIMIT 0"
      : `SELECT * FROM landed_rows AS old WHERE NOT gone AND NOT EXISTS (SELECT 1 FROM (${present}) AS new WHERE ${same})`;
  await engine.execute(`CREATE OR REPLACE TEMP TABLE missing_rows AS ${missing}`);
  await engine.execute(
    `COPY (SELECT * FROM (
       SELECT new.*, read.gone AS _deleted FROM ${rows} AS new JOIN read_rows AS read ON new._line = read._line WHERE ${changed}
       UNION ALL BY NAME
       SELECT ${keys.join(", ")}, 0 AS _line, TRUE AS _deleted, first._source, first._loaded_at
       FROM missing_rows CROSS JOIN (SELECT max(_source) AS _source, max(_loaded_at) AS _loaded_at FROM ${rows}) AS first
     ) ORDER BY _line NULLS LAST) TO ${literal(changes)} (${parquetFormat})`,
  );
  const [count] = await engine.query<
    Record<
      "read" | "loaded" | "gone" | "deletions" | "came" | "went" | "newly_marked" | "unmarked" | "left" | "live",
      number
    >
  >(
    `SELECT count(*) AS "read", count_if(${changed} AND NOT gone) AS loaded, count_if(gone) AS gone, count_if(${changed} AND gone) AS deletions,
       count_if(NOT gone AND (NOT landed OR was_gone)) AS came, count_if(gone AND landed AND NOT was_gone) AS went,
       count_if(gone AND NOT was_marked) AS newly_marked, count_if(was_marked AND NOT gone) AS unmarked,
       count_if(NOT gone) AS live, (SELECT count(*) FROM missing_rows) AS "left" FROM read_rows`,
  );
  const { read = 0, loaded = 0, gone = 0, deletions = 0, came = 0, went = 0, left = 0, live = 0 } = count ?? {};
  const { newly_marked = 0, unmarked = 0 } = count ?? {};
  await rename(changes, part);
  for (const table of ["landed_rows", "read_rows", "missing_rows"]) await engine.execute(`DROP TABLE ${table}`);
  const told = present === undefined ? deletions : gone;
  return {
    loaded,
    unchanged: read - loaded - told,
    deletions: told,
    marked: present === undefined ? (earlier.at(-1)?.marked ?? 0) + newly_marked - unmarked : gone,
    deleted: deletions + left,
    kept: present === undefined && earlier.length > 0 ? (earlier.at(-1)?.kept ?? 0) + came - went : live,
  };
}

/** A row that was cleared for somebody forgotten has none. */
const rowHash = "coalesce(_row_hash, 0)";

/** SELECT of the newest row of every key that landed from this file: its key, `hash`, and whether it is `gone`. */
function landedRows({ workspace, earlier, present }: Settling, keys: readonly string[], part: string): string {
  const loads = earlier.map((load) => {
    const folder = loadFolder(workspace, load);
    const names = keys.map((key) => (key.slice(1, -1) in load.fields ? key : `NULL AS ${key}`));
    const gone = load.unchanged === undefined ? "FALSE" : "_deleted";
    const doubled =
      load.unchanged === undefined && load.superseded > 0
        ? ` WHERE _line NOT IN (SELECT _line FROM read_parquet(${literal(join(folder, supersededFile))}))`
        : "";
    return `SELECT ${names.join(", ")}, ${rowHash} AS hash, ${gone} AS gone, ${load.sequence * linesPerLoad} + _line AS place
      FROM read_parquet(${literal(join(folder, partFile))})${doubled}`;
  });
  const none = `SELECT ${keys.join(", ")}, _row_hash AS hash, FALSE AS gone, 0 AS place FROM ${part} LIMIT 0`;
  const all = loads.length === 0 ? none : loads.join(" UNION ALL ");
  // Of a file that has a part of the rows, only the keys it has matter.
  const own = `hash(${keys.join(", ")})`;
  const wanted = present === undefined ? ` WHERE ${own} IN (SELECT ${own} FROM ${part})` : "";
  return loads.length === 1
    ? `SELECT ${keys.join(", ")}, hash, gone FROM (${all})${wanted}`
    : `SELECT ${keys.join(", ")}, arg_max(hash, place) AS hash, arg_max(gone, place) AS gone FROM (${all})${wanted} GROUP BY ${keys.join(", ")}`;
}
