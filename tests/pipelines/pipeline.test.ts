import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { definePipeline, loadPipeline } from "../../pipelines/pipeline.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function file(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "huiyin-pipeline-")), "pipeline.mts");
  await writeFile(path, text.replaceAll("@/", `${root}`));
  return path;
}

test("a pipeline file names sources and settings; the rest has its default", async () => {
  const path = await file(`import { definePipeline } from "@/pipelines/pipeline.ts";
    export default definePipeline({ settings: { zone: "Europe/Rome" } });`);
  expect(await loadPipeline(path)).toEqual({ sources: [], settings: { zone: "Europe/Rome", memory: "2GB", text: {} } });
});

test("a source alone, or a list, is a pipeline", async () => {
  const path = await file(`import { defineSource } from "@/sources/source.ts";
    export default [defineSource({ name: "hotline", async fetch() {} })];`);
  const { sources, settings } = await loadPipeline(path);
  expect(sources.map((source) => source.name)).toEqual(["hotline"]);
  expect(settings.zone).toBe("Asia/Shanghai");
});

test("a file that is missing or gives neither is named, and an unknown zone refused", async () => {
  await expect(loadPipeline("nowhere.ts")).rejects.toThrow("The pipeline file nowhere.ts does not exist.");
  await expect(loadPipeline(await file("export default 7;"))).rejects.toThrow("gives no pipeline; wanted");
  expect(() => definePipeline({ settings: { zone: "Mars/Base" } })).toThrow('The time zone "Mars/Base" is not known');
});
