import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openFirst, openSegmenter, segmenters } from "../../pipelines/text/segmenters.ts";
import { textSettings } from "../../pipelines/text/settings.ts";
import { bestPath } from "../../transforms/text/best-path.ts";

const sentences = ["洗衣机不脱水，师傅没修好", "安装费太贵\n燃气热水器打不着火", "售后服务态度恶劣"];
const hasNodejieba = (() => {
  try {
    createRequire(import.meta.url).resolve("nodejieba");
    return true;
  } catch {
    return false;
  }
})();

describe.each(["own", "node-rs", "wasm"])("%s", (name) => {
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

const [own, binary] = [await openSegmenter("own"), await openSegmenter("node-rs")];
const shared = resolve(process.env.HUIYIN_SHARED ?? "../shared", "datasets", "themes_meidi.jsonl.gz");

test.skipIf(!existsSync(shared))("our own cuts thousands of real texts as node-rs does", () => {
  const texts = gunzipSync(readFileSync(shared)).toString("utf8").split("\n").slice(0, 6000);
  expect(texts.filter((text) => own.cut(text).join(" ") !== binary.cut(text).join(" "))).toEqual([]);
});

test.each([
  "型号XQG50-8866的C++是3.14%，AT&T",
  "他说：\r\n 好\t的　a1b2 c_d",
  "𠮷野家😀👍🏽和𪚥𪚥",
  "二〇二〇年",
  "",
  " ",
  "1号店4S店BB机",
  "不好不坏好好学习天天向上",
])("our own cuts %j as node-rs does", (text) => {
  expect(own.cut(text)).toEqual(binary.cut(text));
});

test("the same word is the same string, and a later dictionary overrides", () => {
  const cut = bestPath(["洗衣 10 n\n衣机 1 n\n洗 5 v\n机 5 n\n", "衣机 1000 n\n"]);
  expect(cut("洗衣机")).toEqual(["洗", "衣机"]);
  expect(bestPath(["洗衣 10 n\n衣机 1 n\n洗 5 v\n机 5 n\n"])("洗衣机x洗衣")).toEqual(["洗衣", "机", "x", "洗衣"]);
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
    'There is no segmenter "jieba"; there are own, node-rs, wasm, nodejieba.',
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
