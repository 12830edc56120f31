import { describe, expect, test } from "vitest";
import { files, read } from "./tree.ts";

interface Locked {
  version: string;
  resolved?: string;
  hasInstallScript?: boolean;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(read("package.json"));
const lock: Record<string, Locked> = JSON.parse(read("package-lock.json")).packages;

describe("packages", () => {
  test("are pinned exactly", () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies } as Record<string, string>);
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("include none that is forbidden: xlsx is frozen with known holes, duckdb is deprecated and compiles", () => {
    const names = new Set(Object.keys(lock).map((path) => path.split("node_modules/").at(-1)));
    expect(["xlsx", "duckdb"].filter((name) => names.has(name))).toEqual([]);
  });

  test("are used by the product, not only by its tests", () => {
    const product = files(
      "",
      /^(sources|transforms|pipelines|dashboards|bin)\/.*\.(ts|mjs|md)$|^observablehq\.config\.ts$/,
    );
    const text = product.map(read).join("\n");
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(name))).toEqual([]);
  });

  test("run no install script, and those of the product need none: esbuild's only checks its binary", () => {
    expect(read(".npmrc").split("\n")).toContain("ignore-scripts=true");
    const scripted = Object.entries(lock).filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
    const names = new Set(scripted.map(([path]) => path.split("node_modules/").at(-1)));
    names.delete("fsevents");
    expect([...names]).toEqual(["esbuild"]);
  });

  test("are locked without naming a registry", () => {
    expect(Object.entries(lock).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test("are locked for every platform, or a clean install refuses where a registry lacks one of them", () => {
    const missing = Object.entries(lock).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });
});

/** Whether a package at `path` finds `name` in its own or an outer node_modules. */
function isLocked(path: string, name: string): boolean {
  if (lock[`${path ? `${path}/` : ""}node_modules/${name}`]) return true;
  if (path === "") return false;
  const outer = path.lastIndexOf("/node_modules/");
  return isLocked(outer === -1 ? "" : path.slice(0, outer), name);
}
