import { heading } from "../../dashboards/components/claims.ts";
import { titleOf } from "../../dashboards/components/fault-report.ts";
import { int, month, percent, plainNumber, signed, wallTime } from "../../dashboards/components/format.ts";
import { ends, printed, type Reading, readMonths } from "../../dashboards/components/reading.ts";
import { openSignals } from "../../dashboards/components/signal-list.ts";
import { otherMeasures, standards } from "../../dashboards/components/standards.ts";
import { listed } from "../../dashboards/components/theme-list.ts";
import type { Context } from "../../dashboards/page.ts";
import type { Manifest } from "../../dashboards/published.ts";
import type { Block, ReportDocument } from "../../dashboards/report.ts";
import { isOverdue } from "../../dashboards/signals.ts";

const mostThemes = 8;
const mostSignals = 8;
const none = "—";

/** What an executive reads in a minute: the standards with interval and verdict, what stands beside them, what users speak of. */
export function executiveReport(context: Context): ReportDocument {
  const { words, published, lang } = context;
  const own = words.reports;
  const readings = standards.map(({ metric }) => readMonths(context, metric));
  const rest = otherMeasures.map((id) => readMonths(context, id));
  return {
    lang,
    title: own.executive(month(dayOf(published.manifest), lang)),
    lead: heading(context, readings, { flat: words.overview.allFlat, lack: words.overview.allLack }),
    stamp: stampOf(context),
    blocks: [
      { kind: "heading", text: own.standards },
      readingTable(context, readings),
      { kind: "heading", text: own.others },
      readingTable(context, rest),
      ...signalBlocks(context),
      { kind: "heading", text: own.themes },
      ...themeBlocks(context),
      { kind: "heading", text: own.limits },
      { kind: "list", items: limits(context) },
    ],
  };
}

/** The day a report speaks of, YYYY-MM-DD: an as-of at midnight closes the day before. */
export const dayOf = ({ as_of, zone }: Manifest): string => wallTime(as_of, zone).slice(0, 10);

/** As-of and run, as every report states them. */
export function stampOf({ words, published }: Context): string {
  const { as_of, zone, run_id } = published.manifest;
  return words.reports.stamp(wallTime(as_of, zone), words.zone(zone), run_id);
}

function readingTable(context: Context, readings: readonly Reading[]): Block {
  const { words, lang } = context;
  const own = words.reports;
  return {
    kind: "table",
    columns: [
      { label: own.metric },
      { label: own.month },
      { label: own.value, isNumber: true },
      { label: own.interval, isNumber: true },
      { label: words.columns.n, isNumber: true },
      { label: own.change, isNumber: true },
      { label: own.verdict },
      { label: own.target, isNumber: true },
    ],
    rows: readings.map((reading) => {
      const { series, current, scale, state, change, target } = reading;
      const label = context.say(series.label);
      const aim = target === undefined ? none : plainNumber(target, scale);
      if (!current || current.value === null || state === "hidden") {
        return [label, none, none, none, current ? int(current.n) : none, none, lacking(context, reading), aim];
      }
      const range = ends(current, scale);
      const step = { ...scale, unit: scale.step };
      const speaks = state === "ok" && change !== null && change.difference !== null && change.verdict !== "lack";
      return [
        label,
        month(current.period_start, lang),
        printed(current.value, scale),
        range ? words.intervalShort(range.lo, range.hi) : none,
        int(current.n),
        speaks ? `${signed(change.difference ?? 0, step)}${step.unit}` : none,
        verdictOf(context, reading),
        aim,
      ];
    }),
  };
}

/** The word of the test, or why there is none. */
function verdictOf(context: Context, reading: Reading): string {
  if (reading.state !== "ok") return lacking(context, reading);
  const { words } = context;
  return reading.current?.method === "none" ? words.states.untested : words.verdicts[reading.change?.verdict ?? "lack"];
}

const lacking = ({ words }: Context, { state }: Reading): string =>
  state === "ok" ? words.verdicts.lack : words.states[state];

function signalBlocks(context: Context): Block[] {
  const { signals: own } = context.words;
  if (context.published.signals.runs.length === 0) return [];
  const open = openSignals(context);
  const { columns } = own;
  const table: Block = {
    kind: "table",
    columns: [
      { label: columns.signal },
      { label: columns.severity },
      { label: columns.ratio, isNumber: true },
      { label: columns.age, isNumber: true },
      { label: columns.status },
    ],
    rows: open
      .slice(0, mostSignals)
      .map((signal) => [
        titleOf(context, signal),
        own.severities[signal.severity],
        signal.rate_ratio === null ? none : signal.rate_ratio.toFixed(1),
        own.days(int(signal.age_days)),
        isOverdue(signal)
          ? `${own.stages[signal.status]}${context.words.and}${own.overdue}`
          : own.stages[signal.status],
      ]),
  };
  return [{ kind: "heading", text: own.summaryTitle(open.length) }, ...(open.length > 0 ? [table] : [])];
}

function themeBlocks(context: Context): Block[] {
  const { words, published } = context;
  const own = words.reports;
  const { list, since, until, texts } = published.themes;
  const rows = listed(list)
    .filter(({ share, kind }) => share.x > 0 && kind !== "praise")
    .slice(0, mostThemes);
  if (rows.length === 0) return [{ kind: "text", text: own.noThemes }];
  const columns = own.themeRow;
  return [
    {
      kind: "table",
      columns: [
        { label: columns.theme },
        { label: columns.texts, isNumber: true },
        { label: columns.share, isNumber: true },
        { label: columns.interval, isNumber: true },
        { label: columns.verdict },
      ],
      rows: rows.map(({ label_zh, label_en, share, verdict }) => [
        (context.lang === "en" ? label_en : null) ?? label_zh,
        int(share.x),
        percent(share.x / share.n),
        words.intervalShort((100 * share.lo).toFixed(1), (100 * share.hi).toFixed(1)),
        words.verdicts[verdict ?? "lack"],
      ]),
    },
    { kind: "text", text: own.themesWindow(since, until, int(texts.all)), isNote: true },
  ];
}

function limits({ words, published }: Context): string[] {
  const own = words.reports.limit;
  const { totals, gate } = published.quality;
  const warnings = gate.findings.filter(({ severity }) => severity === "warn").length;
  return [
    own.late,
    own.tests,
    ...(totals.quarantined > 0 ? [own.quarantined(int(totals.quarantined), int(totals.read))] : []),
    ...(warnings > 0 ? [own.warnings(warnings)] : []),
  ];
}
