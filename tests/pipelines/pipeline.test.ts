import { spawnSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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
  expect(await loadPipeline(path)).toEqual({
    sources: [],
    settings: { zone: "Europe/Rome", memory: "2GB", text: {} },
  });
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

test("what is wrong in the file itself is said as its own, in one sentence", async () => {
  const missing = loadPipeline(await file('import "./none.ts"; export default [];'));
  await expect(missing).rejects.toThrow(/^The pipeline file .*pipeline\.mts does not load: .*none\.ts/);
  const own = loadPipeline(await file('throw new Error("no tables yet");'));
  await expect(own).rejects.toThrow(/does not load: no tables yet$/);
});

test("a .ts file in a folder of no modules says how to name it", async () => {
  const path = (await file("export default [];")).replace(/\.mts$/, ".ts");
  await writeFile(
    path,
    `import { definePipeline } from "${root}pipelines/pipeline.ts"; export default definePipeline({});`,
  );
  const pulled = (pipeline: string) => {
    const bin = join(root, "bin", "huiyin.mjs");
    const argv = [bin, "pull", "--pipeline", pipeline, "--workspace", dirname(pipeline)];
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    return { status, stderr };
  };
  expect(pulled(path)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("is not taken for an ES module.\nName it .mts"),
  });
  const cut = await file("export default [\n");
  expect(pulled(cut)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/does not load: .*:2:0: ERROR: Unexpected end of file\n$/),
  });
});
