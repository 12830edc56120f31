import type { Driver, FiveOne, NpsNeeds, OpenComplaint, SurveySuspect, Voices } from "../../dashboards/published.ts";
import { answersForChange, answersForMargin } from "../../transforms/statistics.ts";
import type { Engine } from "../engines/engine.ts";

/** Open complaints a page and its CSV hold. */
const oldest = 500;

/** What the pages of users' voices read beyond metric values, from the published tables. */
export async function loadVoices(engine: Engine, names: ReadonlySet<string>): Promise<Voices> {
  const query = async <Row extends object>(table: string, sql: string): Promise<Row[]> =>
    names.has(table) ? engine.query<Row>(sql) : [];
  const [answers] = await query<{ n: number; promoters: number; detractors: number }>(
    "fct_answers",
    `SELECT count(*) AS n, count(CASE WHEN nps >= 9 THEN 1 END) AS promoters, count(CASE WHEN nps <= 6 THEN 1 END) AS detractors
     FROM fct_answers WHERE nps IS NOT NULL AND local_date(answered_at) > add_days(local_date(as_of()), -365)`,
  );
  const [open] = await query<{ total: number; overdue: number }>(
    "mart_open_complaints",
    "SELECT count(*) AS total, count(CASE WHEN is_overdue THEN 1 END) AS overdue FROM mart_open_complaints",
  );
  const named = names.has("dim_service_points");
  return {
    npsNeeds: answers && answers.n > 0 ? needsOf(answers) : null,
    drivers: await query<Driver>("mart_drivers", "SELECT * FROM mart_drivers ORDER BY measure DESC, driver"),
    suspects: await query<SurveySuspect>(
      "mart_survey_suspects",
      `SELECT s.service_point_id, ${named ? "d.name" : "NULL"} AS name, rule, survey_mode, answers, suspected, least,
         CAST(local_date(first_at) AS VARCHAR) AS first_on, CAST(local_date(last_at) AS VARCHAR) AS last_on
       FROM mart_survey_suspects AS s ${named ? "LEFT JOIN dim_service_points AS d ON d.service_point_id = s.service_point_id" : ""}
       ORDER BY s.service_point_id, rule, survey_mode`,
    ),
    openComplaints: {
      total: open?.total ?? 0,
      overdue: open?.overdue ?? 0,
      rows: await query<OpenComplaint>(
        "mart_open_complaints",
        `SELECT feedback_id, ticket_id, CAST(local_date(created_at) AS VARCHAR) AS created_on, age_days, complaint_source, category,
           model, region, service_point_id, is_acknowledged, is_replied, is_overdue
         FROM mart_open_complaints ORDER BY created_at, feedback_id LIMIT ${oldest}`,
      ),
    },
    fiveOnes: await query<FiveOne>(
      "mart_five_ones",
      "SELECT item, n, claimed, confirmed, gap, lo, hi FROM mart_five_ones ORDER BY item",
    ),
  };
}

function needsOf(answers: { n: number; promoters: number; detractors: number }): NpsNeeds {
  return {
    promoters: answers.promoters / answers.n,
    detractors: answers.detractors / answers.n,
    n: answers.n,
    margins: [5, 10].map((points) => ({ points, answers: answersForMargin(answers, points) ?? 0 })),
    changes: [5, 10].map((points) => ({ points, answers: answersForChange(answers, points) ?? 0 })),
  };
}
