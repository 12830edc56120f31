import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { type Model, materialise, orderModels, parseModel, testModel } from "../../pipelines/models.ts";
import { createOutputs, type Step } from "../../pipelines/step.ts";

let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
});
afterAll(() => engine.close());

const model = (name: string, sql: string, header = "-- grain: id") =>
  parseModel(engine, `-- A model.\n${header}\n${sql}\n`, `marts/${name}.sql`);

describe("inputs of a model", () => {
  const inputs = async (sql: string) => (await model("m", sql)).inputs;

  test("are found through joins, USING, subqueries and set operations", async () => {
    expect(
      await inputs("SELECT a.id FROM a JOIN b USING (id) WHERE EXISTS (SELECT 1 FROM c WHERE c.id = a.id)"),
    ).toEqual(["a", "b", "c"]);
    expect(await inputs("SELECT id, count(*) AS n FROM a GROUP BY ALL UNION ALL SELECT id, 1 FROM b")).toEqual([
      "a",
      "b",
    ]);
  });

  test("leave out what a CTE binds, but only where it is in scope", async () => {
    expect(await inputs("WITH a AS (SELECT id FROM base) SELECT id FROM a")).toEqual(["base"]);
    expect(await inputs("WITH a AS (SELECT id FROM a) SELECT id FROM a")).toEqual(["a"]);
    expect(
      await inputs("SELECT id FROM (WITH a AS (SELECT id FROM base) SELECT id FROM a) AS s JOIN a USING (id)"),
    ).toEqual(["a", "base"]);
  });
});

describe("header", () => {
  test("with a misspelt key is refused by name", async () => {
    await expect(model("m", "SELECT 1 AS id", "-- grian: id")).rejects.toThrow(
      /header key "grian" is not one of grain/,
    );
  });

  test("keeps description, grain, not_null and accepted", async () => {
    const made = await model("m", "SELECT 1 AS id", "-- grain: id, kind\n-- not_null: id\n-- accepted: kind = a|b");
    expect(made).toMatchObject({
      description: "A model.",
      grain: ["id", "kind"],
      notNull: ["id"],
      accepted: [{ column: "kind", values: ["a", "b"] }],
      kind: "table",
    });
  });

  test("SQL with two statements or that does not parse is refused with its file", async () => {
    await expect(model("m", "SELECT 1 AS id; SELECT 2 AS id")).rejects.toThrow(
      /marts\/m\.sql: One SELECT is wanted, 2/,
    );
    await expect(model("m", "SELEC 1")).rejects.toThrow(/marts\/m\.sql: The SQL does not parse: syntax error/);
  });
});

describe("order", () => {
  test("follows inputs and names a circle", async () => {
    const a = await model("a", "SELECT id FROM b");
    const b = await model("b", "SELECT id FROM landing_tickets");
    const known = new Set(["landing_tickets"]);
    expect(orderModels([a, b], known).map((one) => one.name)).toEqual(["b", "a"]);
    const c = await model("b", "SELECT id FROM c");
    const d = await model("c", "SELECT id FROM a");
    expect(() => orderModels([a, c, d], known)).toThrow("The models form a circle: a -> b -> c -> a.");
  });

  test("names an unknown input and who reads it", async () => {
    expect(() => orderModels([], new Set())).not.toThrow();
    const a = await model("a", "SELECT id FROM nowhere");
    expect(() => orderModels([a], new Set())).toThrow(
      "marts/a.sql reads nowhere, which is neither a model nor an input.",
    );
  });
});

describe("a step among the models", () => {
  const step = (inputs: string[], outputs: string[], name = "reading"): Step => ({
    name,
    description: "Reads texts.",
    inputs,
    outputs: outputs.map((relation) => ({
      name: relation,
      description: "Made by hand.",
      columns: "id VARCHAR",
      grain: ["id"],
      notNull: [],
      accepted: [],
    })),
    run: async () => {},
  });
  const order = (parts: readonly (Model | Step)[]) =>
    orderModels(parts, new Set(["landing_feedback"])).map(({ name }) => name);

  test("follows what it reads and goes before what reads its outputs", async () => {
    const after = await model("a", "SELECT id FROM clauses JOIN documents USING (id)");
    const texts = await model("texts", "SELECT id FROM landing_feedback");
    expect(order([after, texts, step(["texts"], ["documents", "clauses"])])).toEqual(["texts", "reading", "a"]);
  });

  test("names a circle through it and an input it does not have", async () => {
    const texts = await model("texts", "SELECT id FROM clauses");
    expect(() => order([texts, step(["texts"], ["clauses"])])).toThrow(
      "The models form a circle: texts -> reading -> texts.",
    );
    expect(() => order([step(["nowhere"], ["clauses"])])).toThrow(
      "The step reading reads nowhere, which is neither a model nor an input.",
    );
  });

  test("may not make what another makes", async () => {
    const clauses = await model("clauses", "SELECT id FROM landing_feedback");
    expect(() => order([clauses, step(["landing_feedback"], ["clauses"])])).toThrow(
      "marts/clauses.sql and The step reading both make clauses.",
    );
  });

  test("its outputs are made anew and keep their promises like models", async () => {
    const made = step([], ["clauses"]);
    await createOutputs(engine, made);
    await engine.execute("INSERT INTO clauses VALUES ('x'), ('x')");
    const [clauses] = made.outputs;
    expect(clauses && (await testModel(engine, clauses))).toEqual([{ model: "clauses", rule: "grain id", rows: 1 }]);
    await createOutputs(engine, made);
    expect(await engine.query("SELECT * FROM clauses")).toEqual([]);
  });
});

describe("promises of a header", () => {
  test("are counted where rows break them", async () => {
    const rows = "SELECT CAST(id AS INTEGER) AS id, kind FROM (VALUES (1, 'a'), (1, 'b'), (NULL, 'x')) AS t(id, kind)";
    const made = await model("broken", rows, "-- grain: id\n-- not_null: id\n-- accepted: kind = a|b");
    expect(await materialise(engine, made)).toBe(3);
    expect(await testModel(engine, made)).toEqual([
      { model: "broken", rule: "grain id", rows: 1 },
      { model: "broken", rule: "not_null id", rows: 1 },
      { model: "broken", rule: "accepted kind", rows: 1 },
    ]);
  });
});

describe("portable subset", () => {
  test.each([
    ["SELECT id FROM t QUALIFY row_number() OVER (ORDER BY id NULLS LAST) = 1", "QUALIFY"],
    ["SELECT id // 2 AS id FROM t", "function //"],
    ["SELECT [1, 2] AS id", "function list_value"],
    ["SELECT {'a': 1} AS id", "function struct_pack"],
    ["SELECT * EXCLUDE (a) FROM t", "EXCLUDE"],
    ["SELECT id FROM t ASOF JOIN u USING (id)", "ASOF JOIN"],
    ["SELECT id FROM t UNION BY NAME SELECT id FROM u", "UNION BY NAME"],
    ["SELECT approx_quantile(id, 0.5) AS id FROM t", "function approx_quantile"],
    ["SELECT date_diff('minute', a, b) AS id FROM t", "function date_diff"],
    ["SELECT dayofweek(a) AS id FROM t", "function dayofweek"],
    ["SELECT a[1] AS id FROM t", "positional access"],
    ["SELECT id FROM read_csv('x.csv')", "table function read_csv"],
    ["SELECT row_number() OVER (ORDER BY id) AS id FROM t", "NULLS FIRST or NULLS LAST"],
    ["SELECT list_filter(a, x -> x > 1) AS id FROM t", "lambda"],
  ])("refuses %s", async (sql, why) => {
    await expect(model("m", sql)).rejects.toThrow(why);
  });

  test("takes windows, filters, intervals and the prelude", async () => {
    const sql = `SELECT id, count(*) FILTER (WHERE a > 1) AS n, minutes_between(min(b), as_of()) AS late,
      row_number() OVER (PARTITION BY id ORDER BY id NULLS LAST) AS k FROM t WHERE b + INTERVAL 30 DAY <= as_of() GROUP BY id`;
    expect((await model("m", sql)).inputs).toEqual(["t"]);
  });
});
