import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Source, SourceError } from "../sources/source.ts";
import type { Embedder } from "../transforms/themes/vectoriser.ts";
import { UserError } from "./errors.ts";
import { offsetMinutes } from "./prelude.ts";
import type { TextSettings } from "./text/settings.ts";

export interface Pipeline {
  sources: readonly Source[];
  settings: {
    /** Zone in which days, weeks and months are counted; an IANA name. */
    zone: string;
    /** Hard memory limit of the engine, such as "2GB"; HUIYIN_MEMORY goes before it. */
    memory: string;
    /**
     * Threads of the engine; HUIYIN_THREADS goes before it. One takes less processor time in all, several are done sooner with many
     * rows. Without either one while fewer than a million rows have landed, then two.
     */
    threads?: number | undefined;
    /** How texts are read. */
    text: TextSettings;
    /** A model that themes are found with, in the place of the space of the texts' own words. */
    embedder?: Embedder | undefined;
  };
}

/** Declares what a run reads and how; what is left out has its default. Throws UserError for an unknown zone. */
export function definePipeline(given: {
  sources?: readonly Source[];
  settings?: Partial<Pipeline["settings"]>;
}): Pipeline {
  const settings = { zone: "Asia/Shanghai", memory: "2GB", text: {}, ...given.settings };
  offsetMinutes(settings.zone, new Date(0));
  return { sources: given.sources ?? [], settings };
}

/** Reads a pipeline file: its default export is a pipeline, a source, or a list of sources. */
export async function loadPipeline(file: string): Promise<Pipeline> {
  const path = resolve(file);
  await access(path).catch(() => {
    throw new UserError(`The pipeline file ${file} does not exist.`);
  });
  const { default: given } = await importFile(file, path);
  if (isPipeline(given)) return given;
  const sources = Array.isArray(given) ? given : [given];
  if (sources.every(isSource)) return definePipeline({ sources });
  throw new UserError(
    `${file} gives no pipeline; wanted "export default definePipeline({ sources: […] })" or defineSource({ … }).`,
  );
}

/** A pipeline file is the user's own program: what is wrong with it is said as theirs. */
async function importFile(file: string, path: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith("ERR_REQUIRE")) {
      throw new UserError(`The pipeline file ${file} is not taken for an ES module.`, {
        hint: 'Name it .mts, or put a package.json with "type": "module" beside it.',
        cause,
      });
    }
    if (cause instanceof SourceError || cause instanceof UserError) throw cause;
    throw new UserError(`The pipeline file ${file} does not load: ${reasonOf(message)}`, { cause });
  }
}

/** The first line; of a transpiler's the second, which says where. */
function reasonOf(message: string): string {
  const [first = "", second] = message.split("\n");
  return second !== undefined && /^Transform failed/.test(first) ? second : first;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isPipeline = (value: unknown): value is Pipeline => isObject(value) && "sources" in value && "settings" in value;
const isSource = (value: unknown): value is Source => isObject(value) && "fetch" in value && "name" in value;
