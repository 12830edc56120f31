import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { files, read, root } from "./tree.ts";

const code = files("", /\.(ts|mjs|sql)$/);
const text = files("", /\.(ts|mjs|js|sql|md|json|ya?ml|csv|tsv|txt|css|html|sh)$|^(\.ci\/run|\.[a-z]+|NOTICE)$/);

describe("files", () => {
  test("none is too long to understand in one sitting", () => {
    const long = code.map((path) => [path, read(path).split("\n").length] as const).filter(([, lines]) => lines > 500);
    expect(long).toEqual([]);
  });

  test("code is kebab-case, SQL and metrics are snake_case", () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config))*\.(ts|mjs)$/;
    const snake = /^[a-z0-9]+(_[a-z0-9]+)*\.(ts|sql)$/;
    const wrong = code.filter((path) => {
      const isSnake = path.endsWith(".sql") || (/^transforms\/metrics\//.test(path) && basename(path).includes("_"));
      return !(isSnake ? snake : kebab).test(basename(path));
    });
    expect(wrong).toEqual([]);
  });

  test("none names a machine or a registry", () => {
    const traces = new RegExp(
      ["registry\\.npm", "npmmirror", "(?<![\\w.-])/(?:root|work|home/\\w+|Users/\\w+)/"].join("|"),
    );
    const wrong = text.filter(
      (path) => ![".git", "tests/house/files.test.ts"].includes(path) && traces.test(read(path)),
    );
    expect(wrong).toEqual([]);
  });

  test("no test is focused, skipped or left to do; skipIf says why in the test's name", () => {
    const marks = /\b(?:it|test|describe)\.(?:only|skip|todo)\b|\b(?:TODO|FIXME|HACK)\b/;
    const wrong = code.filter((path) => path !== "tests/house/files.test.ts" && marks.test(read(path)));
    expect(wrong).toEqual([]);
  });
});

describe("every model", () => {
  const models = files("transforms", /^transforms\/(staging|intermediate|marts)\/.*\.sql$/);

  test("is named for its layer", () => {
    const prefix: Record<string, RegExp> = { staging: /^stg_/, intermediate: /^int_/, marts: /^(fct|dim|mart)_/ };
    const wrong = models.filter((path) => !prefix[path.split("/")[1] ?? ""]?.test(basename(path)));
    expect(wrong).toEqual([]);
  });

  test("that computes has a case folder with what is expected", () => {
    const cases = new Set(files("tests/models", /\/expected\.csv$/).map((path) => path.split("/")[2]));
    const without = models.filter((path) => computes(read(path)) && !cases.has(basename(path, ".sql")));
    expect(without).toEqual([]);
  });

  test("case folder belongs to a model", () => {
    const names = new Set(models.map((path) => basename(path, ".sql")));
    const orphans = files("tests/models", /\/expected\.csv$/).filter((path) => !names.has(path.split("/")[2] ?? ""));
    expect(orphans).toEqual([]);
  });
});

describe("every metric", () => {
  const metrics = files("transforms/metrics", /^transforms\/metrics\/[^/]+\.ts$/).filter(
    (path) => !path.endsWith("/metric.ts"),
  );

  test("has its section in docs/definitions.md", () => {
    const sections = existsSync(join(root, "docs/definitions.md")) ? read("docs/definitions.md") : "";
    const missing = metrics
      .map((path) => basename(path, ".ts").replaceAll("-", "_"))
      .filter((id) => !sections.includes(`\`${id}\``));
    expect(missing).toEqual([]);
  });
});

describe("every test file", () => {
  test("lies in a folder of the house", () => {
    const folders = [
      "sources",
      "transforms",
      "pipelines",
      "dashboards",
      "models",
      "house",
      "golden",
      "faults",
      "security",
      "fixtures",
      "docs",
      "end-to-end",
    ];
    const wrong = files("tests", /\.test\.ts$/).filter((path) => {
      const folder = dirname(path).split("/")[1];
      return folder !== undefined && !folders.includes(folder);
    });
    expect(wrong).toEqual([]);
  });
});

/** A model computes when it does more than choose, rename and cast columns of one relation. */
function computes(sql: string): boolean {
  return /\b(join|group\s+by|case|over|union|where|coalesce|sum|count|min|max|with)\b/i.test(
    sql.replace(/--.*$/gm, ""),
  );
}
