import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { openFirst, openSegmenter, segmenters } from "../../pipelines/text/segmenters.ts";
import { textSettings } from "../../pipelines/text/settings.ts";

const sentences = ["洗衣机不脱水，师傅没修好", "安装费太贵\n燃气热水器打不着火", "售后服务态度恶劣"];
const hasNodejieba = (() => {
  try {
    createRequire(import.meta.url).resolve("nodejieba");
    return true;
  } catch {
    return false;
  }
})();

describe.each(["node-rs", "wasm"])("%s", (name) => {
  test("cuts with the domain dictionary, loses nothing and names its version", async () => {
    const segmenter = await openSegmenter(name);
    expect(segmenter.engine).toBe(name);
    expect(segmenter.version).toMatch(/^\d+\.\d+\.\d+/);
    for (const sentence of sentences) expect(segmenter.cut(sentence).join("")).toBe(sentence);
    expect(segmenter.cut("洗衣机不脱水")).toEqual(["洗衣机", "不脱水"]);
    expect(segmenter.cut("没修好")).toEqual(["没修好"]);
  });

  test("keeps a line break a word of its own", async () => {
    expect((await openSegmenter(name)).cut("漏水\n漏电")).toEqual(["漏水", "\n", "漏电"]);
  });
});

test.skipIf(!hasNodejieba)("nodejieba cuts alike (skipped: who wants it installs it)", async () => {
  const segmenter = await openSegmenter("nodejieba");
  for (const sentence of sentences) expect(segmenter.cut(sentence).join("")).toBe(sentence);
  expect(segmenter.cut("洗衣机不脱水\n没修好")).toEqual(["洗衣机", "不脱水", "\n", "没修好"]);
});

test.skipIf(hasNodejieba)("nodejieba is asked for by who installed it (skipped where it is installed)", async () => {
  await expect(openSegmenter("nodejieba")).rejects.toThrow("The segmenter nodejieba is not installed.");
});

test("an unknown name is refused with those there are", async () => {
  await expect(openSegmenter("jieba")).rejects.toThrow(
    'There is no segmenter "jieba"; there are node-rs, wasm, nodejieba.',
  );
});

test("where the binary does not load the next engine opens", async () => {
  const missing = async () => {
    throw new Error("Cannot find native binding.");
  };
  const { wasm } = segmenters;
  if (wasm === undefined) throw new Error("there is no wasm");
  expect((await openFirst([missing, wasm], null)).engine).toBe("wasm");
  await expect(openFirst([missing], null)).rejects.toThrow("No segmenter opens on this machine.");
});

test("the environment goes before the pipeline, and the default says nothing", () => {
  expect(textSettings({}, {})).toBeUndefined();
  expect(textSettings({ segmenter: "wasm", taiwan: ["b", "a"] }, { HUIYIN_SEGMENTER: "node-rs" })).toEqual({
    segmenter: "node-rs",
    taiwan: ["a", "b"],
  });
});
