import type { Context } from "../page.ts";
import { isOverdue, type Signal, type SignalDetail, type SignalStage } from "../signals.ts";
import { ownersOf, subjectOf } from "./fault-report.ts";
import { int } from "./format.ts";
import { head } from "./frame.ts";
import { type Html, html } from "./html.ts";

/** The stages in the order in which a fault passes them; a false alarm and a fault that came back stand in place of one. */
const course: readonly SignalStage[] = [
  "new",
  "confirmed",
  "containment",
  "root_cause",
  "action",
  "verifying",
  "closed_effective",
];
const standsFor: Partial<Record<SignalStage, SignalStage>> = { false_alarm: "closed_effective", reopened: "new" };

/** What was found, how far its handling is, and the five figures to read first. */
export function signalHead(context: Context, signal: Signal, detail: SignalDetail): Html {
  const own = context.words.signals.report;
  const { observed, rate_ratio, batch, region, model } = signal;
  const subject = subjectOf(context, signal);
  const heading =
    rate_ratio === null
      ? own.findingSafety(model, subject, int(observed))
      : own.finding(model, subject, int(observed), rate_ratio.toFixed(1));
  return html`${head(heading, own.scope(own.where(batch, region), signal.window_start, signal.window_end))}${lifecycle(context, signal)}${vitals(context, signal, detail)}`;
}

function lifecycle({ words }: Context, { status, first_seen_on, closed_on }: Signal): Html {
  const { stages, report } = words.signals;
  const now = course.indexOf(standsFor[status] ?? status);
  const items = course.map((stage, i) => {
    const name = i === now ? stages[status] : stages[stage];
    const since = i === 0 ? ` ${first_seen_on}` : i === course.length - 1 && closed_on !== null ? ` ${closed_on}` : "";
    return i === now
      ? html`<li class="now" aria-current="step"><span>${name}</span>${since}</li>`
      : html`<li${i < now ? html` class="done"` : ""}>${name}${since}</li>`;
  });
  return html`<ol class="lifecycle" aria-label="${report.status}">${items}</ol>`;
}

function vitals(context: Context, signal: Signal, { facts }: SignalDetail): Html {
  const { signals: own } = context.words;
  const { vitals: labels } = own.report;
  const { observed, expected, exposure, rate_ratio, rr_lo, rr_hi, q_value, customers } = signal;
  const families = context.published.signals.runs.reduce((sum, run) => sum + run.families, 0);
  const items: [string, string, string][] = [];
  if (rate_ratio !== null && expected !== null)
    items.push([
      labels.ratio,
      own.times(rate_ratio.toFixed(1)),
      labels.of(context.words.intervalShort((rr_lo ?? 0).toFixed(1), rr_hi?.toFixed(1) ?? "…"), expected.toFixed(1)),
    ]);
  if (exposure !== null)
    items.push([labels.rate, ((1000 * observed) / exposure).toFixed(2), labels.months(int(exposure))]);
  if (q_value !== null)
    items.push([
      labels.control,
      q_value < 0.001 ? "q < 0.001" : `q = ${q_value.toFixed(3)}`,
      labels.families(int(families)),
    ]);
  items.push(
    [
      labels.affected,
      labels.customers(int(customers)),
      labels.reports(int(facts?.tickets ?? 0), int(facts?.texts ?? 0)),
    ],
    [
      labels.owner,
      ownersOf(context, signal) ?? labels.nobody,
      `${own.days(int(signal.age_days))}${isOverdue(signal) ? context.words.and + own.overdue : ""}`,
    ],
  );
  return html`<dl class="vitals">${items.map(([name, value, rest]) => html`<div><dt>${name}</dt><dd>${value}<small>${rest}</small></dd></div>`)}</dl>`;
}
