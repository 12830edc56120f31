import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PullResult, pull } from "../../pipelines/pull.ts";
import { defineSource, type FetchContext, type FetchResult, type Range, type Source } from "../../sources/source.ts";
import type { Bench } from "./landing-folder.ts";

/** A source that writes what a test tells it to, and remembers what it was asked. */
export function scripted(bench: Bench, given: Partial<Omit<Source, "fetch">> = {}) {
  const asked: Pick<FetchContext, "state" | "since" | "range" | "whole">[] = [];
  const script: { files: Record<string, string>; result: FetchResult | undefined; fails: Error | undefined } = {
    files: {},
    result: undefined,
    fails: undefined,
  };
  const source = defineSource({
    name: "crm",
    ...given,
    async fetch({ into, state, since, range, whole = new Set() }) {
      asked.push({ state, since, range, whole });
      for (const [name, text] of Object.entries(script.files)) await writeFile(join(into, name), text);
      if (script.fails !== undefined) throw script.fails;
      return script.result;
    },
  });
  return {
    source,
    script,
    asked,
    pull: (range?: Range, sources: readonly Source[] = [source]): Promise<PullResult["loads"]> =>
      pullFrom(bench, sources, range),
  };
}

/** Pulls from sources into the bench's workspace. */
export async function pullFrom(
  bench: Bench,
  sources: readonly Source[],
  range?: Range,
  variables: Record<string, string> = {},
): Promise<PullResult["loads"]> {
  const say = (message: string) => void bench.heard.push(message);
  const env = {
    logger: { info: say, warn: say, error: say },
    now: () => new Date("2026-11-20T00:00:00Z"),
    write: () => {},
    variables,
  };
  return (await pull({ engine: bench.engine, workspace: bench.workspace, sources, range, env })).loads;
}
