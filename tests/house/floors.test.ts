import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { files, type Import, importsOf, read, root } from "./tree.ts";

/** What each floor may import of ours. A path is allowed when it begins with one of these. */
const floors: Record<string, string[]> = {
  sources: ["sources/"],
  transforms: ["transforms/", "sources/contracts/"],
  pipelines: ["pipelines/", "transforms/", "sources/", "dashboards/"],
  dashboards: ["dashboards/"],
};

const imports = files("", /\.(ts|mjs)$/).flatMap((path) => importsOf(path));

describe("imports run one way", () => {
  test.each(Object.entries(floors))("%s imports only what its floor may", (floor, allowed) => {
    const wrong = imports
      .filter(({ from, to, isOwn }) => isOwn && from.startsWith(`${floor}/`) && !allowed.some((a) => to.startsWith(a)))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test("meaning knows no engine, no file and no clock", () => {
    const wrong = imports
      .filter(({ from, to, isOwn }) => from.startsWith("transforms/") && !isOwn && to !== "zod")
      .map(({ from, to }) => `${from} imports ${to}`);
    const clocks = files("transforms", /\.(ts|sql)$/).filter((path) => {
      const text = read(path);
      return /\bDate\.now\(|\bnew Date\(\s*\)/.test(text) || /\b(?:now\(\)|current_timestamp|current_date)/i.test(text);
    });
    expect(wrong).toEqual([]);
    expect(clocks).toEqual([]);
  });

  test("every own import names a file that is there, with its extension", () => {
    const missing = imports.filter(({ to, isOwn }) => isOwn && !existsSync(join(root, to)));
    expect(missing.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test("no circle of imports", () => {
    expect(circles(imports)).toEqual([]);
  });

  test("only declared packages are imported", () => {
    const manifest = JSON.parse(read("package.json"));
    const runtime = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
    const all = new Set([...runtime, ...Object.keys(manifest.devDependencies)]);
    const wrong = imports.filter(({ from, to, isOwn }) => {
      if (isOwn || to.startsWith("node:") || /^(npm:|observablehq:)/.test(to)) return false;
      return !(/^(tests|bench)\/|^vitest\.config/.test(from) ? all : runtime).has(to);
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
});

describe("the scanner behind these tests", () => {
  test("finds statements, types, re-exports, side effects and calls", () => {
    const text = [
      'import type { A } from "./a.ts";',
      'import {\n  b,\n} from "../transforms/b.ts";',
      "export * from './c.ts';",
      'import "./d.ts";',
      'const e = await import("zod/v4");',
      'const text = "no import from here";',
    ].join("\n");
    expect(importsOf("sources/x.ts", text).map(({ to }) => to)).toEqual([
      "sources/a.ts",
      "transforms/b.ts",
      "sources/c.ts",
      "sources/d.ts",
      "zod",
    ]);
  });

  test("names a circle once, by its members", () => {
    const edge = (from: string, to: string): Import => ({ from, to, isOwn: true });
    expect(circles([edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("d", "a")])).toEqual(["a -> b -> c -> a"]);
  });
});

/** Circles in the import graph, each as `a -> b -> a`. */
function circles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isOwn } of edges) if (isOwn) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    else if (!done.has(path)) {
      for (const child of next.get(path) ?? []) visit(child, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}
