import { readFile } from "node:fs/promises";
import type { ConnectionPool, config, IColumnMetadata, Request } from "mssql";
import { type CsvCell, writeCsvRows } from "./csv-rows.ts";
import { checkSeconds, type DatabaseOptions, databaseSource } from "./database.ts";
import { driver } from "./driver.ts";
import { masked, remember, secret } from "./secret.ts";
import { type FetchContext, type Source, SourceError } from "./source.ts";
import { checkServer, type Server } from "./table-check.ts";
import { fetchTables, type Snapshot } from "./tables.ts";

export interface SqlserverOptions extends DatabaseOptions {
  /** The file of the authority that signed the server's certificate, or false for a connection that is not encrypted. */
  tls?: { ca: string } | false;
  /** All tables of a fetch from one snapshot; the database must have ALLOW_SNAPSHOT_ISOLATION on. */
  snapshot?: boolean;
}

type Driver = Pick<typeof import("mssql"), "ConnectionPool" | "ISOLATION_LEVEL">;
type LoadDriver = () => Promise<Driver>;

const mssql: LoadDriver = async () => (await driver("mssql", () => import("mssql"))).default;

/**
 * Tables of SQL Server, streamed under back-pressure. Numbers come with all digits, times as they stand, datetimeoffset in UTC,
 * binary as hexadecimal. Untested against a server.
 */
export function sqlserver(options: SqlserverOptions, load: LoadDriver = mssql): Source {
  return databaseSource(
    options,
    (context) => inTransaction(options, context, load, (ask) => fetchTables(options.tables, snapshotOf(ask), context)),
    isTransient,
    (context) =>
      inTransaction({ ...options, timeout: checkSeconds }, context, load, (ask) =>
        checkServer(options.tables, snapshotOf(ask), serverOf(ask), () => new Date()),
      ),
  );
}

type Context = Pick<FetchContext, "variables" | "signal">;
type Ask = () => Request;

/** Does work in one transaction on a connection of its own. */
async function inTransaction<T>(
  options: SqlserverOptions,
  context: Context,
  load: LoadDriver,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  let pool: ConnectionPool | undefined;
  const stop = () => void pool?.close().catch(() => {});
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    const { ConnectionPool: Pool, ISOLATION_LEVEL } = await load();
    pool = new Pool(await addressOf(options, context));
    pool.on("error", () => {});
    await pool.connect();
    const transaction = pool.transaction();
    await transaction.begin(options.snapshot ? ISOLATION_LEVEL.SNAPSHOT : ISOLATION_LEVEL.READ_COMMITTED);
    const result = await work(() => transaction.request());
    await transaction.commit();
    return result;
  } catch (error) {
    throw plain(error as Error, options);
  } finally {
    context.signal.removeEventListener("abort", stop);
    await pool?.close().catch(() => {});
  }
}

async function addressOf({ name, url, tls, timeout = 3_600 }: SqlserverOptions, context: Context): Promise<config> {
  const address = secret(context.variables, url);
  if (!URL.canParse(address) || !/^(mssql|sqlserver):\/\//.test(address))
    throw new SourceError(`${name}: ${url} holds no address like mssql://user:password@host:1433/database.`);
  const { hostname, port, pathname, username, password } = new URL(address);
  const plainPassword = decodeURIComponent(password);
  remember(plainPassword);
  const ca =
    tls === undefined || tls === false ? {} : { cryptoCredentialsDetails: { ca: await readFile(tls.ca, "utf8") } };
  return {
    server: hostname,
    port: Number(port || 1433),
    user: decodeURIComponent(username),
    password: plainPassword,
    database: decodeURIComponent(pathname.slice(1)),
    pool: { min: 1, max: 1 },
    connectionTimeout: 15_000,
    requestTimeout: timeout * 1_000,
    options: { encrypt: tls !== false, trustServerCertificate: false, appName: "huiyin", ...ca },
  };
}

const name = (text: string) => `[${text.replaceAll("]", "]]")}]`;
const text = (value: string) => `N'${value.replaceAll("'", "''")}'`;

const columnsOf = async (ask: Ask, sql: string) =>
  Object.values((await ask().query(`SELECT TOP 0 * FROM (${sql}) AS given`)).recordset.columns).sort(
    (a, b) => a.index - b.index,
  );

const serverOf = (ask: Ask): Server => ({
  product: "SQL Server",
  version: "SELECT CONVERT(varchar(60), SERVERPROPERTY('ProductVersion'))",
  clock: "SELECT CONVERT(varchar(19), SYSUTCDATETIME(), 126) + 'Z'",
  columns: async (relation) => (await columnsOf(ask, `SELECT * FROM ${relation}`)).map((column) => column.name),
});

function snapshotOf(ask: Ask): Snapshot {
  return {
    name,
    text,
    async kindOf(relation, column) {
      const [field] = await columnsOf(ask, `SELECT ${name(column)} FROM ${relation}`);
      return /date/i.test(typeName(field)) ? "time" : "number";
    },
    lagged: (value, lag, kind) =>
      kind === "number"
        ? `${value} - ${lag}`
        : `DATEADD(second, -${lag}, CASE WHEN ${value} > DATEADD(day, 1, SYSDATETIME()) THEN DATEADD(day, 1, SYSDATETIME()) ELSE ${value} END)`,
    moment: (iso) => `CONVERT(datetime2, ${text(new Date(iso).toISOString().slice(0, 19))}, 126)`,
    async cell(sql) {
      const [column] = await columnsOf(ask, `SELECT (${sql}) AS cell`);
      const kind = typeName(column);
      const moment = kind === "DateTimeOffset" ? `SWITCHOFFSET((${sql}), '+00:00')` : `(${sql})`;
      // Milliseconds are as much as every type of time can be compared with.
      const cell = /date/i.test(kind) ? `CONVERT(varchar(23), ${moment}, 126)` : `CONVERT(varchar(60), (${sql}))`;
      const { recordset } = await ask().query<{ cell: CsvCell }>(`SELECT ${cell} AS cell`);
      return recordset[0]?.cell ?? null;
    },
    async save(sql, path) {
      const columns = await columnsOf(ask, sql);
      const request = ask();
      request.stream = true;
      request.arrayRowMode = true;
      const rows = rowsOf(request, `SELECT ${columns.map(textOf).join(", ")} FROM (${sql}) AS given`);
      return writeCsvRows(
        columns.map((column) => column.name),
        rows,
        path,
      );
    },
  };
}

type Column = IColumnMetadata[string];

const typeName = (column: Column | undefined): string => {
  const { type } = column ?? {};
  return typeof type === "function" ? type.name : String((type as { name?: string } | undefined)?.name ?? "");
};

/** SQL of a column as the text it has in a CSV file. */
function textOf(column: Column): string {
  const quoted = name(column.name);
  const as = (sql: string) => `${sql} AS ${quoted}`;
  const type = typeName(column).toLowerCase();
  if (type === "datetimeoffset") return as(`CONVERT(varchar(40), ${quoted}, 127)`);
  if (/date|^time$/.test(type)) return as(`CONVERT(varchar(40), ${quoted}, 126)`);
  if (/^(float|real)$/.test(type)) return as(`CONVERT(varchar(40), ${quoted}, 3)`);
  if (/money$/.test(type)) return as(`CONVERT(varchar(40), ${quoted}, 2)`);
  if (/binary$|^image$|^rowversion$/.test(type))
    return as(`CONVERT(varchar(max), CONVERT(varbinary(max), ${quoted}), 2)`);
  if (/char|text|xml|variant|udt|geo/.test(type)) return as(`CONVERT(nvarchar(max), ${quoted})`);
  return as(`CONVERT(varchar(60), ${quoted})`);
}

const mostWaiting = 2_000;

/** The rows of a streamed request. The server is asked to wait while more lie here than are taken. */
async function* rowsOf(request: Request, sql: string): AsyncGenerator<CsvCell[]> {
  let waiting: CsvCell[][] = [];
  let isPaused = false;
  let isDone = false;
  let failure: Error | undefined;
  let wake = () => {};
  request.on("row", (row: CsvCell[]) => {
    waiting.push(row);
    if (waiting.length >= mostWaiting && !isPaused) {
      isPaused = true;
      request.pause();
    }
    wake();
  });
  request.on("error", (error: Error) => {
    failure = error;
    wake();
  });
  request.on("done", () => {
    isDone = true;
    wake();
  });
  void request.query(sql).catch((error: Error) => {
    failure = error;
    wake();
  });
  for (;;) {
    const rows = waiting;
    waiting = [];
    yield* rows;
    if (failure !== undefined) throw failure;
    if (isPaused && waiting.length === 0) {
      isPaused = false;
      request.resume();
    }
    if (waiting.length > 0) continue;
    if (isDone) return;
    await new Promise<void>((done) => {
      wake = done;
    });
  }
}

/** A server that restarts, is full or gone for a moment, a deadlock, and a snapshot that could not be kept. */
const isTransient = (error: Error) => {
  const { code = "", number = 0 } = error as Error & { code?: string; number?: number };
  return (
    /^(ESOCKET|ECONNCLOSED|ECONNRESET|ECONNREFUSED|ETIMEOUT|ETIMEDOUT|EPIPE|ENOTOPEN)$/.test(code) ||
    [1205, 1222, 3951, 3960, 6005, 10928, 10929, 40197, 40501, 40613].includes(number)
  );
};

/** What a person must put right, in words; never with the address. */
function plain(error: Error, { name: source, url, timeout = 3_600 }: SqlserverOptions): Error {
  if (error instanceof SourceError) return error;
  const { code = "", number = 0 } = error as Error & { code?: string; number?: number };
  const message = masked(error.message);
  const told = (sentence: string, hint: string) => new SourceError(`${source}: ${sentence}`, { hint, cause: error });
  if (code === "ELOGIN" || [4060, 18456, 18452].includes(number))
    return told(
      `the server refused the connection (${message}).`,
      `The address in ${url} names user, password and database.`,
    );
  if ([208, 229, 230].includes(number))
    return told(`a table is not there or may not be read (${message}).`, `GRANT SELECT on it to the user of ${url}.`);
  if ([102, 156, 207, 241, 245, 8114, 8155].includes(number))
    return told(`the query does not run (${message}).`, "Tables, queries and cursors stand in the pipeline file.");
  if (number === 3952)
    return told(
      `the database keeps no snapshots (${message}).`,
      "ALTER DATABASE … SET ALLOW_SNAPSHOT_ISOLATION ON, or leave `snapshot` out.",
    );
  if (/self.signed|certificate|CERT_/i.test(message))
    return told(
      `the server's certificate was not accepted (${message}).`,
      "tls: { ca: FILE } names the authority's file.",
    );
  if (code === "ETIMEOUT" && /request/i.test(message))
    return new Error(`a statement took longer than ${timeout} seconds and was stopped`, { cause: error });
  return Object.assign(new Error(message, { cause: error }), { code, number });
}
