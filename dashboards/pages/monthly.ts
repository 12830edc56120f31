import { type Data, refs, table } from "../components/data.ts";
import { addMonths, int, month, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { readMonths } from "../components/reading.ts";
import { readingRows } from "../components/rows.ts";
import { engineersTable } from "../components/scorecards.ts";
import { type Context, definePage } from "../page.ts";
import type { FaultShare } from "../published.ts";

const responses = [
  "first_response_time_p50",
  "first_response_time_p90",
  "arrival_on_time_rate",
  "time_to_arrive_p50",
  "time_to_arrive_p90",
  "time_to_restore_p50",
  "time_to_restore_p90",
];
const satisfaction = ["nps", "csat", "ces", "survey_response_rate", "complaint_rate", "praise_rate"];

/** The monthly pack: fault types, response times, satisfaction, engineers; exactly these four, on paper too. */
export default definePage((_published, words) => ({
  path: "monthly",
  title: words.monthly.title,
  nav: { group: "executive", order: 8, label: words.monthly.nav },
  render(context) {
    const own = context.words.monthly;
    const { faults } = context.published;
    const newest = faults[0]?.month;
    return html`${head(newest ? own.heading(month(newest, context.lang)) : own.title, own.lead)}${section(
      "faults",
      own.faults,
      own.faultsLead,
      faultTypes(context, faults),
    )}${section(
      "response",
      own.response,
      own.readingLead,
      readingRows(
        context,
        responses.map((id) => readMonths(context, id)),
        "monthly-response",
      ),
      "page-break",
    )}${section(
      "satisfaction",
      own.satisfaction,
      own.readingLead,
      readingRows(
        context,
        satisfaction.map((id) => readMonths(context, id)),
        "monthly-satisfaction",
      ),
    )}${section("engineers", own.engineers, own.engineersLead, engineersTable(context), "page-break")}`;
  },
}));

/** Shares of the faults of the last whole month, beside the same month of the year before. */
function faultTypes(context: Context, faults: readonly FaultShare[]): Html {
  const { words } = context;
  const own = words.monthly;
  const [newest] = faults;
  if (!newest) return html`<p class="empty-state">${own.faultsNone}</p>`;
  const rows = faults.filter((row) => row.month === newest.month);
  const before = faults.filter((row) => row.month === addMonths(newest.month, -12));
  const earlier = (row: FaultShare) => before.find(({ key }) => key === row.key);
  const name = (key: string) => (key === "" ? own.unknown : key === "*" ? own.others : key);
  const most = Math.max(...rows.filter(({ key }) => key !== "*").map((row) => row.rows), 1);
  const data: Data<FaultShare> = {
    name: "fault-types",
    rows,
    grey: (row) => row.of < 30,
    columns: [
      { key: "fault", label: own.fault, raw: (r) => r.key, show: (r) => name(r.key) },
      {
        key: "bar",
        label: "",
        raw: () => null,
        show: (r) =>
          r.key === "*"
            ? ""
            : html`<span class="bar-cell"><i style="width:${((100 * r.rows) / most).toFixed(1)}%"></i></span>`,
      },
      { key: "repairs", label: own.repairs, num: true, raw: (r) => r.rows, show: (r) => int(r.rows) },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.of, show: (r) => int(r.of) },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => r.rows / r.of,
        show: (r) =>
          html`${percent(r.rows / r.of)} <span class="note">${words.intervalShort((100 * r.lo).toFixed(1), (100 * r.hi).toFixed(1))}</span>`,
      },
      {
        key: "share_year_before",
        label: own.yearBefore,
        num: true,
        raw: (r) => (before.length === 0 ? null : (earlier(r)?.rows ?? 0) / (before[0]?.of ?? 1)),
        show: (r) => (before.length === 0 ? "—" : percent((earlier(r)?.rows ?? 0) / (before[0]?.of ?? 1))),
      },
    ],
  };
  const file = { ...data, columns: data.columns.filter(({ key }) => key !== "bar") };
  return html`${table(data)}${before.length === 0 ? html`<p class="note">${own.noYear}</p>` : nothing}${refs(context, { data: file, showTable: false })}`;
}
