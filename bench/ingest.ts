// File ingest with validation, quarantine, hashing and manifest, over DuckDB's bare readers of the same file.
//   npm run bench:ingest -- --rows 1000000 [--pairs 3] [--threads 1] [--memory 1GB] [--data-limit 2147483648] [--quoted]
// Each measurement is a process of its own; peers take turns. CPU is user + system of that process while it works; one thread
// by default, because on a busy machine idle threads of DuckDB wait in a loop and the clock counts that. The first peer writes
// Parquet with the options of the landing, the next two with DuckDB's own (zstd, level 3, long dictionaries).
// The file: tickets, 15 columns. Of 1,000 rows, three are refused (bad time, unknown status, closed before created) and one
// repeats a key. With --quoted one text in three holds commas, quotes or a line end.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { openDuckdb, parquetFormat } from "../pipelines/engines/duckdb.ts";
import { literal } from "../pipelines/engines/engine.ts";
import { silentLogger } from "../pipelines/logger.ts";
import { pull } from "../pipelines/pull.ts";
import { openWorkspace } from "../pipelines/workspace.ts";

const peers = [
  "typed to Parquet",
  "typed to Parquet, DuckDB's defaults",
  "text to Parquet, DuckDB's defaults",
  "typed to a table",
  "huiyin pull",
] as const;
type Peer = (typeof peers)[number];

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    pairs: { type: "string", default: "3" },
    memory: { type: "string", default: "1GB" },
    threads: { type: "string", default: "1" },
    "data-limit": { type: "string", default: String(2 ** 31) },
    quoted: { type: "boolean", default: false },
    job: { type: "string" },
    format: { type: "string" },
    folder: { type: "string" },
  },
});

interface Cost {
  cpu: number;
  wall: number;
  peak: number;
  said: string;
}

const names =
  "ticket_id created_at type channel mode status closed_at category model serial customer_key region service_point_id first_response_at description".split(
    " ",
  );

function generator(rows: number, quoted: boolean): string {
  const time = (offset: string) =>
    `strftime(TIMESTAMP '2024-01-01' + to_seconds((i * 7) % 63000000 + ${offset}), '%Y-%m-%d %H:%M:%S')`;
  const pick = (choices: string, by: string) => {
    const list = choices.split(" ").map(literal);
    return `[${list.join(", ")}][1 + (${by}) % ${list.length}]`;
  };
  const text = "'洗衣机脱水时异响，第' || (i % 977) || '次使用后更明显'";
  const odd = `'说"响", 时有时无' || CASE WHEN i % 9 = 0 THEN chr(10) || '急' ELSE '' END`;
  return `SELECT 'T' || lpad(CAST(CASE WHEN i % 1000 = 21 THEN i - 1 ELSE i END AS VARCHAR), 9, '0') AS ticket_id,
    CASE WHEN i % 1000 = 7 THEN '不详' ELSE ${time("0")} END AS created_at,
    ${pick("install repair maintenance inquiry", "i")} AS "type", ${pick("hotline app wechat web", "i // 3")} AS channel,
    ${pick("on_site carry_in", "i")} AS "mode", CASE WHEN i % 1000 = 13 THEN '已关' ELSE 'closed' END AS status,
    ${time("CASE WHEN i % 1000 = 17 THEN -60 ELSE 86400 + i % 9999 END")} AS closed_at,
    ${pick("washer fridge heater tv", "i")} AS category, 'M-' || (i % 120) AS model, 'S' || (i * 31) AS serial,
    'C' || (i % 400000) AS customer_key, ${pick("浙江 广东 四川 黑龙江", "i")} AS region, 'SP' || (i % 300) AS service_point_id,
    ${time("600")} AS first_response_at, ${quoted ? `CASE WHEN i % 3 = 0 THEN ${odd} ELSE ${text} END` : text} AS description
    FROM range(${rows}) t(i)`;
}

/** The bare reader: the same columns, the same kind of Parquet file or a table; bad times become text or are read as text. */
function bare(peer: Peer, format: string, path: string): string {
  const typed = peer.startsWith("typed") && format === "jsonl";
  const columns = names.map((name) => `'${name}': '${typed && name.endsWith("_at") ? "TIMESTAMP" : "VARCHAR"}'`);
  const read =
    format === "csv"
      ? `read_csv(${literal(path)}, columns = {${columns.join(", ")}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"')`
      : `read_json(${literal(path)}, columns = {${columns.join(", ")}}, auto_detect = false, format = 'newline_delimited', ignore_errors = true)`;
  // A typed read_csv stops at the first bad time; TRY_CAST of the text is the cheapest that does not.
  const times = names.map((name) => (name.endsWith("_at") ? `TRY_CAST(${name} AS TIMESTAMP) AS ${name}` : `"${name}"`));
  return peer.startsWith("typed") && format === "csv"
    ? `SELECT ${times.join(", ")} FROM ${read}`
    : `SELECT * FROM ${read}`;
}

async function job(peer: Peer, format: string, folder: string): Promise<Cost> {
  const workspace = await openWorkspace(await mkdtemp(join(folder, "workspace-")));
  const engine = await openDuckdb({
    memoryLimit: values.memory,
    threads: Number(values.threads),
    tempDirectory: workspace.temporary,
  });
  const input = join(folder, format);
  const path = join(input, `tickets.${format}`);
  await engine.query("SELECT count(*) FROM range(1000000)");
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let said = "";
  if (peer === "huiyin pull") {
    const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables: {} };
    const { loads } = await pull({ engine, workspace, input, env });
    said = loads
      .map(
        (load) =>
          `read ${load.read} = loaded ${load.loaded} + quarantined ${load.quarantined} + superseded ${load.superseded}${load.balanced ? "" : " WRONG"}`,
      )
      .join("; ");
  } else if (peer === "typed to a table") {
    await engine.execute(`CREATE TABLE landed AS ${bare(peer, format, path)}`);
  } else {
    const to = literal(join(workspace.dir, "bare.parquet"));
    await engine.execute(
      `COPY (${bare(peer, format, path)}) TO ${to} (${peer.endsWith("defaults") ? "FORMAT parquet, COMPRESSION zstd" : parquetFormat})`,
    );
  }
  const used = process.cpuUsage(cpu);
  const wall = (performance.now() - begun) / 1000;
  await engine.close();
  await rm(workspace.dir, { recursive: true });
  return { cpu: (used.user + used.system) / 1e6, wall, peak: process.resourceUsage().maxRSS / 1024, said };
}

async function child(peer: Peer, format: string, folder: string): Promise<Cost> {
  const own = ["--import", "tsx", fileURLToPath(import.meta.url), "--job", peer, "--format", format];
  const options = ["--folder", folder, "--memory", values.memory, "--threads", values.threads];
  const limit = [`--data=${values["data-limit"]}`, process.execPath, ...own, ...options];
  const { stdout } = await promisify(execFile)("prlimit", limit);
  return JSON.parse(stdout) as Cost;
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

async function main(): Promise<void> {
  const rows = Number(values.rows);
  const folder = await mkdtemp(join(tmpdir(), "huiyin-bench-"));
  try {
    const engine = await openDuckdb({ memoryLimit: values.memory });
    for (const format of ["csv", "jsonl"]) {
      const path = join(folder, format, `tickets.${format}`);
      await mkdir(join(folder, format));
      const how = format === "csv" ? "HEADER" : "FORMAT json";
      await engine.execute(`COPY (${generator(rows, values.quoted)}) TO ${literal(path)} (${how})`);
      const size = (await stat(path)).size / 1e6;
      console.log(
        `\n${format}: ${rows.toLocaleString("en")} rows, 15 columns, ${size.toFixed(0)} MB${values.quoted ? ", quoted texts" : ""}; ${values.threads} thread, DuckDB limit ${values.memory}, process data limit ${(Number(values["data-limit"]) / 2 ** 20).toFixed(0)} MiB`,
      );
      const costs = new Map<Peer, Cost[]>(peers.map((peer) => [peer, []]));
      for (let pair = 0; pair < Number(values.pairs); pair += 1) {
        for (const peer of pair % 2 === 0 ? peers : [...peers].reverse()) {
          costs.get(peer)?.push(await child(peer, format, folder));
        }
      }
      const of = (peer: Peer) => costs.get(peer) ?? [];
      const ours = of("huiyin pull");
      for (const peer of peers) {
        const all = of(peer);
        const ratio = median(ours.map((cost, index) => cost.cpu / (all[index]?.cpu ?? Number.NaN)));
        const shown = [
          `${median(all.map(({ cpu }) => cpu))
            .toFixed(2)
            .padStart(7)} CPU-s`,
          `${median(all.map(({ wall }) => wall))
            .toFixed(2)
            .padStart(7)} s`,
          `${Math.max(...all.map(({ peak }) => peak))
            .toFixed(0)
            .padStart(6)} MiB peak`,
        ];
        console.log(
          `  ${peer.padEnd(36)}${shown.join("  ")}${peer === "huiyin pull" ? "" : `  huiyin / this = ${ratio.toFixed(2)}`}`,
        );
      }
      console.log(`  ${ours[0]?.said}`);
      await rm(join(folder, format), { recursive: true });
    }
    await engine.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.job !== undefined && values.format !== undefined && values.folder !== undefined) {
  console.log(JSON.stringify(await job(values.job as Peer, values.format, values.folder)));
} else {
  await main();
}
