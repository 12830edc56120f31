import type { Context } from "../page.ts";
import { isOverdue, type Signal } from "../signals.ts";
import { addressOf } from "./address.ts";
import { csvLink, type Data, table } from "./data.ts";
import { subjectOf } from "./fault-report.ts";
import { int } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { modelName } from "./model-name.ts";

/** The page of a signal. */
export const signalPath = (id: string): string => `signals/${addressOf(id)}`;

/** Days after its end for which a signal that nobody decided about keeps a page; its row stays. */
const pageDays = 365;

/** Whether a signal has a page: open, decided about by people, or over for less than a year. */
export const hasPage = (
  { published: { manifest } }: Pick<Context, "published">,
  { is_open, status, closed_on }: Signal,
): boolean =>
  is_open ||
  status !== "new" ||
  (closed_on !== null && Date.parse(manifest.as_of) - Date.parse(closed_on) <= pageDays * 86_400_000);

export const openSignals = (context: Context): Signal[] =>
  context.published.signals.list.filter(({ is_open }) => is_open);

function data(context: Context, rows: readonly Signal[], name: string): Data<Signal> {
  const { signals: own, dims } = context.words;
  const { columns } = own;
  return {
    name,
    rows,
    grey: ({ status }) => status === "false_alarm",
    columns: [
      {
        key: "signal_id",
        label: columns.signal,
        raw: (r) => r.signal_id,
        show: (r) =>
          html`${hasPage(context, r) ? html`<a href="${context.link(signalPath(r.signal_id))}">${subjectOf(context, r)}</a>` : subjectOf(context, r)}${r.is_safety && !isDanger(r) ? html` <span class="danger">${own.danger}</span>` : nothing}<br><span class="note">${own.report.where(r.batch, r.region)}</span>`,
      },
      {
        key: "model",
        label: dims.model ?? "",
        raw: (r) => r.model,
        show: (r) => modelName(r.model),
      },
      { key: "severity", label: columns.severity, raw: (r) => r.severity, show: (r) => own.severities[r.severity] },
      { key: "observed", label: columns.observed, num: true, raw: (r) => r.observed, show: (r) => int(r.observed) },
      {
        key: "expected",
        label: columns.expected,
        num: true,
        raw: (r) => r.expected,
        show: (r) => r.expected?.toFixed(1) ?? "—",
      },
      {
        key: "rate_ratio",
        label: columns.ratio,
        num: true,
        raw: (r) => r.rate_ratio,
        show: (r) =>
          r.rate_ratio === null
            ? "—"
            : html`${r.rate_ratio.toFixed(1)} <span class="note">${context.words.intervalShort((r.rr_lo ?? 0).toFixed(1), r.rr_hi?.toFixed(1) ?? "…")}</span>`,
      },
      { key: "first_seen_on", label: columns.first, raw: (r) => r.first_seen_on },
      {
        key: "age_days",
        label: columns.age,
        num: true,
        raw: (r) => r.age_days,
        show: (r) => own.days(int(r.age_days)),
      },
      {
        key: "status",
        label: columns.status,
        raw: (r) => r.status,
        show: (r) => html`${own.stages[r.status]}${isOverdue(r) ? html`<br><b>${own.overdue}</b>` : nothing}`,
      },
    ],
  };
}

export const isDanger = ({ subject_kind }: Signal): boolean => subject_kind === "safety";

/** Signals as a table with its CSV. */
export function signalTable(context: Context, rows: readonly Signal[], name: string): Html {
  const all = data(context, rows, name);
  return html`${table(all)}<div class="refs">${csvLink(context, all)}</div>`;
}

/** The most urgent of both kinds: the loudest danger, then faults by priority. */
const urgent = (open: readonly Signal[], most: number): Signal[] => {
  const dangers = open.filter(isDanger);
  const faults = open.filter((signal) => !isDanger(signal));
  return [...dangers.slice(0, Math.max(1, most - faults.length)), ...faults].slice(0, most);
};

/** The open signals for a page that is about something else: the most urgent, and where all are. */
export function signalSummary(context: Context, most: number, className = ""): Html {
  const { signals: own } = context.words;
  if (context.published.signals.runs.length === 0) return nothing;
  const open = openSignals(context);
  const dangers = open.filter(isDanger).length;
  return section(
    "signals",
    own.summaryTitle(open.length),
    own.summaryLead(dangers),
    html`${open.length > 0 ? table(data(context, urgent(open, most), "open-signals")) : nothing}<div class="refs"><a href="${context.link("signals")}">${own.all}</a></div>`,
    className,
  );
}
