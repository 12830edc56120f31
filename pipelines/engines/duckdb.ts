import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  VARCHAR,
} from "@duckdb/node-api";
import { exitCodes, UserError } from "../errors.ts";
import { replaceFile } from "../files.ts";
import { type Cell, type Engine, literal, type SyntaxNode } from "./engine.ts";

export interface DuckdbOptions {
  /** Database file; in memory without one. Only one instance per file and process: a second one loses rows. */
  path?: string;
  /** Hard limit such as "2GB"; what does not fit spills to the temporary folder. */
  memoryLimit?: string;
  threads?: number;
  tempDirectory?: string;
  /** Rows keep the order of what they were read from; needed to number lines, dear in memory for anything else. */
  ordered?: boolean;
}

export interface DuckdbEngine extends Engine {
  readonly connection: DuckDBConnection;
  /** From here on only files below these folders can be read or written and no setting can be changed. */
  sandbox(allowed: readonly string[]): Promise<void>;
}

/** Differences instead of whole times and numbers, level 1 and short dictionaries: quicker to write and to read, and half the bytes. */
export const parquetFormat =
  "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096";

const openPaths = new Set<string>();

export async function openDuckdb(options: DuckdbOptions = {}): Promise<DuckdbEngine> {
  const { path, memoryLimit = "2GB", threads = 2, tempDirectory, ordered = true } = options;
  if (path !== undefined) {
    if (openPaths.has(path)) throw new UserError(`The database ${path} is already open in this process.`);
    openPaths.add(path);
    await mkdir(dirname(path), { recursive: true });
  }
  if (tempDirectory !== undefined) await mkdir(tempDirectory, { recursive: true });
  const instance = await createInstance(path ?? ":memory:", {
    memory_limit: memoryLimit,
    threads: String(threads),
    preserve_insertion_order: String(ordered),
    // Tables of one run are written once, at its end, and not each time some have come together.
    checkpoint_threshold: "128MB",
    ...(tempDirectory === undefined ? {} : { temp_directory: tempDirectory }),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  // Packing ids that are all different costs more than writing them, and the file is a cache.
  await connection.run("SET GLOBAL disabled_compression_methods = 'dict_fsst,fsst,zstd'");

  /** The client runs several statements in one call, and gives the rows of one. */
  const wantOne = async (sql: string): Promise<void> => {
    // Two statements have a semicolon between them; parsing every statement twice costs as much as planning many a one.
    if (!sql.includes(";") && sql.trim() !== "") return;
    const { count } = await connection.extractStatements(sql);
    if (count !== 1) throw new Error(`Exactly one statement is wanted, ${count} were given.`);
  };

  const engine: DuckdbEngine = {
    name: "duckdb",
    connection,
    async execute(sql) {
      await wantOne(sql);
      // Not prepared: that plans it twice, and keeps what it held in memory until the collector comes by.
      await connection.run(sql);
    },
    async query<Row extends object>(sql: string) {
      await wantOne(sql);
      const reader = await connection.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      return reader.getRows().map((row) => Object.fromEntries(names.map((name, i) => [name, plain(row[i])]))) as Row[];
    },
    async columns<Columns extends Record<string, readonly unknown[]>>(sql: string) {
      await wantOne(sql);
      const reader = await connection.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      const cells = reader.getColumns();
      return Object.fromEntries(names.map((name, i) => [name, cells[i]?.map(plain) ?? []])) as unknown as Columns;
    },
    async append(table, columns) {
      const types = columns.map(typeOfCells);
      const rows = columns[0]?.length ?? 0;
      const appender = await connection.createAppender(table);
      for (let from = 0; from < rows; from += chunkRows) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setColumns(columns.map((values) => values.slice(from, from + chunkRows)));
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
    async exportParquet(sql, target) {
      return replaceFile(target, async (temporary) => {
        const copy = `COPY (${sql}) TO ${literal(temporary)} (${parquetFormat})`;
        await wantOne(copy);
        const result = await connection.runAndReadAll(copy);
        return Number(result.getRows()[0]?.[0] ?? 0);
      });
    },
    async parse(sql) {
      const reader = await connection.runAndReadAll(
        "SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_null => true, skip_empty => true, skip_default => true)",
        [sql],
      );
      const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as SyntaxNode;
      if (tree.error) throw new UserError(`The SQL does not parse: ${tree.error_message}.`);
      const statements = tree.statements as SyntaxNode[];
      if (statements.length !== 1)
        throw new UserError(`One SELECT is wanted, ${statements.length} statements were given.`);
      return statements[0] as SyntaxNode;
    },
    async sandbox(allowed) {
      await connection.run(`SET allowed_directories = [${allowed.map(literal).join(", ")}]`);
      await connection.run("SET enable_external_access = false");
      await connection.run("SET lock_configuration = true");
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      if (path !== undefined) openPaths.delete(path);
    },
  };
  return engine;
}

/** As many rows as DuckDB takes at a time. */
const chunkRows = 2048;

function typeOfCells(cells: readonly Cell[]) {
  const kind = typeof cells.find((cell) => cell !== null);
  return kind === "number" ? DOUBLE : kind === "boolean" ? BOOLEAN : VARCHAR;
}

async function createInstance(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, options);
  } catch (error) {
    openPaths.delete(path);
    if (error instanceof Error && error.message.includes("Could not set lock")) {
      throw new UserError(`Another process has ${path} open.`, {
        exitCode: exitCodes.locked,
        hint: "Wait until its run has ended.",
        cause: error,
      });
    }
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return new Date(Number(value.micros / 1000n)).toISOString();
  }
  if (value instanceof DuckDBDateValue) return new Date(value.days * 86_400_000).toISOString().slice(0, 10);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}
