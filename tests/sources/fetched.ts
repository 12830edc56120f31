import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { FetchContext, FetchResult, Source } from "../../sources/source.ts";
import { surveyFile } from "../../sources/survey.ts";
import { fetchContext } from "./fetch-context.ts";

export interface Fetched {
  /** What was written, by file; "(none)" of one that was counted and not written. */
  files: Record<string, string>;
  result: FetchResult | undefined;
  said: string[];
}

/** Fetches once into a folder of its own. */
export async function fetchFiles(source: Source, given: Partial<FetchContext>): Promise<Fetched> {
  const into = await mkdtemp(join(tmpdir(), "huiyin-fetch-"));
  onTestFinished(() => rm(into, { recursive: true }));
  const said: string[] = [];
  const result = (await source.fetch(fetchContext(into, { ...given, heard: said }))) ?? undefined;
  const files: Record<string, string> = {};
  for (const [file, facts] of Object.entries(result?.files ?? {})) {
    files[file] = await readFile(join(into, file), "utf8").catch(() => "(none)");
    const { survey } = facts;
    if (survey === undefined || files[file] === "(none)") continue;
    expect(survey).toEqual(
      await surveyFile(join(into, file), { delimiter: 44, columns: undefined }, { headerRecords: 1 }),
    );
    delete facts.survey;
  }
  return { files, result, said };
}
