import { type Data, listLink, refs, table } from "../components/data.ts";
import { int } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { readMonths } from "../components/reading.ts";
import { responses } from "../components/responses.ts";
import { readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { SurveySuspect } from "../published.ts";

const checks = ["survey_invitation_rate", "callback_before_fix_rate", "quick_answer_rate"];

/** Whether the survey can be trusted: who was asked, who answered, and whose scores look begged. */
export default definePage((_published, words) => ({
  path: "survey-health",
  title: words.voices.survey.title,
  nav: { group: "quality", order: 6, label: words.voices.survey.nav },
  render(context) {
    const own = context.words.voices.survey;
    const { suspects } = context.published.voices;
    const points = new Set(suspects.map((row) => row.service_point_id)).size;
    const answered = readMonths(context, "callback_before_fix_rate");
    return html`${head(answered.current ? own.heading(points) : own.headingNone, own.lead)}${
      answered.current ? suspected(context, points) : nothing
    }${responses(context)}${section(
      "checks",
      own.checksTitle,
      own.checksLead,
      readingRows(
        context,
        checks.map((id) => readMonths(context, id)),
        "survey-checks",
      ),
    )}`;
  },
}));

function suspected(context: Context, points: number): Html {
  const { words, published } = context;
  const own = words.voices.survey;
  const data: Data<SurveySuspect> = {
    name: "survey-suspects",
    rows: published.voices.suspects,
    columns: [
      {
        key: "service_point_id",
        label: own.columns.point,
        raw: (r) => r.service_point_id,
        show: (r) => r.name ?? r.service_point_id,
      },
      { key: "rule", label: own.columns.rule, raw: (r) => r.rule, show: (r) => own.rules[r.rule] },
      {
        key: "survey_mode",
        label: words.columns.mode,
        raw: (r) => r.survey_mode,
        show: (r) => words.values.survey_mode?.[r.survey_mode] ?? r.survey_mode,
      },
      {
        key: "suspected",
        label: own.columns.suspected,
        num: true,
        raw: (r) => r.suspected,
        show: (r) =>
          r.rule === "quick_on_device"
            ? listLink(
                context,
                {
                  metric_id: "quick_answer_rate",
                  grain: "all",
                  period_start: "1970-01-01",
                  dims: { service_point_id: r.service_point_id },
                  which: "hit",
                },
                int(r.suspected),
              )
            : int(r.suspected),
      },
      { key: "answers", label: own.columns.answers, num: true, raw: (r) => r.answers, show: (r) => int(r.answers) },
      { key: "least", label: own.columns.least, num: true, raw: (r) => r.least, show: (r) => int(r.least) },
      { key: "first_on", label: own.columns.from, raw: (r) => r.first_on },
      { key: "last_on", label: own.columns.to, raw: (r) => r.last_on },
    ],
  };
  return section(
    "suspects",
    own.suspectsTitle(points),
    own.suspectsLead,
    data.rows.length === 0
      ? html`<p class="empty-state">${own.suspectsTitle(0)}</p>`
      : html`${table(data)}${refs(context, { definition: "quick_answer_rate", data, showTable: false })}`,
  );
}
