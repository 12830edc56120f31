import type { Connection, Metadata } from "oracledb";
import { type CsvCell, writeCsvRows } from "./csv-rows.ts";
import { checkSeconds, type DatabaseOptions, databaseSource } from "./database.ts";
import { driver } from "./driver.ts";
import { masked, remember, secret } from "./secret.ts";
import { type FetchContext, type Source, SourceError } from "./source.ts";
import { checkServer, type Server } from "./table-check.ts";
import { fetchTables, type Snapshot, type Table } from "./tables.ts";

export interface OracleOptions extends DatabaseOptions {
  /** Names are Oracle's: in capitals unless capitals and small letters are mixed. */
  tables: readonly Table[];
}

type Driver = Pick<typeof import("oracledb"), "getConnection" | "STRING">;
type LoadDriver = () => Promise<Driver>;

const oracledb: LoadDriver = async () => (await driver("oracledb", () => import("oracledb"))).default;

/**
 * Tables of Oracle, streamed under back-pressure, all of one fetch from one read-only transaction. Numbers come with all digits,
 * DATE and TIMESTAMP as they stand, those with a zone in UTC, RAW as hexadecimal; BLOB and BFILE are left empty. Untested
 * against a server.
 */
export function oracle(options: OracleOptions, load: LoadDriver = oracledb): Source {
  return databaseSource(
    options,
    (context) =>
      inSnapshot(options, context, load, (connection, asText) =>
        fetchTables(options.tables, snapshotOf(connection, asText), context),
      ),
    isTransient,
    (context) =>
      inSnapshot({ ...options, timeout: checkSeconds }, context, load, (connection, asText) =>
        checkServer(options.tables, snapshotOf(connection, asText), serverOf(connection), () => new Date()),
      ),
  );
}

type Context = Pick<FetchContext, "variables" | "signal">;

/** Texts of times and numbers do not depend on where the client is. */
const session = `ALTER SESSION SET TIME_ZONE = '+00:00' NLS_NUMERIC_CHARACTERS = '.,'
  NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6'
  NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6TZH:TZM'`;

/** Does work on a connection of its own, in one transaction that only reads. */
async function inSnapshot<T>(
  options: OracleOptions,
  context: Context,
  load: LoadDriver,
  work: (connection: Connection, asText: Driver["STRING"]) => Promise<T>,
): Promise<T> {
  let connection: Connection | undefined;
  const stop = () => void connection?.break().catch(() => {});
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    const api = await load();
    connection = await api.getConnection(addressOf(options, context));
    connection.callTimeout = (options.timeout ?? 3_600) * 1_000;
    await connection.execute(session);
    await connection.execute("SET TRANSACTION READ ONLY");
    return await work(connection, api.STRING);
  } catch (error) {
    throw plain(error as Error, options);
  } finally {
    context.signal.removeEventListener("abort", stop);
    await connection?.close().catch(() => {});
  }
}

function addressOf({ name, url }: OracleOptions, { variables }: Context) {
  const address = secret(variables, url);
  if (!URL.canParse(address) || !/^oracles?:\/\//.test(address))
    throw new SourceError(`${name}: ${url} holds no address like oracle://user:password@host:1521/service.`);
  const { protocol, hostname, port, pathname, username, password } = new URL(address);
  const plainPassword = decodeURIComponent(password);
  remember(plainPassword);
  const tls = protocol === "oracles:" ? "tcps://" : "";
  return {
    user: decodeURIComponent(username),
    password: plainPassword,
    connectString: `${tls}${hostname}:${port === "" ? (tls === "" ? 1521 : 2484) : port}${pathname}`,
  };
}

const isMixed = (text: string) => text !== text.toLowerCase() && text !== text.toUpperCase();
const name = (text: string) => `"${(isMixed(text) ? text : text.toUpperCase()).replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

const columnsOf = async (connection: Connection, sql: string) =>
  (await connection.execute(`SELECT * FROM (${sql}) WHERE 1 = 0`)).metaData ?? [];

const serverOf = (connection: Connection): Server => ({
  product: "Oracle",
  version: "SELECT MAX(version) FROM product_component_version WHERE product LIKE 'Oracle%'",
  clock: `SELECT TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM dual`,
  columns: async (relation) => (await columnsOf(connection, `SELECT * FROM ${relation}`)).map((column) => column.name),
});

function snapshotOf(connection: Connection, asText: Driver["STRING"]): Snapshot {
  const long = { type: asText, converter: <T>(value: T) => value };
  return {
    name,
    text,
    async kindOf(relation, column) {
      const [field] = await columnsOf(connection, `SELECT ${name(column)} FROM ${relation}`);
      return /^(DATE|TIMESTAMP)/.test(field?.dbTypeName ?? "") ? "time" : "number";
    },
    lagged: (value, lag, kind) =>
      kind === "number"
        ? `${value} - ${lag}`
        : `LEAST(${value}, LOCALTIMESTAMP + INTERVAL '1' DAY) - NUMTODSINTERVAL(${lag}, 'SECOND')`,
    moment: (iso) => `TO_TIMESTAMP(${text(new Date(iso).toISOString().slice(0, 19))}, 'YYYY-MM-DD"T"HH24:MI:SS')`,
    async cell(sql) {
      const { rows = [] } = await connection.execute<CsvCell[]>(`SELECT TO_CHAR((${sql})) FROM dual`);
      return rows[0]?.[0] ?? null;
    },
    async save(sql, path) {
      const columns = await columnsOf(connection, sql);
      const query = `SELECT ${columns.map(textOf).join(", ")} FROM (${sql})`;
      // Long texts come as texts, not as streams of their own; rows are arrays.
      const stream = connection.queryStream<CsvCell[]>(query, [], {
        fetchArraySize: 1_000,
        fetchTypeHandler: ({ dbTypeName = "" }) => (/CLOB|LONG/.test(dbTypeName) ? long : undefined),
      });
      return writeCsvRows(
        columns.map((column) => column.name),
        stream as AsyncIterable<CsvCell[]>,
        path,
      );
    },
  };
}

/** SQL of a column as the text it has in a CSV file. */
function textOf(column: Metadata<unknown>): string {
  const quoted = `"${column.name.replaceAll('"', '""')}"`;
  const as = (sql: string) => `${sql} AS ${quoted}`;
  const type = column.dbTypeName ?? "";
  if (type === "NUMBER") return as(`TO_CHAR(${quoted}, 'TM9')`);
  if (type === "BINARY_FLOAT" || type === "BINARY_DOUBLE") return as(`TO_CHAR(${quoted})`);
  if (type === "DATE") return as(`TO_CHAR(${quoted}, 'YYYY-MM-DD HH24:MI:SS')`);
  if (type === "TIMESTAMP") return as(`TO_CHAR(${quoted}, 'YYYY-MM-DD HH24:MI:SS.FF6')`);
  if (type.startsWith("TIMESTAMP"))
    return as(`TO_CHAR(SYS_EXTRACT_UTC(${quoted}), 'YYYY-MM-DD HH24:MI:SS.FF6') || NVL2(${quoted}, '+00:00', '')`);
  if (type === "RAW") return as(`RAWTOHEX(${quoted})`);
  if (type === "JSON") return as(`JSON_SERIALIZE(${quoted} RETURNING CLOB)`);
  if (type === "BLOB" || type === "BFILE" || type === "LONG RAW") return as("CAST(NULL AS VARCHAR2(1))");
  return quoted;
}

/** A server that restarts, is full or gone for a moment, or whose undo no longer reaches back. */
const isTransient = (error: Error) =>
  /ORA-(01033|01034|01089|01090|01555|03113|03114|03135|12170|12514|12516|12519|12520|12528|12537|12541)|NJS-(500|501|503|510|511|521)|ECONN|ETIMEDOUT|EPIPE/.test(
    error.message,
  );

/** What a person must put right, in words; never with the address. */
function plain(error: Error, { name: source, url, timeout = 3_600 }: OracleOptions): Error {
  if (error instanceof SourceError) return error;
  const message = masked(error.message.split("\n")[0] ?? "");
  const told = (sentence: string, hint: string) => new SourceError(`${source}: ${sentence}`, { hint, cause: error });
  if (/ORA-(01017|28000|28001|01045|12505)/.test(message))
    return told(
      `the server refused the connection (${message}).`,
      `The address in ${url} names user, password and service.`,
    );
  if (/ORA-(01031|00942)/.test(message))
    return told(`a table is not there or may not be read (${message}).`, `GRANT SELECT on it to the user of ${url}.`);
  if (/ORA-(009\d\d|01722|01861|18\d\d)/.test(message))
    return told(`the query does not run (${message}).`, "Tables, queries and cursors stand in the pipeline file.");
  if (/NJS-123|DPI-1067|ORA-03156/.test(message))
    return new Error(`a statement took longer than ${timeout} seconds and was stopped`, { cause: error });
  return new Error(message, { cause: error });
}
