import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bestPath } from "../../transforms/text/best-path.ts";
import { dictionaryWords, type Segmenter } from "../../transforms/text/segmenter.ts";
import { UserError } from "../errors.ts";
import { segmenterVariable } from "./settings.ts";

const dictionaryFile = fileURLToPath(new URL("../../transforms/text/lexicon/dictionary.txt", import.meta.url));
const require = createRequire(import.meta.url);

/** Opens one engine with its own dictionary and ours, or with its own alone (`null`); none of them guesses words. */
type Open = (dictionary: Buffer | null) => Promise<Segmenter>;

export const segmenters: Record<string, Open> = {
  /** Cuts as node-rs does, from its dictionary, without its binary. */
  async own(dictionary) {
    const stock = await readFile(require.resolve("@node-rs/jieba/dict.txt"));
    const texts = () => [stock, ...(dictionary ? [dictionary] : [])].map((bytes) => bytes.toString("utf8"));
    let cut: Segmenter["cut"] | undefined;
    return {
      engine: "own",
      version: await versionOf("@node-rs/jieba"),
      // Who asks for the engine's version alone is spared its dictionary.
      cut(text) {
        cut ??= bestPath(texts());
        return cut(text);
      },
    };
  },
  async "node-rs"(dictionary) {
    const [{ Jieba }, { dict }] = await Promise.all([import("@node-rs/jieba"), import("@node-rs/jieba/dict.js")]);
    const jieba = Jieba.withDict(dict);
    if (dictionary) jieba.loadDict(dictionary);
    return { engine: "node-rs", version: await versionOf("@node-rs/jieba"), cut: (text) => jieba.cut(text, false) };
  },
  async wasm(dictionary) {
    const { cut, with_dict } = await ifInstalled("wasm", "jieba-wasm", () => import("jieba-wasm"));
    if (dictionary) with_dict(dictionary.toString("utf8"));
    return { engine: "wasm", version: await versionOf("jieba-wasm"), cut: (text) => cut(text, false) };
  },
  async nodejieba(dictionary) {
    const name: string = "nodejieba";
    const { default: nodejieba } = await ifInstalled<{ default: Nodejieba }>(name, name, () => import(name));
    // The process ends, without an exception, where one of the paths is missing.
    const files = ["dict", "hmmDict", "userDict", "idfDict", "stopWordDict"].map((name) => {
      const ours = name === "userDict" && dictionary ? dictionaryFile : undefined;
      const path = ours ?? String(nodejieba[`DEFAULT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`]);
      if (!existsSync(path)) throw new UserError(`nodejieba has no dictionary ${path}.`);
      return [name, path] as const;
    });
    nodejieba.load(Object.fromEntries(files));
    return { engine: "nodejieba", version: await versionOf("nodejieba"), cut: (text) => nodejieba.cut(text, false) };
  },
};

interface Nodejieba {
  load(files: Record<string, string>): void;
  cut(text: string, guess: boolean): string[];
  [constant: string]: unknown;
}

/** What is no dependency is installed by who wants it. */
async function ifInstalled<T>(segmenter: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new UserError(`The segmenter ${segmenter} is not installed.`, {
      hint: `npm install --no-save ${name}, or leave ${segmenterVariable} out.`,
      cause,
    });
  }
}

/** The engine asked for; without one our own, or wasm where only that is installed. */
export async function openSegmenter(wanted?: string): Promise<Segmenter> {
  const dictionary = await readFile(dictionaryFile);
  dictionaryWords(dictionary.toString("utf8"));
  if (wanted !== undefined) {
    const open = segmenters[wanted];
    if (open === undefined) {
      throw new UserError(`There is no segmenter "${wanted}"; there are ${Object.keys(segmenters).join(", ")}.`);
    }
    return open(dictionary);
  }
  return openFirst(
    ["own", "wasm"].map((name) => segmenters[name] as Open),
    dictionary,
  );
}

/** The first engine that opens. */
export async function openFirst(candidates: readonly Open[], dictionary: Buffer | null): Promise<Segmenter> {
  const errors: unknown[] = [];
  for (const open of candidates) {
    try {
      return await open(dictionary);
    } catch (error) {
      errors.push(error);
    }
  }
  throw new AggregateError(errors, "No segmenter opens on this machine.");
}

/** From the package's own file, which not every package lets be imported. */
async function versionOf(name: string): Promise<string> {
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
    const manifest = JSON.parse(text) as { name?: string; version?: string };
    if (manifest.name === name) return manifest.version ?? "";
  }
  return "";
}
