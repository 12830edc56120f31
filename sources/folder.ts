import { lstat, open, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { entityOfName, formatOfName } from "./file-name.ts";
import { refuseWide } from "./header.ts";
import { type Mapping, matchMapping, noMapping, parseMapping } from "./mapping.ts";
import { SourceError } from "./source.ts";
import type { SourceFile } from "./source-file.ts";
import { sheetFiles } from "./workbook-sheets.ts";

export type { SourceFile };

export interface Folder {
  files: SourceFile[];
  mapping: Mapping;
  /** Files that look like data and are taken by nobody. */
  ignored: SourceFile[];
}

/** Files people write beside the data; other parts of the product read them. */
const ownFiles = new Set(["sla_policy.csv", "calendar.csv"]);
const mappingFile = "mapping.yaml";

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "variant" });
const stem = (path: string) => path.replace(/(\.[a-z0-9]+){1,2}$/i, "");

/** Files in the order people count in: tickets, tickets-2, tickets-10, whatever the machine's language. Later files win. */
export const inNameOrder = (a: string, b: string): number =>
  byName.compare(stem(a), stem(b)) || byName.compare(a, b) || (a < b ? -1 : 1);

/** Finds the data files of an input folder, by `given` or the mapping.yaml in it. Throws SourceError for a folder that is none, or a link that leads out of it. */
export async function readFolder(dir: string, given?: Mapping): Promise<Folder> {
  const root = resolve(dir);
  const info = await stat(root).catch(() => undefined);
  if (info === undefined) throw new SourceError(`The input folder ${dir} does not exist.`);
  if (!info.isDirectory()) throw new SourceError(`${dir} is a file; wanted the folder it is in.`);
  const real = await realpath(root);
  const mapping = given ?? (await readMapping(root));
  const files: SourceFile[] = [];
  const ignored: SourceFile[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(root, absolute).split(sep).join("/");
    if (path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX")) continue;
    const format = formatOfName(path);
    if (format === undefined || entry.isDirectory() || ownFiles.has(path)) continue;
    const target = await targetOf(absolute, path, real);
    if (!(await stat(target)).isFile()) continue;
    const entity = entityOfName(path);
    const file: SourceFile = { path, absolute: target, format, ...(entity === undefined ? {} : { entity }) };
    if (format === "xlsx") {
      const sheets = await sheetFiles(file, mapping);
      files.push(...sheets.files);
      ignored.push(...sheets.ignored);
    } else if (entity === undefined && matchMapping(mapping, path) === undefined) ignored.push(file);
    else files.push(file);
  }
  const byPath = (a: SourceFile, b: SourceFile) => inNameOrder(a.path, b.path);
  return { files: files.sort(byPath), mapping, ignored: ignored.sort(byPath) };
}

/** Where a file of the input folder really lies. Throws SourceError where that is outside of it. */
async function targetOf(absolute: string, path: string, root: string): Promise<string> {
  const target = await realpath(absolute).catch(() => undefined);
  if (target === undefined) throw new SourceError(`${path} is a link to a file that does not exist.`);
  if (target.startsWith(root + sep)) return target;
  throw new SourceError(`${path} is a link that leads out of the input folder; copy the file into it.`);
}

/** The folder's mapping.yaml, or the mapping that changes nothing. */
export async function readMapping(dir: string): Promise<Mapping> {
  const path = join(dir, mappingFile);
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return noMapping;
  return parseMapping(await readFile(await targetOf(path, mappingFile, await realpath(dir)), "utf8"), mappingFile);
}

const sampleBytes = 4 << 20;
const sampleLines = 2_000;

/** The keys of the first records of a file of JSON lines, in order of appearance. Lines that are no object are passed over. */
export async function jsonKeys(path: string, name: string): Promise<string[]> {
  const file = await open(path);
  const keys = new Set<string>();
  try {
    const bytes = Buffer.alloc(sampleBytes);
    const { bytesRead } = await file.read(bytes, 0, sampleBytes, 0);
    const text = bytes.subarray(0, bytesRead);
    for (let line = 0, at = 0; line < sampleLines && at < bytesRead; line += 1) {
      const stop = text.indexOf("\n", at);
      // A last line may be cut, unless it is the only one.
      if (stop < 0 && bytesRead === sampleBytes && line > 0) break;
      const end = stop < 0 ? bytesRead : stop;
      for (const key of objectKeys(text.toString("utf8", at, end))) keys.add(key);
      at = end + 1;
    }
    refuseWide(keys.size, "keys", name);
    if (keys.size === 0) {
      const first = text.toString().trim().slice(0, 40);
      const met = first === "" ? "it is empty" : `it starts with ${JSON.stringify(first)}`;
      throw new SourceError(`${name} holds no JSON object in its first lines (${met}); wanted one object a line.`);
    }
  } finally {
    await file.close();
  }
  return [...keys];
}

function objectKeys(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    // One with a zero byte can be no column; like every key that is not listed it is kept with what is left over.
    return Object.keys(value).filter((key) => !key.includes("\0"));
  } catch {
    return [];
  }
}
