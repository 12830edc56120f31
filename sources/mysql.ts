import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { Connection, FieldPacket } from "mysql2";
import { checkSeconds, type DatabaseOptions, databaseSource } from "./database.ts";
import { driver } from "./driver.ts";
import { masked, secret } from "./secret.ts";
import { type FetchContext, type Source, SourceError } from "./source.ts";
import { checkServer, type Server } from "./table-check.ts";
import { fetchTables, type Snapshot } from "./tables.ts";

export interface MysqlOptions extends DatabaseOptions {
  /** Encrypts the connection and checks the server's certificate, against the authorities in the file `ca` where one is given. */
  tls?: { ca?: string };
}

/**
 * Tables of MySQL or MariaDB, streamed under back-pressure, all of one fetch from one snapshot. The server writes each row as a
 * line of CSV in UTF-8, whatever the table is in: TIMESTAMP in UTC with its offset, DATETIME as it stands, numbers with all
 * digits, BIT as a number, binary as hexadecimal; NULL and a zero date are empty cells, an empty text "". Doris, StarRocks and
 * TiDB speak the same protocol and are untested.
 */
export function mysql(options: MysqlOptions): Source {
  return databaseSource(
    options,
    (context) =>
      inSnapshot(options, context, (connection) => fetchTables(options.tables, snapshotOf(connection), context)),
    isTransient,
    (context) =>
      inSnapshot({ ...options, timeout: checkSeconds }, context, (connection) =>
        checkServer(options.tables, snapshotOf(connection), serverOf(connection), () => new Date()),
      ),
  );
}

type Context = Pick<FetchContext, "variables" | "signal">;

/** Does work on a connection of its own, in one transaction that only reads. */
async function inSnapshot<T>(
  options: MysqlOptions,
  context: Context,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let connection: Connection | undefined;
  const stop = () => connection?.destroy();
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    connection = await connect(options, context);
    const { timeout = 3_600 } = options;
    await run(connection, "SET time_zone = '+00:00', sql_mode = ''");
    // MariaDB knows the first, MySQL the second.
    await run(connection, `SET max_statement_time = ${timeout}`).catch(() => {});
    await run(connection, `SET max_execution_time = ${Math.round(timeout * 1_000)}`).catch(() => {});
    await run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await run(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    const result = await work(connection);
    await run(connection, "COMMIT");
    return result;
  } catch (error) {
    throw plain(error as Error, options);
  } finally {
    context.signal.removeEventListener("abort", stop);
    connection?.destroy();
  }
}

async function connect(options: MysqlOptions, { variables }: Context): Promise<Connection> {
  const { default: mysql2 } = await driver("mysql2", () => import("mysql2"));
  const ca = options.tls?.ca === undefined ? {} : { ca: await readFile(options.tls.ca, "utf8") };
  const connection = mysql2.createConnection({
    uri: secret(variables, options.url),
    charset: "utf8mb4",
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: 15_000,
    enableKeepAlive: true,
    multipleStatements: false,
    ...(options.tls === undefined ? {} : { ssl: { rejectUnauthorized: true, ...ca } }),
  });
  // A connection that breaks while nobody waits for it says so here; the next statement fails and tells.
  connection.on("error", () => {});
  await new Promise<void>((done, fail) => connection.connect((error) => (error ? fail(error) : done())));
  return connection;
}

interface Answer {
  rows: (string | null)[][];
  fields: FieldPacket[];
}

function run(connection: Connection, sql: string): Promise<Answer> {
  return new Promise((done, fail) =>
    connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.string("utf8") }, (error, rows, fields) =>
      error ? fail(error) : done({ rows: rows as unknown as Answer["rows"], fields: fields ?? [] }),
    ),
  );
}

const name = (text: string) => `\`${text.replaceAll("`", "``")}\``;
const text = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

function snapshotOf(connection: Connection): Snapshot {
  const fieldsOf = async (sql: string) => (await run(connection, `SELECT * FROM (${sql}) AS given LIMIT 0`)).fields;
  return {
    name,
    text,
    async kindOf(relation, column) {
      const [field] = await fieldsOf(`SELECT ${name(column)} FROM ${relation}`);
      const type = field?.columnType ?? -1;
      return times.has(type) ? "time" : numbers.has(type) ? "number" : undefined;
    },
    lagged: (value, lag, kind) =>
      kind === "number" ? `${value} - ${lag}` : `LEAST(${value}, NOW() + INTERVAL 1 DAY) - INTERVAL ${lag} SECOND`,
    moment: (iso) => text(new Date(iso).toISOString().slice(0, 19).replace("T", " ")),
    async cell(sql) {
      const { rows } = await run(connection, `SELECT CAST((${sql}) AS CHAR)`);
      return rows[0]?.[0] ?? null;
    },
    async save(sql, path) {
      const fields = await fieldsOf(sql);
      const header = fields.map((field) => quoted(field.name)).join(",");
      const line = `CONCAT(${fields.map(csvCell).join(", ',', ")})`;
      return saveLines(connection, { sql: `SELECT ${line} FROM (${sql}) AS given`, header, path });
    },
  };
}

const serverOf = (connection: Connection): Server => ({
  product: "MySQL protocol,",
  version: "SELECT VERSION()",
  clock: "SELECT DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H:%i:%sZ')",
  columns: async (relation) =>
    (await run(connection, `SELECT * FROM ${relation} LIMIT 0`)).fields.map((field) => field.name),
});

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Codes of the protocol: what a column's value is. */
const types = { timestamp: 7, date: 10, datetime: 12, newdate: 14, bit: 16, json: 245 };
const times = new Set([types.timestamp, types.date, types.datetime, types.newdate]);
const numbers = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
const binary = 63;

/** SQL of one cell as CSV. Only texts can hold what wants quotes. */
function csvCell(field: FieldPacket): string {
  const column = name(field.name);
  const type = field.columnType ?? field.type ?? 253;
  if (type === types.bit) return `IFNULL(${column} + 0, '')`;
  if (numbers.has(type)) return `IFNULL(${column}, '')`;
  if (times.has(type)) {
    const zone = type === types.timestamp ? ", '+00:00'" : "";
    const value = `CAST(${column} AS CHAR)`;
    return `IF(${column} IS NULL OR ${value} LIKE '0000-00-00%', '', CONCAT(${value}${zone}))`;
  }
  if (type !== types.json && field.characterSet === binary && type !== 11) return `IFNULL(HEX(${column}), '')`;
  const value = `CONVERT(${column} USING utf8mb4)`;
  // Of bytes: a search among characters asks the collation at each.
  const marks = [`'"'`, "','", "'\\n'", "'\\r'"].map((mark) => `INSTR(CAST(${value} AS BINARY), ${mark})`);
  return `CASE WHEN ${column} IS NULL THEN '' WHEN ${value} = '' OR ${marks.join(" OR ")}
    THEN CONCAT('"', REPLACE(${value}, '"', '""'), '"') ELSE ${value} END`;
}

const chunk = 1 << 20;

/** Writes the only column of a SELECT as lines, as fast as the disk takes them; tells the lines. */
async function saveLines(
  connection: Connection,
  { sql, header, path }: { sql: string; header: string; path: string },
): Promise<{ rows: number }> {
  const out = createWriteStream(path, { highWaterMark: chunk });
  out.write(`${header}\n`);
  let buffer = Buffer.allocUnsafe(chunk);
  let held = 0;
  let rows = 0;
  let broken: Error | undefined;
  const flush = () => {
    const goesOn = out.write(buffer.subarray(0, held));
    buffer = Buffer.allocUnsafe(chunk);
    held = 0;
    return goesOn;
  };
  out.on("error", (error) => {
    broken = error;
    connection.destroy();
  });
  const take = (line: Buffer | null) => {
    if (line === null) {
      broken = new SourceError("a row is longer than the server's max_allowed_packet.");
      connection.destroy();
      return;
    }
    rows += 1;
    if (line.length + 1 > buffer.length - held && !flush()) {
      connection.pause();
      out.once("drain", () => connection.resume());
    }
    if (line.length + 1 > buffer.length) buffer = Buffer.allocUnsafe(line.length + 1);
    held += line.copy(buffer, held);
    buffer[held] = 10;
    held += 1;
  };
  const query = connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.buffer() });
  try {
    await new Promise<void>((done, fail) => {
      query.on("result", (row: unknown) => take((row as [Buffer | null])[0]));
      query.on("error", fail);
      query.on("end", done);
      // A connection that is destroyed ends no query.
      connection.once("end", () => fail(broken ?? new Error("the connection was closed")));
      out.once("error", fail);
    });
    if (broken !== undefined) throw broken;
    if (!flush()) await once(out, "drain");
  } finally {
    out.end();
    await finished(out).catch(() => {});
  }
  return { rows };
}

const lost =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOTFOUND|PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|ER_SERVER_SHUTDOWN|ER_NORMAL_SHUTDOWN|ER_CON_COUNT_ERROR|ER_LOCK_WAIT_TIMEOUT|ER_LOCK_DEADLOCK|ER_NEW_ABORTING_CONNECTION|ER_CONNECTION_KILLED)$/;

/** A server that restarts, is full or gone for a moment. */
const isTransient = (error: Error) =>
  lost.test((error as NodeJS.ErrnoException).code ?? "") ||
  /closed|in closed state|Connection lost/i.test(error.message);

/** What a person must put right, in words; never with the address. */
function plain(error: Error, { name, url, timeout = 3_600 }: MysqlOptions): Error {
  if (error instanceof SourceError) return error;
  const { code = "", errno } = error as NodeJS.ErrnoException;
  const message = masked(error.message);
  const told = (sentence: string, hint: string) => new SourceError(`${name}: ${sentence}`, { hint, cause: error });
  if (/^ER_(ACCESS_DENIED|DBACCESS_DENIED|BAD_DB|HOST_NOT_PRIVILEGED|NO_DB)_ERROR$/.test(code)) {
    return told(
      `the server refused the connection (${message}).`,
      `The address in ${url} names user, password and database.`,
    );
  }
  if (/^ER_(TABLE|COLUMN)ACCESS_DENIED_ERROR$/.test(code)) {
    return told(`the user of ${url} may not read this (${message}).`, "GRANT SELECT on the table to that user.");
  }
  if (/^ER_(NO_SUCH_TABLE|BAD_FIELD_ERROR|PARSE_ERROR|BAD_TABLE_ERROR|DUP_FIELDNAME|NON_UNIQ_ERROR)$/.test(code)) {
    return told(`the query does not run (${message}).`, "Tables, queries and cursors stand in the pipeline file.");
  }
  if (errno === 1_969 || errno === 3_024) {
    return new Error(`a statement took longer than ${timeout} seconds and was stopped`, { cause: error });
  }
  if (/self.signed|certificate|CERT_|SSL|HANDSHAKE_NO_SSL/i.test(`${code} ${message}`)) {
    return told(
      `the encrypted connection was not accepted (${message}).`,
      "tls: { ca: FILE } names the authority's file.",
    );
  }
  return Object.assign(new Error(message, { cause: error }), { code });
}
