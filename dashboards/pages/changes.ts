import { type Data, refs, table } from "../components/data.ts";
import { addMonths, dayBefore, int, month, scaleOf, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { findSeries, printed } from "../components/reading.ts";
import { themeDifferences } from "../components/theme-differences.ts";
import { type Context, definePage } from "../page.ts";
import type { DifferentNumber, RunDifference } from "../published.ts";

/** Rows of a table before the CSV takes over. */
const shown = 60;
/** File names are Latin in every language. */
const fileSeparator = ", ";

/** What changed since the run before, and why: months that had ended, months that were running, then themes. */
export default definePage((_published, words) => ({
  path: "changes",
  title: words.changes.nav,
  nav: { group: "data", order: 2, label: words.changes.nav },
  render(context) {
    const own = context.words.changes;
    const { difference } = context.published;
    if (difference === null) return head(own.none, own.noneLead);
    const ended = (row: DifferentNumber) => isOver(context, row.period_start, difference.before.as_of);
    const past = difference.numbers.filter(ended);
    const running = difference.numbers.filter((row) => !ended(row));
    const explained = (rows: readonly DifferentNumber[], name: string) =>
      rows.length === 0 ? html`<p class="empty-state">${own.nothing}</p>` : numbers(context, rows, name);
    return html`${head(own.heading(int(past.length)), own.lead(difference.before.run_id))}${causes(context, difference)}${section(
      "past",
      own.pastTitle(int(past.length)),
      own.pastLead,
      explained(past, "changed-past"),
    )}${section("running", own.runningTitle(int(running.length)), own.runningLead, explained(running, "changed-running"))}${themeDifferences(context, difference.themes ?? [])}`;
  },
}));

/** Whether a month was over at an instant, in the report zone. */
function isOver({ published }: Context, start: string, at: string): boolean {
  const [day = "", time] = wallTime(at, published.manifest.zone).split(" ");
  const last = dayBefore(addMonths(start, 1));
  return last < day || (last === day && time === "24:00");
}

/** What may have moved every number: the as-of, what came in, the program, files and definitions. */
function causes(context: Context, { before, now, files, metrics }: RunDifference): Html {
  const { words, published } = context;
  const own = words.changes;
  const time = (at: string) => wallTime(at, published.manifest.zone);
  const pair = (a: string, b: string) => (a === b ? own.same(a) : own.fromTo(a, b));
  const names = (ids: readonly string[]) => ids.map((id) => nameOf(context, id)).join(words.separator);
  const row = (label: string, text: string | Html) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`;
  return section(
    "causes",
    own.causesTitle,
    own.causesLead,
    html`<dl class="facts">${row(words.asOf, pair(time(before.as_of), time(now.as_of)))}${row(own.loads, pair(int(before.loads), int(now.loads)))}${row(own.code, pair(before.code_version, now.code_version))}${row(own.files, files.length === 0 ? own.unchanged : files.join(fileSeparator))}${row(own.definitions, metrics.changed.length === 0 ? own.unchanged : names(metrics.changed))}${metrics.added.length === 0 ? nothing : row(own.added, names(metrics.added))}${metrics.removed.length === 0 ? nothing : row(own.removed, metrics.removed.join(", "))}</dl>`,
  );
}

const nameOf = ({ published, say }: Context, id: string): string => {
  const found = published.definitions.find((definition) => definition.id === id);
  return found ? say(found.label) : id;
};

function numbers(context: Context, all: readonly DifferentNumber[], name: string): Html {
  const { words, lang } = context;
  const own = words.changes;
  const value = (row: DifferentNumber, side: "before" | "now") => {
    const found = findSeries(context.published.definitions, row.metric_id);
    const number = row[side];
    if (number?.value == null || !found) return html`—`;
    return html`${printed(number.value, scaleOf(found.series, Math.abs(row.now?.value ?? number.value), words.units))}<span class="sub grey"> n=${int(number.n)}</span>`;
  };
  const reasons = (row: DifferentNumber) =>
    row.reasons
      .map(({ reason, rows, files }) => {
        const label = files ? own.reasonFiles(own.reasons[reason], files.join(fileSeparator)) : own.reasons[reason];
        return rows === null ? label : own.reasonRows(label, int(rows));
      })
      .join(words.and);
  const data: Data<DifferentNumber> = {
    name,
    rows: all,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (r) => r.metric_id,
        show: (r) => {
          const found = findSeries(context.published.definitions, r.metric_id);
          return found
            ? html`<a href="${context.link(`definitions/${found.definition.id}`)}">${context.say(found.series.label)}</a>`
            : r.metric_id;
        },
      },
      {
        key: "month",
        label: words.columns.month,
        raw: (r) => r.period_start.slice(0, 7),
        show: (r) => month(r.period_start, lang),
      },
      {
        key: "before",
        label: own.before,
        num: true,
        raw: (r) => r.before?.value ?? null,
        show: (r) => value(r, "before"),
      },
      { key: "before_n", label: `${own.before} n`, num: true, raw: (r) => r.before?.n ?? null },
      { key: "now", label: own.now, num: true, raw: (r) => r.now?.value ?? null, show: (r) => value(r, "now") },
      { key: "now_n", label: `${own.now} n`, num: true, raw: (r) => r.now?.n ?? null },
      {
        key: "reasons",
        label: own.reason,
        raw: (r) =>
          r.reasons.map(({ reason, rows, files = [] }) => [reason, ...files, rows ?? []].flat().join(" ")).join("; "),
        show: reasons,
      },
    ],
  };
  const short = {
    ...data,
    rows: all.slice(0, shown),
    columns: data.columns.filter(({ key }) => !key.endsWith("_n")),
  };
  return html`${table(short)}${all.length > shown ? html`<p class="note">${own.more(int(all.length - shown))}</p>` : nothing}${refs(context, { data, showTable: false })}`;
}
