import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Engine } from "../../pipelines/engines/engine.ts";
import { materialise, parseModel } from "../../pipelines/models.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";

const transforms = fileURLToPath(new URL("../../transforms", import.meta.url));
const sql = `-- Tickets with their visits
-- parts: tickets, visits
SELECT ticket.id, visit.n
FROM (SELECT id FROM tickets WHERE in_part(id)) AS ticket
LEFT JOIN (SELECT id, n FROM visits WHERE in_part(id)) AS visit ON ticket.id = visit.id`;

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckdb({ threads: 1 });
  await loadPrelude(engine, transforms, { asOf: new Date("2026-01-01T00:00:00Z"), zone: "Asia/Shanghai" });
  await engine.execute("CREATE TABLE tickets AS SELECT 'T' || CAST(i AS VARCHAR) AS id FROM range(100) AS r(i)");
  await engine.execute(
    "CREATE TABLE visits AS SELECT 'T' || CAST(i AS VARCHAR) AS id, i AS n FROM range(0, 100, 3) AS r(i)",
  );
});
afterAll(() => engine.close());

test("a table made in parts holds the rows it holds when made at once", async () => {
  const model = await parseModel(engine, sql, "marts/fct_parts.sql");
  const rows = () => engine.query("SELECT id, n FROM fct_parts ORDER BY id");
  expect(await materialise(engine, model)).toBe(100);
  const whole = await rows();
  expect(await materialise(engine, model, "table", 7)).toBe(100);
  expect(await rows()).toEqual(whole);
  expect(await engine.query("SELECT count(*) AS n FROM tickets WHERE in_part(id)")).toEqual([{ n: 100 }]);
});
