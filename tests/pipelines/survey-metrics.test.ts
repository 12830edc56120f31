import { expect, test } from "vitest";
import { computeMetrics, registry } from "../../pipelines/metrics.ts";
import { dimensions } from "../../transforms/metrics/metric.ts";
import { openPrelude, presentAll } from "./facts.ts";

const wanted = ["survey_invitation_rate", "callback_before_fix_rate", "quick_answer_rate", "praise_complaint_ratio"];

test("invitations, early callbacks, quick answers and praise over complaints, counted by hand", async () => {
  const metrics = (await registry()).filter(({ id }) => wanted.includes(id));
  const engine = await openPrelude("2026-10-01T02:30:00Z");
  const slices = [...new Set([...dimensions, ...metrics.flatMap((metric) => metric.dimensions)])]
    .map((name) => `CAST(NULL AS VARCHAR) AS ${name}`)
    .join(", ");
  // Four tickets closed in September, one of them cancelled; two invitations, three answers, one before the fix.
  await engine.execute(
    `CREATE TABLE fct_tickets AS SELECT 'T' || i AS ticket_id, TIMESTAMP '2026-09-10' AS closed_at, i = 4 AS is_cancelled, ${slices} FROM range(1, 5) AS t(i)`,
  );
  await engine.execute(
    `CREATE TABLE fct_ratings AS SELECT rating_id, invited_at, TIMESTAMP '2026-09-12' AS answered_at, TRUE AS is_answered, is_callback_before_fix, is_quick_on_device, ${slices}
     FROM (VALUES ('R1', TIMESTAMP '2026-09-11', FALSE, TRUE), ('R2', TIMESTAMP '2026-09-11', TRUE, FALSE), ('R3', NULL, FALSE, NULL))
       AS r(rating_id, invited_at, is_callback_before_fix, is_quick_on_device)`,
  );
  // Three praises and one complaint: (3 + 0.5) / (1 + 0.5).
  await engine.execute(
    `CREATE TABLE fct_feedback AS SELECT 'F' || i AS feedback_id, TIMESTAMP '2026-09-12' AS created_at, i <= 3 AS is_praise, i > 3 AS is_complaint, ${slices} FROM range(1, 5) AS f(i)`,
  );
  await engine.execute("CREATE TABLE input_presence (entity VARCHAR, field VARCHAR, rows BIGINT, filled BIGINT)");
  await presentAll(engine, [...new Set(metrics.flatMap((metric) => metric.requires.flat()))]);
  await computeMetrics({ engine, metrics });
  const rows = await engine.query<{ metric_id: string; n: number; value: number }>(
    "SELECT metric_id, n, value FROM mart_metric_values WHERE grain = 'month' AND dims = '{}'",
  );
  await engine.close();
  const found = Object.fromEntries(rows.map(({ metric_id, n, value }) => [metric_id, { n, value }]));
  expect(found.survey_invitation_rate).toEqual({ n: 3, value: expect.closeTo(200 / 3, 10) });
  expect(found.callback_before_fix_rate).toEqual({ n: 3, value: expect.closeTo(1 / 3, 10) });
  expect(found.quick_answer_rate).toEqual({ n: 2, value: 0.5 });
  expect(found.praise_complaint_ratio).toEqual({ n: 4, value: expect.closeTo(3.5 / 1.5, 10) });
});
