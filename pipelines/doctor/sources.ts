import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { SourceError } from "../../sources/source.ts";
import type { Env } from "../env.ts";
import { loadPipeline } from "../pipeline.ts";
import type { Check } from "./check.ts";

const require = createRequire(import.meta.url);
const manifest = new URL("../../package.json", import.meta.url);
/** Milliseconds a source has to answer. */
const patience = 15_000;

/** Which drivers of single systems are installed; they are needed only where a source is of that kind. */
export async function checkDrivers(): Promise<Check> {
  const { peerDependencies } = JSON.parse(await readFile(manifest, "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  const names = Object.keys(peerDependencies);
  const has = names.filter((name) => {
    try {
      return require.resolve(name) !== "";
    } catch {
      return false;
    }
  });
  const list = (all: readonly string[]) => all.join(", ") || "none";
  const absent = names.filter((name) => !has.includes(name));
  return { name: "Optional drivers", ok: true, found: `installed ${list(has)}; not installed ${list(absent)}` };
}

/** Asks every source of a pipeline file whether it can be reached with the secrets that are set. */
export async function checkSources(file: string, { variables }: Env): Promise<Check[]> {
  const { sources } = await loadPipeline(file);
  return await Promise.all(
    sources.map(async (source): Promise<Check> => {
      const name = `Source ${source.name}`;
      if (source.check === undefined) return { name, ok: true, found: "is not tried before it is pulled" };
      try {
        const signal = AbortSignal.timeout(patience);
        return { name, ok: true, found: await source.check({ variables, signal }) };
      } catch (error) {
        const found = error instanceof Error ? error.message : String(error);
        const hint = error instanceof SourceError ? error.hint : undefined;
        return { name, ok: false, found, advice: hint ?? "Put it right, or wait until it is back." };
      }
    }),
  );
}
