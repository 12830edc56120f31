import { expect, test } from "vitest";
import { loadFaults } from "../../pipelines/site/load-faults.ts";
import { wilson } from "../../transforms/statistics.ts";
import { openPrelude } from "./facts.ts";

test("fault types are those of the last whole month by component, then the same month a year before", async () => {
  const engine = await openPrelude("2026-10-01T02:30:00Z");
  // Sixteen components, the i-th with i repairs; two tickets name a symptom alone, one nothing; others do not count.
  await engine.execute(
    `CREATE TABLE fct_tickets AS
     SELECT 'repair' AS type, FALSE AS is_cancelled, TIMESTAMP '2026-09-10' AS closed_at, 'C' || lpad(CAST(i AS VARCHAR), 2, '0') AS component, 'noise' AS symptom_group
       FROM range(1, 17) AS a(i), range(1, 17) AS b(j) WHERE j <= i
     UNION ALL SELECT 'repair', FALSE, TIMESTAMP '2026-09-10', NULL, 'leak' FROM range(10)
     UNION ALL SELECT 'repair', FALSE, TIMESTAMP '2026-09-10', NULL, NULL
     UNION ALL SELECT 'repair', FALSE, TIMESTAMP '2025-09-30 15:59:00', 'C16', NULL FROM range(3)
     UNION ALL SELECT 'repair', FALSE, TIMESTAMP '2025-09-30 16:00:00', 'C16', NULL
     UNION ALL SELECT 'repair', TRUE, TIMESTAMP '2026-09-10', 'C16', NULL
     UNION ALL SELECT 'install', FALSE, TIMESTAMP '2026-09-10', 'C16', NULL
     UNION ALL SELECT 'repair', FALSE, TIMESTAMP '2026-10-01', 'C16', NULL`,
  );
  const rows = await loadFaults((_, sql) => engine.query(sql));
  await engine.close();
  const named = ["C16", "C15", "C14", "C13", "C12", "C11", "C10", "leak", "C09", "C08", "C07", "C06"];
  expect(rows.map(({ month, key }) => [month, key])).toEqual([
    ...[...named, "*", ""].map((key) => ["2026-09-01", key]),
    ["2025-09-01", "C16"],
  ]);
  expect(rows.slice(0, 14).map((row) => row.rows)).toEqual([16, 15, 14, 13, 12, 11, 10, 10, 9, 8, 7, 6, 15, 1]);
  expect(new Set(rows.slice(0, 14).map((row) => row.of))).toEqual(new Set([147]));
  expect(rows[14]).toMatchObject({ rows: 3, of: 3 });
  const interval = wilson({ x: 16, n: 147 });
  expect(rows[0]?.lo).toBeCloseTo(interval?.lo ?? Number.NaN, 12);
  expect(rows[0]?.hi).toBeCloseTo(interval?.hi ?? Number.NaN, 12);
});
