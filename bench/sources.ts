// Pulls from databases and files with counts held against the source's own, over the bare way of getting the same rows.
//   npm run bench:sources -- [--rows 1000000] [--pairs 3] [--memory 1GB] [--only postgres|mariadb|files|http|bucket|sftp]
// Each measurement is a process of its own; peers take turns. CPU is user + system of that process, which has no children;
// what the server spends is told beside it and is not in the ratio. One thread of DuckDB; memory is the peak of the process.
// The table: tickets, 14 columns, key and time of update. Limits: COPY to a file + read_csv to the landing's Parquet; for
// MariaDB rows streamed by the driver to a file + read_csv, and SELECT INTO OUTFILE + read_csv, where the server writes the
// file; for files the bare reader; for HTTP, a bucket and SFTP the same bytes fetched to files one after another, and read_json or
// read_csv (their servers are of the process that measures). Afterwards one row in a hundred changes and is pulled again, and a disk of 20 MB/s shows
// whether rows wait in memory.
import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import mysql2 from "mysql2";
import pg from "pg";
import copy from "pg-copy-streams";
import SftpClient from "ssh2-sftp-client";
import { openDuckdb, parquetFormat } from "../pipelines/engines/duckdb.ts";
import { literal } from "../pipelines/engines/engine.ts";
import { silentLogger } from "../pipelines/logger.ts";
import { pull } from "../pipelines/pull.ts";
import { openWorkspace } from "../pipelines/workspace.ts";
import { http } from "../sources/http.ts";
import { mysql } from "../sources/mysql.ts";
import { objects } from "../sources/objects.ts";
import { postgres } from "../sources/postgres.ts";
import { sftp } from "../sources/sftp.ts";
import { noMariadb, startMariadb, runSql as tellMariadb } from "../tests/servers/mariadb.ts";
import { startPostgres, runSql as tellPostgres } from "../tests/servers/postgres.ts";
import type { Server } from "../tests/servers/server.ts";
import { bucket, drop, pages, type Remote, recordsOfPage, savePages } from "./source-servers.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    pairs: { type: "string", default: "3" },
    memory: { type: "string", default: "1GB" },
    only: { type: "string" },
    job: { type: "string" },
    folder: { type: "string" },
    url: { type: "string", default: "" },
  },
});

interface Cost {
  cpu: number;
  peak: number;
  said: string;
}

const columns = {
  ticket_id: "VARCHAR",
  created_at: "TIMESTAMP",
  updated_at: "TIMESTAMP",
  type: "VARCHAR",
  channel: "VARCHAR",
  status: "VARCHAR",
  closed_at: "TIMESTAMP",
  category: "VARCHAR",
  model: "VARCHAR",
  serial: "VARCHAR",
  customer_key: "VARCHAR",
  region: "VARCHAR",
  service_point_id: "VARCHAR",
  description: "VARCHAR",
};
const names = Object.keys(columns);

/** The same rows in the SQL of either server; `n` counts them, `minutes` adds to a time. */
const generator = (minutes: (from: string, amount: string) => string, cast: (n: string) => string, concat: Concat) =>
  `SELECT ${concat("'T'", cast("n"))} AS ticket_id, ${minutes("'2024-01-01 00:00:00'", "n % 1000000")} AS created_at,
   ${minutes("'2024-01-01 00:00:00'", "n % 1000000 + 30")} AS updated_at,
   CASE n % 3 WHEN 0 THEN 'repair' WHEN 1 THEN 'install' ELSE 'inquiry' END AS type,
   CASE n % 2 WHEN 0 THEN 'hotline' ELSE 'app' END AS channel, 'closed' AS status,
   ${minutes("'2024-01-02 00:00:00'", "n % 1000000")} AS closed_at,
   CASE n % 4 WHEN 0 THEN 'washer' WHEN 1 THEN 'fridge' WHEN 2 THEN 'heater' ELSE 'tv' END AS category,
   ${concat("'M-'", cast("n % 120"))} AS model, ${concat("'S'", cast("n * 31"))} AS serial,
   ${concat("'C'", cast("n % 400000"))} AS customer_key,
   CASE n % 3 WHEN 0 THEN '浙江' WHEN 1 THEN '广东' ELSE '四川' END AS region, ${concat("'SP'", cast("n % 300"))} AS service_point_id,
   ${concat("'洗衣机脱水时异响，第'", cast("n % 977"), "'次使用后更明显'")} AS description`;
type Concat = (...parts: string[]) => string;

const sources = {
  postgres: (url: string) => ({
    source: postgres({ name: "crm", url: "CRM_URL", tables: [{ table: "tickets", cursor: "updated_at" }] }),
    variables: { CRM_URL: url },
  }),
  mariadb: (url: string) => ({
    source: mysql({ name: "crm", url: "CRM_URL", tables: [{ table: "tickets", cursor: "updated_at" }] }),
    variables: { CRM_URL: url },
  }),
  http: (url: string) => ({
    source: http({
      name: "crm",
      url,
      requests: [
        {
          file: "tickets.jsonl",
          path: "tickets",
          records: "tickets",
          total: "total",
          complete: true,
          paging: { by: "page", parameter: "page", size: recordsOfPage },
        },
      ],
    }),
    variables: {},
  }),
  bucket: (endpoint: string) => ({
    source: objects({
      name: "crm",
      bucket: "drops",
      endpoint,
      pathStyle: true,
      accessKeyId: "S3_ID",
      secretAccessKey: "S3_KEY",
      ready: { by: "stable", seconds: 0 },
    }),
    variables: { S3_ID: "anybody", S3_KEY: "anything" },
  }),
  sftp: (url: string) => ({
    source: sftp({
      name: "crm",
      host: "127.0.0.1",
      port: Number(new URL(url).port),
      hostKey: new URL(url).hash.slice(1),
      user: "SFTP_USER",
      password: "SFTP_PASSWORD",
      ready: { by: "stable", seconds: 0 },
    }),
    variables: { SFTP_USER: "drop", SFTP_PASSWORD: "pass-0815" },
  }),
};
type Kind = keyof typeof sources;
const isKind = (text: string): text is Kind => text in sources;

async function measured(work: (engine: Awaited<ReturnType<typeof openDuckdb>>) => Promise<string>): Promise<Cost> {
  const engine = await openDuckdb({ memoryLimit: values.memory, threads: 1 });
  await engine.query("SELECT count(*) FROM range(1000000)");
  const cpu = process.cpuUsage();
  const said = await work(engine);
  const used = process.cpuUsage(cpu);
  await engine.close();
  return { cpu: (used.user + used.system) / 1e6, peak: process.resourceUsage().maxRSS / 1024, said };
}

const readCsv = (path: string, nulls = "") =>
  `read_csv(${literal(path)}, columns = {${Object.entries(columns)
    .map(([name, type]) => `'${name}': '${type}'`)
    .join(
      ", ",
    )}}, auto_detect = false, header = ${nulls === ""}, delim = ',', quote = '"', escape = '"', nullstr = '${nulls}')`;

const jobs: Record<string, (folder: string, kind: string) => Promise<Cost>> = {
  /** The product: a pull into a workspace of its own, or, where there is one already, of what changed. */
  async pull(folder, kind) {
    const { source, variables } = isKind(kind)
      ? sources[kind](values.url)
      : { source: undefined, variables: {} as Record<string, string> };
    const workspace = await openWorkspace(join(folder, "workspace"));
    const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables };
    return measured(async (engine) => {
      const input = source === undefined ? join(folder, "input") : undefined;
      const { loads } = await pull({ engine, workspace, input, sources: source === undefined ? [] : [source], env });
      return loads
        .map(({ read, loaded, superseded, kept, held, balanced }) => {
          const count = held === undefined ? "" : `; the source counts ${held}, ${kept} are there`;
          return `read ${read}, loaded ${loaded}, superseded ${superseded}${balanced ? "" : " WRONG"}${count}`;
        })
        .join("; ");
    });
  },
  /** COPY to a file and read_csv of it. */
  async copy(folder) {
    const path = join(folder, "bare.csv");
    return measured(async (engine) => {
      const client = new pg.Client({ connectionString: values.url });
      await client.connect();
      await client.query("SET timezone = 'UTC'");
      const stream = client.query(copy.to("COPY (SELECT * FROM tickets) TO STDOUT (FORMAT csv, HEADER true)"));
      await pipeline(stream, fs.createWriteStream(path, { highWaterMark: 1 << 20 }));
      await client.end();
      await engine.execute(`COPY (SELECT * FROM ${readCsv(path)}) TO ${literal(`${path}.parquet`)} (${parquetFormat})`);
      return "";
    });
  },
  /** Rows streamed by the driver to a file, and read_csv of it. */
  async stream(folder) {
    const path = join(folder, "bare.csv");
    return measured(async (engine) => {
      const connection = mysql2.createConnection({ uri: values.url, dateStrings: true, charset: "utf8mb4" });
      const rows = connection
        .query({ sql: "SELECT * FROM tickets", rowsAsArray: true })
        .stream({ highWaterMark: 1000 });
      const out = fs.createWriteStream(path, { highWaterMark: 1 << 20 });
      out.write(`${names.join(",")}\n`);
      for await (const row of rows as AsyncIterable<(string | null)[]>) {
        const cells = row.map((cell) =>
          cell !== null && /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
        );
        if (!out.write(`${cells.join(",")}\n`)) await once(out, "drain");
      }
      out.end();
      await once(out, "finish");
      connection.destroy();
      await engine.execute(`COPY (SELECT * FROM ${readCsv(path)}) TO ${literal(`${path}.parquet`)} (${parquetFormat})`);
      return "";
    });
  },
  /** A file the server wrote by itself, and read_csv of it. */
  async outfile(folder) {
    const path = join(folder, "outfile.csv");
    const connection = mysql2.createConnection({ uri: values.url, charset: "utf8mb4" });
    await rm(path, { force: true });
    const sql = `SELECT * FROM tickets INTO OUTFILE '${path}' CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '"'`;
    const written = new Promise<void>((done, fail) => connection.query(sql, (error) => (error ? fail(error) : done())));
    return measured(async (engine) => {
      await written;
      connection.destroy();
      const to = literal(join(folder, "bare.parquet"));
      await engine.execute(`COPY (SELECT * FROM ${readCsv(path, "NULL")}) TO ${to} (${parquetFormat})`);
      return "";
    });
  },
  async bare(folder) {
    return measured(async (engine) => {
      const path = join(folder, "input", "tickets.csv");
      const to = literal(join(folder, "bare.parquet"));
      await engine.execute(`COPY (SELECT * FROM ${readCsv(path)}) TO ${to} (${parquetFormat})`);
      return "";
    });
  },
  /** The same bytes fetched to files one after another, and read. */
  async fetched(folder, kind) {
    const to = literal(join(folder, "bare.parquet"));
    const into = join(folder, "fetched");
    await rm(into, { recursive: true, force: true });
    await mkdir(into);
    return measured(async (engine) => {
      if (kind === "http") {
        await savePages(values.url, join(into, "pages.jsonl"));
        const fields = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
        const read = `read_json(${literal(join(into, "pages.jsonl"))}, format = 'newline_delimited', maximum_object_size = 100000000,
          columns = {tickets: 'STRUCT(${fields.join(", ")})[]'})`;
        await engine.execute(
          `COPY (SELECT unnest(ticket) FROM (SELECT unnest(tickets) AS ticket FROM ${read})) TO ${to} (${parquetFormat})`,
        );
        return "";
      }
      if (kind === "bucket") {
        for (const name of await readdir(join(folder, "parts"))) {
          const { body } = await fetch(`${values.url}/drops/${name}`);
          if (body !== null) await pipeline(body, fs.createWriteStream(join(into, name), { highWaterMark: 1 << 20 }));
        }
      } else {
        const client = new SftpClient();
        const { port } = new URL(values.url);
        await client.connect({ host: "127.0.0.1", port: Number(port), username: "drop", password: "pass-0815" });
        for (const { name } of await client.list("/")) await client.fastGet(`/${name}`, join(into, name));
        await client.end();
      }
      await engine.execute(`COPY (SELECT * FROM ${readCsv(join(into, "*.csv"))}) TO ${to} (${parquetFormat})`);
      return "";
    });
  },
  /** Only the fetch, onto a disk that takes 20 MB a second. */
  async slow(folder, kind) {
    const createWriteStream = fs.createWriteStream;
    const write: typeof fs.write = ((...given: unknown[]) => {
      const bytes = (given[1] as Buffer).length;
      setTimeout(() => (fs.write as (...all: unknown[]) => void)(...given), bytes / 20_000);
    }) as typeof fs.write;
    fs.createWriteStream = ((path: string, options: object) =>
      createWriteStream(path, { ...options, fs: { open: fs.open, close: fs.close, write } } as never)) as never;
    const writeSync = fs.writeSync as (...all: unknown[]) => number;
    fs.writeSync = ((...given: unknown[]) => {
      const written = writeSync(...given);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, written / 20_000);
      return written;
    }) as typeof fs.writeSync;
    syncBuiltinESMExports();
    const { source, variables } = sources[kind as Kind](values.url);
    const into = join(folder, "slow");
    await mkdir(into, { recursive: true });
    return measured(async () => {
      const result = await source.fetch({
        into,
        since: undefined,
        state: undefined,
        range: undefined,
        signal: new AbortController().signal,
        variables,
        say: () => {},
      });
      const counts = Object.entries(result?.files ?? {}).map(([path, { rows }]) => `${path}: ${rows} rows`);
      return counts.join(", ");
    });
  },
};

async function child(job: string, kind: string, folder: string, url: string): Promise<Cost> {
  const own = ["--import", "tsx", fileURLToPath(import.meta.url), "--job", job, "--only", kind];
  const argv = [...own, "--folder", folder, "--memory", values.memory, "--url", url];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as Cost;
}

/** CPU-seconds a process and the children it has waited for have spent. */
async function serverCpu(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // The children of the process that measures are those that are measured.
  return fields.slice(11, pid === process.pid ? 13 : 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const rows = Number(values.rows);

async function compare(
  kind: string,
  folder: string,
  peers: string[],
  server?: Pick<Server, "url" | "pid">,
): Promise<void> {
  const found = new Map<string, { cpu: number[]; server: number[]; peak: number; said: string }>();
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    for (const job of pair % 2 === 0 ? peers : [...peers].reverse()) {
      if (job === "pull") await rm(join(folder, "workspace"), { recursive: true, force: true });
      const before = await serverCpu(server?.pid() ?? 0);
      const { cpu, peak, said } = await child(job, kind, folder, server?.url ?? "");
      const entry = found.get(job) ?? { cpu: [], server: [], peak: 0, said };
      entry.cpu.push(cpu);
      entry.server.push((await serverCpu(server?.pid() ?? 0)) - before);
      entry.peak = Math.max(entry.peak, peak);
      found.set(job, { ...entry, said });
    }
  }
  const ours = median(found.get("pull")?.cpu ?? []);
  for (const [job, { cpu, server: spent, peak, said }] of found) {
    const seconds = median(cpu);
    const ratio = job === "pull" ? "" : `  pull is ${(ours / seconds).toFixed(2)} x`;
    console.log(
      `${kind.padEnd(9)} ${job.padEnd(8)} ${seconds.toFixed(2).padStart(6)} CPU-s ${Math.round(rows / seconds)
        .toLocaleString("en")
        .padStart(
          10,
        )} rows/CPU-s  peak ${peak.toFixed(0)} MB  server ${median(spent).toFixed(2)} CPU-s${ratio}${said === "" ? "" : `\n    ${said}`}`,
    );
  }
}

async function changed(
  kind: Kind,
  folder: string,
  server: Server,
  tell: (sql: string) => Promise<void>,
): Promise<void> {
  await tell(
    `UPDATE tickets SET status = 'open', updated_at = ${kind === "postgres" ? "timestamp " : ""}'2026-06-01 00:00:00' WHERE ticket_id LIKE '%77'`,
  );
  const again = await child("pull", kind, folder, server.url);
  console.log(
    `${kind.padEnd(9)} changes  ${again.cpu.toFixed(2).padStart(6)} CPU-s  peak ${again.peak.toFixed(0)} MB\n    ${again.said}`,
  );
  const slow = await child("slow", kind, folder, server.url);
  console.log(
    `${kind.padEnd(9)} slow disk  fetch alone, 20 MB/s: peak ${slow.peak.toFixed(0)} MB, ${slow.cpu.toFixed(2)} CPU-s\n    ${slow.said}`,
  );
}

async function remote(kind: Kind, folder: string, begin: () => Promise<Remote>): Promise<void> {
  const { url, close } = await begin();
  await compare(kind, folder, ["pull", "fetched"], { url, pid: () => process.pid });
  close();
}

/** Writes the tickets of a span of numbers. */
async function write(path: string, from: number, to: number, how: string): Promise<void> {
  const engine = await openDuckdb({ memoryLimit: values.memory });
  const plus = (at: string, amount: string) => `TIMESTAMP ${at} + to_minutes(${amount})`;
  const concat: Concat = (...parts) => parts.join(" || ");
  const made = generator(plus, (n) => `(${n})`, concat);
  await engine.execute(`COPY (${made} FROM range(${from}, ${to + 1}) t(n)) TO ${literal(path)} (${how})`);
  await engine.close();
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-bench-"));
  fs.chmodSync(folder, 0o777);
  const wanted = (kind: string) => values.only === undefined || values.only === kind;
  console.log(
    `${rows.toLocaleString("en")} rows, ${names.length} columns; 1 thread, DuckDB limit ${values.memory}, median of ${values.pairs}`,
  );
  try {
    if (wanted("postgres")) {
      const server = await startPostgres();
      try {
        const plus = (from: string, amount: string) => `timestamp ${from} + (${amount}) * interval '1 minute'`;
        const concat: Concat = (...parts) => parts.join(" || ");
        const made = generator(plus, (n) => `(${n})::text`, concat);
        await tellPostgres(server.url, `CREATE TABLE tickets AS ${made} FROM generate_series(1, ${rows}) n`);
        await compare("postgres", join(folder), ["pull", "copy"], server);
        await changed("postgres", folder, server, (sql) => tellPostgres(server.url, sql));
      } finally {
        await server.stop();
      }
    }
    if (wanted("mariadb") && !noMariadb) {
      const server = await startMariadb();
      try {
        await tellMariadb(server.url, "CREATE DATABASE crm CHARACTER SET utf8mb4");
        const url = server.url.replace("/mysql", "/crm");
        const plus = (from: string, amount: string) => `CAST(${from} AS DATETIME) + INTERVAL (${amount}) MINUTE`;
        const concat: Concat = (...parts) => `CONCAT(${parts.join(", ")})`;
        const made = generator(plus, (n) => `CAST(${n} AS CHAR)`, concat).replace(/\bn\b/g, "seq");
        await tellMariadb(url, `CREATE TABLE tickets AS ${made} FROM seq_1_to_${rows}`);
        await compare("mariadb", folder, ["pull", "stream", "outfile"], { ...server, url });
        await changed("mariadb", folder, { ...server, url }, (sql) => tellMariadb(url, sql));
      } finally {
        await server.stop();
      }
    }
    if (wanted("files")) {
      await rm(join(folder, "workspace"), { recursive: true, force: true });
      await mkdir(join(folder, "input"));
      const path = join(folder, "input", "tickets.csv");
      await write(path, 1, rows, "HEADER");
      console.log(`files: ${((await stat(path)).size / 1e6).toFixed(0)} MB of CSV`);
      await compare("files", folder, ["pull", "bare"]);
    }
    if (wanted("http")) {
      await write(join(folder, "tickets.jsonl"), 1, rows, "FORMAT json");
      await remote("http", folder, () => pages(join(folder, "tickets.jsonl")));
    }
    const parts = join(folder, "parts");
    await mkdir(parts);
    const each = Math.ceil(rows / 10);
    if (wanted("bucket") || wanted("sftp"))
      for (let n = 0; n < 10; n += 1)
        await write(join(parts, `tickets-${n}.csv`), n * each + 1, (n + 1) * each, "HEADER");
    if (wanted("bucket")) await remote("bucket", folder, () => bucket(parts));
    if (wanted("sftp")) await remote("sftp", folder, () => drop(parts));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.job === undefined) await main();
else console.log(JSON.stringify(await jobs[values.job]?.(values.folder ?? "", values.only ?? "")));
