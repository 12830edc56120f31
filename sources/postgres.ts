import { readFile } from "node:fs/promises";
import type { Client } from "pg";
import { CopyOut } from "./copy-out.ts";
import { checkSeconds, type DatabaseOptions, databaseSource } from "./database.ts";
import { driver } from "./driver.ts";
import { masked, secret } from "./secret.ts";
import { type FetchContext, type Source, SourceError } from "./source.ts";
import { checkServer, type Server } from "./table-check.ts";
import { fetchTables, type Snapshot } from "./tables.ts";

export interface PostgresOptions extends DatabaseOptions {
  /**
   * Encrypts the connection and checks the server's certificate, against the authorities in the file `ca` where one is
   * given. Without it the address decides (`?sslmode=`).
   */
  tls?: { ca?: string };
}

/**
 * Tables of PostgreSQL, copied out as CSV by the server under back-pressure, all of one fetch from one snapshot. Times with a
 * zone come in UTC with their offset, numbers with all digits, arrays as JSON; NULL is an empty cell and an empty text "".
 */
export function postgres(options: PostgresOptions): Source {
  return databaseSource(
    options,
    (context) =>
      inSnapshot(options, context, async (client) => fetchTables(options.tables, await snapshotOf(client), context)),
    isTransient,
    (context) =>
      inSnapshot({ ...options, timeout: checkSeconds }, context, async (client) =>
        checkServer(options.tables, await snapshotOf(client), serverOf(client), () => new Date()),
      ),
  );
}

type Context = Pick<FetchContext, "variables" | "signal">;

/** Does work on a connection of its own, in one transaction that only reads. */
async function inSnapshot<T>(
  options: PostgresOptions,
  context: Context,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(options, context);
  const stop = () => void client.end().catch(() => {});
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    await client.query(`SET statement_timeout = ${Math.round((options.timeout ?? 3_600) * 1_000)}`);
    await client.query("SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET intervalstyle = 'iso_8601'");
    await client.query("SET extra_float_digits = 1; SET bytea_output = 'hex'");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    throw plain(error as Error, options);
  } finally {
    context.signal.removeEventListener("abort", stop);
    await client.end().catch(() => {});
  }
}

async function connect(options: PostgresOptions, { variables }: Context): Promise<Client> {
  const { default: pg } = await driver("pg", () => import("pg"));
  const ca = options.tls?.ca === undefined ? {} : { ca: await readFile(options.tls.ca, "utf8") };
  try {
    const client = new pg.Client({
      connectionString: secret(variables, options.url),
      application_name: "huiyin",
      connectionTimeoutMillis: 15_000,
      keepAlive: true,
      ...(options.tls === undefined ? {} : { ssl: { rejectUnauthorized: true, ...ca } }),
    });
    // A connection that breaks while nobody waits for it says so here; the next statement fails and tells.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (error) {
    throw plain(error as Error, options);
  }
}

const name = (text: string) => `"${text.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

async function snapshotOf(client: Client): Promise<Snapshot> {
  const { rows: lists } = await client.query<{ oid: number }>("SELECT oid FROM pg_type WHERE typcategory = 'A'");
  const { rows: encodings } = await client.query("SELECT WHERE current_setting('server_encoding') <> 'SQL_ASCII'");
  const encoded = encodings.length > 0;
  const arrays = new Set(lists.map(({ oid }) => oid));
  const fieldsOf = async (sql: string) => (await client.query(`SELECT * FROM (${sql}) AS given LIMIT 0`)).fields;
  return {
    name,
    text,
    async kindOf(relation, column) {
      const [field] = await fieldsOf(`SELECT ${name(column)} FROM ${relation}`);
      const type = field?.dataTypeID ?? 0;
      return times.has(type) ? "time" : numbers.has(type) ? "number" : undefined;
    },
    lagged: (value, lag, kind) =>
      kind === "number"
        ? `${value} - ${lag}`
        : `least(${value}, localtimestamp + interval '1 day') - interval '${lag} seconds'`,
    moment: (iso) => `${text(iso)}::timestamptz`,
    async cell(sql) {
      const { rows } = await client.query({ text: `SELECT (${sql})::text AS cell`, rowMode: "array" });
      return rows[0]?.[0] as string | null;
    },
    async save(sql, path) {
      const columns = (await fieldsOf(sql)).map((field) =>
        arrays.has(field.dataTypeID) ? `to_json(${name(field.name)}) AS ${name(field.name)}` : name(field.name),
      );
      const query = `COPY (SELECT ${columns.join(", ")} FROM (${sql}) AS given) TO STDOUT (FORMAT csv, HEADER true)`;
      return client.query(new CopyOut(query, path, { plain: encoded && columns.length > 1 })).saved;
    },
  };
}

const serverOf = (client: Client): Server => ({
  product: "PostgreSQL",
  version: "SELECT current_setting('server_version')",
  clock: `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  columns: async (relation) =>
    (await client.query(`SELECT * FROM ${relation} LIMIT 0`)).fields.map((field) => field.name),
});

/** date, timestamp, timestamptz. */
const times = new Set([1082, 1114, 1184]);
/** int8, int2, int4, float4, float8, numeric. */
const numbers = new Set([20, 21, 23, 700, 701, 1700]);

const lost = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOTFOUND|08...|57P0.|53...|40001|40P01|58...)$/;
const endedEarly = /connection terminated|connection error|not queryable|timeout expired|closed/i;

/** A server that restarts, is full or gone for a moment, and a snapshot that could not be kept. */
const isTransient = (error: Error) =>
  lost.test((error as NodeJS.ErrnoException).code ?? "") || endedEarly.test(error.message);

/** What a person must put right, in words; never with the address. */
function plain(error: Error, { name, url, timeout = 3_600 }: PostgresOptions): Error {
  if (error instanceof SourceError) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  const message = masked(error.message);
  const told = (sentence: string, hint: string) => new SourceError(`${name}: ${sentence}`, { hint, cause: error });
  if (/^28|^3D/.test(code)) {
    return told(
      `the server refused the connection (${message}).`,
      `The address in ${url} names user, password and database.`,
    );
  }
  if (code === "42501") {
    return told(`the user of ${url} may not read this (${message}).`, "GRANT SELECT on the table to that user.");
  }
  if (/^42|^22|^0A/.test(code))
    return told(`the query does not run (${message}).`, "Tables, queries and cursors stand in the pipeline file.");
  if (code === "57014")
    return new Error(`a statement took longer than ${timeout} seconds and was stopped`, { cause: error });
  if (/self.signed|certificate|CERT_|SSL/i.test(`${code} ${message}`)) {
    return told(
      `the server's certificate was not accepted (${message}).`,
      "tls: { ca: FILE } names the authority's file.",
    );
  }
  return Object.assign(new Error(message, { cause: error }), { code });
}
