import type { Appeal, Scorecard } from "../../dashboards/published.ts";
import type { Engine } from "../engines/engine.ts";

/** Appeals a page lists; all of them are in fct_outcomes. */
const mostAppeals = 500;

/** Service points and engineers as they are compared, and the cases appeals took out. */
export async function loadScorecards(
  engine: Engine,
  names: ReadonlySet<string>,
): Promise<{ scorecards: Scorecard[]; appeals: Appeal[] }> {
  if (!names.has("mart_scorecards")) return { scorecards: [], appeals: [] };
  const isNamed = names.has("dim_service_points");
  const named = isNamed ? "LEFT JOIN dim_service_points AS d ON d.service_point_id = s.service_point_id" : "";
  const [name, province] = isNamed ? ["d.name", "d.province"] : ["CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)"];
  return {
    scorecards: await engine.query<Scorecard>(
      `SELECT s.*, ${name} AS name, ${province} AS province FROM mart_scorecards AS s ${named}
       ORDER BY s.metric_id, s.unit_kind, s.unit_id`,
    ),
    appeals: await engine.query<Appeal>(
      `SELECT s.metric_id, s.ticket_id, s.service_point_id, ${name} AS name, s.appeal_reason AS reason, s.appeal_by_role AS by_role
       FROM fct_outcomes AS s ${named} WHERE s.appeal_reason IS NOT NULL
       ORDER BY s.ticket_id, s.metric_id LIMIT ${mostAppeals}`,
    ),
  };
}
