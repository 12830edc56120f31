import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { registry } from "../../pipelines/metrics.ts";
import { loadRelations } from "../../pipelines/relations.ts";
import { seriesOf } from "../../transforms/metrics/metric.ts";
import { files, importsOf, read, root } from "./tree.ts";

interface Row {
  id: string;
  numbers: string[];
  pages: string[];
  tests: string[];
}

const links = (cell: string) => [...cell.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = ""]) => path);

/** A page and the files of the site it is made of. */
function partsOf(page: string, found = new Set<string>()): Set<string> {
  if (found.has(page)) return found;
  found.add(page);
  for (const { to, isOwn } of importsOf(page)) {
    if (isOwn && to.startsWith("dashboards/") && !to.startsWith("dashboards/words")) partsOf(to, found);
  }
  return found;
}

const rows: Row[] = read("docs/service-map.md")
  .split("\n")
  .filter((line) => /^\| \d{3}-\d+ \|/.test(line))
  .map((line) => {
    const [, id = "", , numbers = "", pages = "", tests = ""] = line.split("|").map((cell) => cell.trim());
    return {
      id,
      numbers: [...numbers.matchAll(/`([a-z0-9_]+)`/g)].map(([, name = ""]) => name),
      pages: links(pages),
      tests: links(tests),
    };
  });

describe("the service map", () => {
  test("has rows, each once, in order", () => {
    expect(rows.length).toBeGreaterThan(10);
    const ids = rows.map(({ id }) => id);
    const order = (id: string) => id.split("-").map((part) => part.padStart(4, "0"));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (order(a).join() < order(b).join() ? -1 : 1)));
  });

  test("names numbers and lists that are computed", async () => {
    const metrics = await registry();
    const known = new Set([
      ...metrics.flatMap((metric) => [metric.id, ...seriesOf(metric).map(({ id }) => id)]),
      ...Object.keys(loadRelations),
      ...files("transforms", /\.sql$/).map((path) => basename(path, ".sql")),
      ...files("pipelines", /\.ts$/).flatMap((path) =>
        [...read(path).matchAll(/CREATE (?:OR REPLACE )?TABLE ((?:mart|fct)_[a-z_]+)/g)].map(([, name]) => name),
      ),
    ]);
    for (const { id, numbers } of rows) {
      expect(numbers.length, id).toBeGreaterThan(0);
      for (const name of numbers) expect([...known], `${id} names ${name}`).toContain(name);
    }
  });

  test("names the page that shows each: the page or a part it is made of names one of them, or its loader reads the table", () => {
    const loaders = files("pipelines", /^pipelines\/(site|published)\//).map(read);
    for (const { id, numbers, pages } of rows) {
      expect(pages.length, id).toBeGreaterThan(0);
      for (const page of pages) {
        expect(existsSync(join(root, page)), `${id}: ${page}`).toBe(true);
        const isTable = (name: string) => /^(mart|fct|input)_/.test(name);
        const text = [...partsOf(page)].map(read).join("\n");
        expect(
          numbers.some((name) =>
            isTable(name) ? loaders.some((loader) => loader.includes(name)) : text.includes(name),
          ),
          `${id}: ${page} shows none of ${numbers.join(", ")}`,
        ).toBe(true);
      }
    }
  });

  test("names the test that holds each: a case folder of its own, or a file that names it", () => {
    for (const { id, numbers, tests } of rows) {
      expect(tests.length, id).toBeGreaterThan(0);
      for (const path of tests) {
        expect(existsSync(join(root, path)), `${id}: ${path}`).toBe(true);
        if (statSync(join(root, path)).isDirectory()) {
          expect(dirname(path), `${id}: ${path}`).toBe("tests/models");
          expect(readdirSync(join(root, path)).length, `${id}: ${path} has no case`).toBeGreaterThan(0);
        } else {
          const names = [...numbers, ...numbers.map((name) => name.replaceAll("_", "-"))];
          const text = read(path);
          expect(
            names.some((name) => text.includes(name)),
            `${id}: ${path} names none of ${numbers.join(", ")}`,
          ).toBe(true);
        }
      }
    }
  });

  const source = join(root, "..", "shared", "design", "service-map.md");
  test.skipIf(!existsSync(source))(
    "serves rows that the service systems have (skipped where their map is absent)",
    async () => {
      const { readFile } = await import("node:fs/promises");
      const known = new Set([...(await readFile(source, "utf8")).matchAll(/^\| (\d{3}-\d+) \|/gm)].map(([, id]) => id));
      for (const { id } of rows) expect([...known]).toContain(id);
    },
  );
});
