import type { Action } from "../../dashboards/actions.ts";
import type { Query } from "./load-flows.ts";

/** The register of actions, those done last first. */
export const loadActions = (query: Query): Promise<Action[]> =>
  query<Action>(
    "mart_actions",
    `SELECT * EXCLUDE (dispersion, hoped_ratio, ticket) REPLACE (CAST(planned_on AS VARCHAR) AS planned_on, CAST(done_on AS VARCHAR) AS done_on,
       CAST(before_from AS VARCHAR) AS before_from, CAST(after_from AS VARCHAR) AS after_from, CAST(after_until AS VARCHAR) AS after_until)
     FROM mart_actions ORDER BY done_on DESC NULLS FIRST, action_id`,
  );
