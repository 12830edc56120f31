import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { formatOfName } from "./file-name.ts";
import { inNameOrder } from "./folder.ts";
import { checkGlob, globMatches } from "./glob.ts";
import { retry } from "./retry.ts";
import { type FetchContext, type FetchResult, SourceError } from "./source.ts";

/** A file that lies where others put it. */
export interface Dropped {
  /** Its path below the place, with / between folders. */
  path: string;
  bytes: number;
  /** Changes when the file does. */
  version: string;
  changedAt: Date;
}

/** A place where others put files. */
export interface Place {
  list(): Promise<Dropped[]>;
  /** The bytes of the file as it was listed; an error where it is another by now. */
  read(file: Dropped): Promise<Readable>;
  /** Whether asking again may help. */
  isTransient(error: Error): boolean;
}

/** Options of every kind of place. */
export const dropOptions = {
  name: z.string().describe("First part of `_source`"),
  mapping: z.string().optional().describe("As mapping.yaml; its patterns fit the names of files"),
  files: z.array(z.string()).min(1).default(["**/*"]).describe("Patterns of the files that are read"),
  ready: z
    .discriminatedUnion("by", [
      z.strictObject({
        by: z.literal("stable"),
        seconds: z
          .number()
          .min(0)
          .default(10)
          .describe("A file is read whose size and version are the same after so long"),
      }),
      z.strictObject({
        by: z.literal("done"),
        suffix: z
          .string()
          .min(1)
          .default(".done")
          .describe("A file is read beside which lies one of its name and this"),
      }),
    ])
    .prefault({ by: "stable" })
    .describe("How a file that is still being written is told from a whole one"),
  retries: z.int().min(0).default(4).describe("Times a lost connection is tried again"),
  waitMs: z.int().positive().default(1000).describe("Wait before the first of them, doubled each time"),
  timeoutSeconds: z.number().positive().default(300).describe("Silence after which a connection counts as lost"),
  mostMegabytes: z.number().positive().default(4096).describe("Of one file"),
  batchFiles: z.int().positive().default(200).describe("Files put on disk for good before more are read"),
};
const schema = z.object(dropOptions);
export type DropOptions = z.output<typeof schema>;

/** The version of every file that was taken. */
const stateSchema = z.record(z.string(), z.string());

/** Takes what is new or changed in a place and whole, file by file, in the order of names. */
export async function fetchDrops(place: Place, options: DropOptions, context: FetchContext): Promise<FetchResult> {
  const { range, signal, say, into } = context;
  for (const glob of options.files) checkGlob(glob, `source ${options.name}`);
  const taken = new Map(Object.entries(stateSchema.catch({}).parse(context.state ?? {})));
  const again = <T>(what: string, work: () => Promise<T>) =>
    retry(work, {
      what: `${options.name}: ${what}`,
      signal,
      say,
      retries: options.retries,
      wait: options.waitMs,
      isTransient: (error) => place.isTransient(error),
    });
  const isWanted = ({ path, version, changedAt }: Dropped) => {
    if (formatOfName(path) === undefined || !options.files.some((glob) => globMatches(glob, path))) return false;
    if (range === undefined) return taken.get(path) !== version;
    return changedAt >= new Date(range.from) && changedAt < new Date(range.to);
  };
  const list = () => again("the list of files", () => place.list());
  const all = await list();
  const due = await whole(all.filter(isWanted), { all, list, options, context });
  const batch = range === undefined ? due.slice(0, options.batchFiles) : due;
  for (const file of batch) {
    if (file.bytes > options.mostMegabytes * 2 ** 20)
      throw new SourceError(
        `${options.name}: ${file.path} is larger than ${options.mostMegabytes} MB, the most that is taken.`,
      );
    await again(file.path, () => download(place, file, into));
    taken.set(file.path, file.version);
  }
  if (batch.length > 0) say(`${options.name}: ${batch.length} of ${due.length} new files`);
  const present = new Set(all.map(({ path }) => path));
  const state = Object.fromEntries([...taken].filter(([path]) => present.has(path)));
  return { state, more: due.length > batch.length };
}

interface Listing {
  all: readonly Dropped[];
  list(): Promise<Dropped[]>;
  options: DropOptions;
  context: FetchContext;
}

/** Those of the files that nobody is writing any more. */
async function whole(files: Dropped[], { all, list, options, context }: Listing): Promise<Dropped[]> {
  const { ready, name } = options;
  if (files.length === 0) return [];
  const sorted = files.sort((a, b) => inNameOrder(a.path, b.path));
  const good: Dropped[] = [];
  if (ready.by === "done") {
    const paths = new Set(all.map(({ path }) => path));
    good.push(...sorted.filter(({ path }) => paths.has(path + ready.suffix)));
  } else {
    await sleep(ready.seconds * 1000, undefined, { signal: context.signal });
    const later = new Map((await list()).map((file) => [file.path, file]));
    good.push(
      ...sorted.filter(({ path, bytes, version }) => {
        const now = later.get(path);
        return bytes > 0 && now?.bytes === bytes && now.version === version;
      }),
    );
  }
  for (const { path } of sorted.filter((file) => !good.includes(file)))
    context.say(`${name}: ${path} is not whole yet`);
  return good;
}

/** A file has its name only once all of it is there. */
async function download(place: Place, file: Dropped, into: string): Promise<void> {
  const target = resolve(into, file.path);
  if (!target.startsWith(resolve(into) + sep) || /[\0\\]/.test(file.path))
    throw new SourceError(`The file ${JSON.stringify(file.path)} has a name that leads elsewhere; it is not read.`);
  await mkdir(dirname(target), { recursive: true });
  const unfinished = join(dirname(target), ".unfinished");
  let bytes = 0;
  const source = await place.read(file);
  source.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > file.bytes) source.destroy(new ShortFile(`${file.path} is longer than it was listed`));
  });
  await pipeline(source, createWriteStream(unfinished, { highWaterMark: 1 << 20 }));
  if (bytes !== file.bytes) throw new ShortFile(`${file.path} has ${bytes} bytes of ${file.bytes}`);
  await rename(unfinished, target);
}

/** Fewer or more bytes came than were listed; worth another try. */
export class ShortFile extends Error {}

/** Says of a place that was reached which of its files are read, and that they may be; keeps nothing of them. */
export async function checkPlace(place: Place, { files: globs, ready }: DropOptions): Promise<string> {
  const all = await place.list();
  const fits = ({ path }: Dropped) => formatOfName(path) !== undefined && globs.some((glob) => globMatches(glob, path));
  const fitting = all.filter(fits);
  if (fitting.length === 0) return `answers; of ${all.length} files none fits ${globs.join(", ")}`;
  const paths = new Set(all.map(({ path }) => path));
  const marked = ready.by === "done" ? fitting.filter(({ path }) => paths.has(path + ready.suffix)) : fitting;
  const waiting =
    marked.length < fitting.length ? `, ${fitting.length - marked.length} without ${suffixOf(ready)}` : "";
  const [smallest] = fitting.toSorted((a, b) => a.bytes - b.bytes);
  if (smallest !== undefined) for await (const _ of await place.read(smallest)) break;
  const megabytes = fitting.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
  const newest = new Date(Math.max(...fitting.map(({ changedAt }) => changedAt.getTime()))).toISOString().slice(0, 16);
  return `answers; ${fitting.length} of ${all.length} files fit (${megabytes.toFixed(1)} MB, the newest of ${newest}Z)${waiting} and may be read`;
}

const suffixOf = (ready: DropOptions["ready"]) => (ready.by === "done" ? ready.suffix : "");
