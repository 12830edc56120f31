import { z } from "zod";
import { httpOptions } from "../../sources/http/options.ts";
import { objectsOptions } from "../../sources/objects.ts";
import { sftpOptions } from "../../sources/sftp.ts";
import { code, generated, page, table } from "./markdown.ts";

interface Kind {
  call: string;
  reads: string;
  /** What has to be installed beside the product. */
  needs: string;
  tested: string;
}

const kinds: Kind[] = [
  {
    call: "--input DIR",
    reads:
      "files of a folder: CSV, TSV, JSON lines, Parquet, Excel, gzip of the text kinds; see [foreign files](foreign-csv-to-site.md)",
    needs: "",
    tested: "files made by hand and by DuckDB; workbooks written by a library and by hand, traps and bombs among them",
  },
  {
    call: "postgres",
    reads: "tables and queries of PostgreSQL, by COPY",
    needs: "",
    tested: "a PostgreSQL 18 server, also one that is restarted under way",
  },
  {
    call: "mysql",
    reads: "tables and queries of MySQL and MariaDB, streamed",
    needs: "",
    tested: "a MariaDB server; Doris, StarRocks and TiDB speak the same protocol and are untested",
  },
  {
    call: "oracle",
    reads: "tables and queries of Oracle, streamed",
    needs: "oracledb",
    tested: "untested against a server: a driver that answers from a script",
  },
  {
    call: "sqlserver",
    reads: "tables and queries of SQL Server, streamed",
    needs: "mssql",
    tested: "untested against a server: a driver that answers from a script",
  },
  {
    call: "http",
    reads: "interfaces over HTTP that answer with JSON, page by page",
    needs: "",
    tested: "a server of this machine that is busy, slow, lies, breaks off and redirects on purpose",
  },
  {
    call: "objects",
    reads: "files of a bucket of S3, OSS or what speaks as S3 does",
    needs: "@aws-sdk/client-s3",
    tested: "a small server of this machine that speaks as S3 does; neither AWS nor OSS itself",
  },
  {
    call: "sftp",
    reads: "files of a folder over SSH",
    needs: "ssh2-sftp-client",
    tested: "an SSH server of this machine, also one that hangs up under way",
  },
];

const isDatabase = new Set(["postgres", "mysql", "oracle", "sqlserver"]);

/** Options that databases have in common; their forms are TypeScript, not a schema. */
const databaseOptions: [option: string, usual: string, is: string][] = [
  ["name", "", "First part of `_source`"],
  [
    "url",
    "",
    "Variable that holds the address, or NAME_FILE for a file that does: `postgres://`, `mysql://`, `oracle://` (`oracles://` with TLS), `mssql://`, then `user:password@host:port/database`",
  ],
  ["tables[].table", "", "`schema.table`; or `query`"],
  ["tables[].query", "", "One SELECT, with `file`"],
  ["tables[].file", "the table's name", "The file's name without .csv, for the mapping"],
  [
    "tables[].cursor",
    "",
    "Column that grows with every change of a row; without one the whole table is read and only changed rows are loaded",
  ],
  ["tables[].lag", "an hour, or 1,000", "How far behind the newest cursor the next fetch begins"],
  ["tables[].time", "the cursor", "Column by which a backfill takes its span"],
  ["mapping", "", "As mapping.yaml"],
  ["freshness", "", "`{ warn: 2, fail: 5 }`: days the newest event may lie before the as-of of the run"],
  [
    "tls",
    "",
    "`{ ca: FILE }`: the authority of the server's certificate. PostgreSQL and MySQL: encrypts where the address does not say so; SQL Server: always encrypted unless `false`",
  ],
  [
    "snapshot",
    "false",
    "SQL Server: all tables from one snapshot; the database must allow it. The others always read from one",
  ],
  ["timeout", "3600", "Seconds a statement may take"],
];

/** Every kind of source with its options, from the schemas by which they are checked. */
export function sourcesPage(): string {
  return page(
    generated,
    "# Sources",
    "A pipeline file names the sources of a run: `export default [postgres({ … }), http({ … })]`, then `npx huiyin run --pipeline FILE`. Each kind is one file of `sources/`. A kind of your own: [add a source](add-a-source.md). Secrets are never in the pipeline file: it holds the names of variables, and NAME_FILE may name a file instead.",
    table(
      ["kind", "reads", "tested against"],
      kinds.map(({ call, reads, needs, tested }) => [
        call.startsWith("-") ? code(call) : `[${code(call)}](#${isDatabase.has(call) ? "databases" : call})`,
        needs === "" ? reads : `${reads}; needs \`npm install ${needs}\``,
        tested,
      ]),
    ),
    "Whatever the kind, what it writes down goes the way of every file: mapping, validation, quarantine, landing. A fetch that was killed is made again from where the last rows were put on disk. `npx huiyin pull --pipeline FILE --from … --to …` reads a span again.",
    "Files of a folder that somebody is still writing: one whose name begins with a dot is left alone; one that changes while it is read is read again, three times at most, and then the run ends with exit code 3. A CSV that was written less than a minute ago and ends within a line may have been cut. Where its last column is part of the key, its last line is set aside (`cut_line`) until the file has grown or rested for a minute, for it would be a row of another key; any other cut row has its key, and gives way to the whole one once the file has grown.",
    "## Databases",
    "`postgres`, `mysql`, `oracle` and `sqlserver` take the same options:",
    optionTable(databaseOptions),
    "Names are quoted as they are given. Oracle's are taken in capitals unless capitals and small letters are mixed.",
    "## http",
    "Answers are distrusted: a web page in the place of JSON, a body that is cut or larger than allowed, a page that comes twice, a cursor that goes round and a key `__proto__` each end in a sentence. Credentials go to the server of `url` alone. A redirect is followed to another host without them, and never from https to http or from outside into a private network; the name of the other host is looked up once more when it is asked, so a name server in the wrong hands could still lead there. Whole numbers of 16 and more digits come as text. A ready example: [a help desk](foreign-csv-to-site.md#other-exports).",
    schemaTable(httpOptions),
    "## objects",
    "An object is read again when its ETag changes. A folder in a pattern begins with `**/`.",
    schemaTable(objectsOptions),
    "## sftp",
    "A file is read again when its size or time changes. Links are not followed. A folder in a pattern begins with `**/`.",
    schemaTable(sftpOptions),
  );
}

const optionTable = (rows: readonly (readonly [string, string, string])[]): string =>
  table(
    ["option", "usual", "is"],
    rows.map(([option, usual, is]) => [code(option), usual === "" ? "" : code(usual), is]),
  );

interface Schema {
  type?: string;
  const?: unknown;
  description?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
}

const schemaTable = (schema: z.ZodType): string =>
  optionTable(rowsOf(z.toJSONSchema(schema, { io: "input" }) as Schema, ""));

/** The options of a schema and of those inside it, by their paths; the ways of a choice are told apart by their `by`. */
function rowsOf({ properties = {}, required = [] }: Schema, prefix: string): [string, string, string][] {
  return Object.entries(properties).flatMap(([key, option]) => {
    if (key === "by" && option.const !== undefined) return [];
    const path = `${prefix}${key}`;
    const usual = option.default === undefined || isEmpty(option.default) ? "" : JSON.stringify(option.default);
    const inner = option.type === "array" && option.items !== undefined ? option.items : option;
    const list = option.type === "array" && (inner.properties ?? inner.oneOf) !== undefined ? "[]" : "";
    const isNeeded = required.includes(key) && option.default === undefined ? "Needed. " : "";
    const own: [string, string, string] = [path + list, usual, `${isNeeded}${option.description ?? ""}`.trim()];
    const ways = (inner.oneOf ?? []).flatMap((way): [string, string, string][] => {
      const name = `${path}${list} by ${String(way.properties?.by?.const)}`;
      const rows = rowsOf(way, `${name}: `);
      return rows.length > 0 ? rows : [[name, "", ""]];
    });
    return [own, ...ways, ...rowsOf(inner, `${path}${list}.`)];
  });
}

const isEmpty = (value: unknown) =>
  value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
