import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { writeSample } from "../../pipelines/sample/generate.ts";
import { type Entity, entities, fieldsOf } from "../../sources/contracts/index.ts";
import { entityOfName } from "../../sources/file-name.ts";
import { records } from "../pipelines/sample-folder.ts";
import { allPayloads, formulas, payloads } from "./payloads.ts";

const hash = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0);
const pick = (list: readonly string[], text: string) => list[hash(text) % list.length] ?? "";

/** Values that pages use to look up a word. */
const lookedUp = new Set(["region", "category", "brand", "channel", "component", "symptom_group", "model", "city"]);
const free = new Set(["text", "description", "comment", "reply_text", "follow_up_text", "cause", "detail", "name"]);

/** A value with something hostile in it; the same for the same value, so that rows of several files still meet. */
function spoiled(column: string, value: string): string {
  if (value === "") return value;
  if (lookedUp.has(column) && hash(`key ${value}`) % 9 === 0) return pick(payloads.key ?? [], value);
  if (hash(`formula ${value}`) % 7 === 0) return `${pick(formulas, value)}${value}`;
  if (free.has(column)) return hash(value) % 4 === 0 ? `${value}。${pick(allPayloads, value)}` : value;
  return `${value}${pick(allPayloads, value)}`;
}

const textColumns = (name: string): Set<string> => {
  const entity = (entities as Record<string, Entity>)[name];
  return new Set(entity === undefined ? [] : fieldsOf(entity).flatMap((f) => (f.kind === "text" ? [f.name] : [])));
};

const cell = (text: string, delimiter: string) =>
  /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

async function spoilTable(path: string, entity: string): Promise<void> {
  const bytes = await readFile(path);
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const text = decoded(plain)
    .replace(/^\ufeff/, "")
    .replaceAll("\r\n", "\n");
  const delimiter = path.includes(".tsv") ? "\t" : ",";
  const [header = [], ...rows] = records(text.endsWith("\n") ? text : `${text}\n`, delimiter);
  const spoil = textColumns(entity);
  const lines = rows
    .filter((row) => row.length === header.length)
    .map((row) => row.map((value, i) => (spoil.has(header[i] ?? "") ? spoiled(header[i] ?? "", value) : value)));
  // A column nobody knows, and for every payload a row that breaks the contract with it.
  const head = [...header, `x${payloads.element?.[6]}`, "constructor", "__proto__"];
  const first = lines[0] ?? [];
  const refused = entity === "tickets" ? allPayloads.map((value, i) => refusedTicket(header, first, value, i)) : [];
  const all = [...lines, ...refused].map((row, i) => [...row, pick(allPayloads, `extra ${i}`), "x", "y"]);
  const written = [head, ...all].map((row) => row.map((value) => cell(value, delimiter)).join(delimiter));
  await rm(path);
  await writeFile(path.replace(/\.gz$/, ""), `${written.join("\n")}\n`);
}

function refusedTicket(header: readonly string[], like: readonly string[], value: string, i: number): string[] {
  const spoil = ["type", "created_at", "status", "closed_at"][i % 4];
  return like.map((old, at) => (header[at] === "ticket_id" ? `refused ${i}` : header[at] === spoil ? value : old));
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

async function spoilLines(path: string, entity: string): Promise<void> {
  const spoil = textColumns(entity);
  const lines = (await readFile(path, "utf8")).split("\n").filter(Boolean);
  const written = lines.flatMap((line, i) => {
    try {
      const row = JSON.parse(line) as Record<string, unknown>;
      for (const [key, value] of Object.entries(row)) {
        if (spoil.has(key) && typeof value === "string") row[key] = spoiled(key, value);
      }
      const extra = `,"constructor":{"prototype":{"ran":1}},${JSON.stringify(pick(allPayloads, `${i}`))}:1}`;
      const hidden = i % 5 === 0 ? '"__proto__":{"ran":1},' : "";
      return [`{${hidden}${JSON.stringify(row).slice(1, -1)}${i % 50 === 0 ? extra : "}"}`];
    } catch {
      return [line];
    }
  });
  await writeFile(path, `${written.join("\n")}\n`);
}

/** Whatever names a file may have. */
export const hostileFile = "tickets-<img src=x onerror=window.__huiyin_ran=1>'\";.csv";

/**
 * The sample with something hostile in every text column of every file, in names of files and columns, in rows that are refused, and
 * in all that people write into the workspace.
 */
export async function hostileFolder(out: string, workspace: string, scale: number): Promise<void> {
  writeSample({ out, scale, seed: 11 });
  for (const name of await readdir(out)) {
    const entity = entityOfName(name);
    if (entity === undefined) continue;
    if (/\.jsonl$/.test(name)) await spoilLines(join(out, name), entity);
    else if (/\.(csv|tsv)(\.gz)?$/.test(name)) await spoilTable(join(out, name), entity);
  }
  await rename(join(out, "tickets-2026.csv"), join(out, hostileFile));
  await mkdir(workspace, { recursive: true });
  const quoted = (i: number) => JSON.stringify(allPayloads[i * 7] ?? allPayloads[0]);
  const signed = (id: string, i: number) =>
    `id: ${id}, author: ${quoted(i)}, date: 2026-01-02, reason: ${quoted(i + 1)}`;
  const seeds = [["漏水"], ["噪音", "异响"], ["服务"], ["安装"], ["师傅"]].map(
    (words, i) =>
      `- {${signed(`seed-${i}`, i)}, seed: {zh: ${quoted(i + 2)}, en: ${quoted(i + 3)}, words: ${JSON.stringify(words)}}}`,
  );
  await writeFile(join(workspace, "curation.yaml"), `${seeds.join("\n")}\n`);
  await writeFile(
    join(workspace, "warranty_policy.yaml"),
    `status: ${quoted(5)}\nrepairs_before_exchange: 2\nparts_wait_days: 30\nextends_by_repair_days: true\n`,
  );
  await writeFile(
    join(workspace, "appeals.yaml"),
    `- {ticket_id: ${JSON.stringify(spoiled("ticket_id", "T000000004"))}, reason: ${quoted(6)}, by: ${quoted(7)}}\n`,
  );
  await writeFile(
    join(workspace, "targets.yaml"),
    `- {metric: first_time_fix_rate, slice: {category: ${quoted(8)}}, target: 0.86, since: 2026-01-01}\n`,
  );
}
