import type { FaultShare } from "../../dashboards/published.ts";
import { wilson } from "../metrics/intervals.ts";
import type { Query } from "./load-flows.ts";

/** Faults named apart; the rest is one. */
const named = 12;

/**
 * What the repairs closed in the last whole month were about, and the same month a year before: by component, or by symptom group
 * where a ticket names no component. Key '' is not known, '*' all that are not among the most frequent of the last month.
 */
export async function loadFaults(query: Query): Promise<FaultShare[]> {
  const share = wilson("rows", "whole");
  return query<FaultShare>(
    "fct_tickets",
    `WITH months AS (SELECT add_months(period_start('month', local_date(as_of())), -1) AS last),
     repairs AS (
       SELECT period_start('month', local_date(closed_at)) AS month, COALESCE(component, symptom_group, '') AS fault
       FROM fct_tickets WHERE type = 'repair' AND NOT is_cancelled AND closed_at IS NOT NULL),
     frequent AS (
       SELECT fault, row_number() OVER (ORDER BY count(*) DESC NULLS LAST, fault NULLS LAST) AS place
       FROM repairs JOIN months ON month = last WHERE fault <> '' GROUP BY fault),
     counted AS (
       SELECT r.month, CASE WHEN r.fault = '' OR f.place <= ${named} THEN r.fault ELSE '*' END AS fault,
         COALESCE(MIN(f.place), CASE WHEN MIN(r.fault) = '' THEN 9999 ELSE 9998 END) AS place, CAST(count(*) AS DOUBLE) AS rows
       FROM repairs AS r JOIN months ON r.month IN (last, add_months(last, -12))
       LEFT JOIN frequent AS f ON f.fault = r.fault AND f.place <= ${named}
       GROUP BY 1, 2),
     whole AS (SELECT month, SUM(rows) AS whole FROM counted GROUP BY month)
     SELECT CAST(c.month AS VARCHAR) AS month, c.fault AS key, CAST(rows AS BIGINT) AS rows, CAST(whole AS BIGINT) AS "of",
       ${share.lo} AS lo, ${share.hi} AS hi
     FROM counted AS c JOIN whole AS w ON w.month = c.month ORDER BY c.month DESC NULLS LAST, c.place NULLS LAST`,
  );
}
