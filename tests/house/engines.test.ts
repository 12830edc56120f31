import { expect, test } from "vitest";
import { read } from "./tree.ts";

const functionsOf = (path: string, pattern: RegExp): string[] =>
  read(path)
    .split("\n")
    .flatMap((line) => {
      const [, name, parameters = ""] = pattern.exec(line) ?? [];
      const names = parameters.split(",").map((parameter) => parameter.trim().split(/\s+/)[0]);
      return name === undefined ? [] : [`${name}(${names.join(", ")})`];
    });

test("both preludes define the same functions with the same parameters in the same order", () => {
  const duckdb = functionsOf("transforms/prelude/duckdb.sql", /^CREATE OR REPLACE MACRO (\w+)\(([^)]*)\) AS .+;$/);
  const spark = functionsOf("transforms/prelude/spark.sql", /^CREATE TEMPORARY FUNCTION (\w+)\(([^)]*)\) RETURN .+;$/);
  expect(duckdb.length).toBeGreaterThan(10);
  expect(spark).toEqual(duckdb);
});

test("every line of a prelude is one definition or a comment", () => {
  const stray = ["duckdb", "spark"].flatMap((engine) =>
    read(`transforms/prelude/${engine}.sql`)
      .split("\n")
      .filter((line) => !/^(--.*|CREATE .*;|)$/.test(line)),
  );
  expect(stray).toEqual([]);
});
