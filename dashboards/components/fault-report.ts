import type { Action } from "../actions.ts";
import type { Context } from "../page.ts";
import type { Block, Quote, ReportDocument } from "../report.ts";
import type { Signal, SignalAge, SignalDetail, SignalFacts, SignalPart } from "../signals.ts";
import { int, percent, wallTime } from "./format.ts";
import { type ChartColours, weekChart } from "./signal-chart.ts";

const none = "—";
const fewScores = 10;
/** Reports to be expected of a part before its silence says anything. */
const leastExpected = 3;
const mostParts = 14;
const mostMonths = 24;

export const emptyDetail: SignalDetail = {
  weeks: [],
  parts: [],
  ages: [],
  facts: null,
  causes: [],
  dangers: [],
  quotes: [],
  reports: [],
};

const fixed = (v: number | null, digits: number): string => (v === null ? none : v.toFixed(digits));
/** Two digits that speak, and no exponent: 0.0004 is "<0.001". */
const chance = (p: number | null): string => (p === null ? none : p < 0.001 ? "<0.001" : p.toFixed(3));
const range = (lo: number | null, hi: number | null, digits = 2): string =>
  `${fixed(lo, digits)}–${hi === null ? "…" : fixed(hi, digits)}`;

/** What the signal is of, as people call it. */
export function subjectOf({ published, words, lang, say }: Context, signal: Signal): string {
  if (signal.subject_kind === "safety") {
    const dangers = published.signals.details.get(signal.signal_id)?.dangers ?? [];
    const { safety } = words.signals.kinds;
    return dangers.length === 0 ? safety : `${safety}${words.colon}${dangers.map(say).join(words.separator)}`;
  }
  if (signal.component !== null) return signal.component;
  const theme = published.themes.list.find(({ theme_id }) => theme_id === signal.theme_id);
  return (lang === "en" ? theme?.label_en : null) ?? theme?.label_zh ?? signal.theme_id ?? none;
}

export const titleOf = (context: Context, signal: Signal): string =>
  context.words.signals.report.title(subjectOf(context, signal), signal.model);

/** The finding in one sentence. */
export function leadOf({ words }: Context, { observed, expected, rate_ratio, rr_lo, rr_hi }: Signal): string {
  const own = words.signals.report;
  return expected === null || rate_ratio === null
    ? own.leadSafety(int(observed))
    : own.lead(
        int(observed),
        fixed(expected, 1),
        fixed(rate_ratio, 1),
        fixed(rr_lo, 1),
        rr_hi === null ? "…" : fixed(rr_hi, 1),
      );
}

/** The report of one recurring fault by the eight disciplines, the same on the page, in files and in mails. */
export function faultReport(
  context: Context,
  signal: Signal,
  detail: SignalDetail,
  colours: ChartColours,
): ReportDocument {
  const { words, published, lang } = context;
  const own = words.signals.report;
  const { as_of, zone, run_id } = published.manifest;
  const step = (mark: keyof typeof own.steps): Block => ({ kind: "heading", step: mark, text: own.steps[mark] });
  const part = (text: string): Block => ({ kind: "part", text });
  return {
    lang,
    title: titleOf(context, signal),
    lead: leadOf(context, signal),
    stamp: words.reports.stamp(wallTime(as_of, zone), words.zone(zone), run_id),
    blocks: [
      step("D0"),
      facts(context, [
        [own.id, signal.signal_id],
        [own.severity, words.signals.severities[signal.severity]],
        [own.status, words.signals.stages[signal.status]],
        [own.trigger, own.triggerValue(signal.first_seen_on, int(signal.age_days))],
        [own.method, words.signals.methods[signal.method]],
      ]),
      ...chart(context, signal, detail, colours),
      step("D1"),
      { kind: "text", text: ownersOf(context, signal) ?? own.ownerNone },
      step("D2"),
      part(own.problem),
      problem(context, signal, detail.facts),
      part(own.voice),
      ...voices(context, detail),
      ...places(context, signal, detail.parts),
      ...months(context, detail.parts),
      ...service(context, detail.ages),
      part(own.facts),
      repairs(context, detail),
      part(own.checked),
      { kind: "list", items: checked(context, signal, detail.facts) },
      part(own.missing),
      { kind: "list", items: lacks(context, signal, detail) },
      step("D3"),
      { kind: "list", items: containment(context, signal) },
      { kind: "text", text: own.contain.note, isNote: true },
      step("D4"),
      { kind: "empty", text: own.fill },
      step("D5–D6"),
      ...actions(context, signal),
      step("D7"),
      { kind: "empty", text: own.fill },
      step("D8"),
      { kind: "text", text: own.decided(words.signals.stages[signal.status]) },
      { kind: "text", text: own.limits, isNote: true },
    ],
  };
}

const actionsOf = ({ published }: Context, { signal_id }: Signal) =>
  published.actions.filter(({ signals }) => signals.includes(signal_id));

/** Who answers for the registered actions; null where nobody does. */
export function ownersOf(context: Context, signal: Signal): string | null {
  const names = [...new Set(actionsOf(context, signal).map(({ owner }) => owner))];
  return names.length === 0 ? null : names.join(context.words.separator);
}

/** What was registered about the signal, and what it did. */
function actions(context: Context, signal: Signal): Block[] {
  const { actions: own, report } = context.words.signals;
  const items = actionsOf(context, signal).map((action) =>
    own.fault(
      action.title ?? action.action_id,
      action.owner,
      action.done_on ?? own.status[action.status],
      effectText(context, action),
    ),
  );
  return items.length === 0 ? [{ kind: "empty", text: report.noAction }] : [{ kind: "list", items }];
}

/** The verdict, with its ratio and interval where there is one. */
export function effectText({ words }: Context, { verdict, ratio, lo, hi }: Action): string {
  const word = words.signals.actions.verdicts[verdict];
  return ratio === null ? word : `${word} ${fixed(ratio, 2)}（${range(lo, hi)}）`;
}

function facts({ words }: Context, rows: readonly (readonly [string, string])[]): Block {
  const { name, value } = words.signals.report.kv;
  return { kind: "facts", columns: [name, value], rows };
}

function problem(context: Context, signal: Signal, known: SignalFacts | null): Block {
  const { words } = context;
  const own = words.signals.report;
  const { expected, exposure, observed } = signal;
  const rows: [string, string][] = [
    [own.symptom(words.signals.kinds[signal.subject_kind]), subjectOf(context, signal)],
    [own.model, signal.category === null ? signal.model : `${signal.model}（${categoryOf(context, signal.category)}）`],
    [own.place, own.where(signal.batch, signal.region)],
    [own.window, `${signal.window_start} – ${signal.window_end}`],
    [own.seen, known === null ? none : `${known.first_on} – ${known.last_on}`],
    [own.counts, own.countsValue(int(known?.tickets ?? 0), int(known?.texts ?? 0), int(signal.customers))],
  ];
  if (exposure !== null)
    rows.push([own.exposure, own.exposureValue(int(exposure), fixed((1000 * observed) / exposure, 2))]);
  if (expected === null) return facts(context, rows);
  rows.push(
    [own.expected, fixed(expected, 1)],
    [own.ratio, `${fixed(signal.rate_ratio, 2)}（${range(signal.rr_lo, signal.rr_hi)}）`],
    [own.q, chance(signal.q_value)],
    [own.shrunk, `${fixed(signal.ebgm, 2)}（${fixed(signal.eb05, 2)}）`],
    [own.prr, `${fixed(signal.prr, 2)}（${range(signal.prr_lo, signal.prr_hi)}）`],
    [own.ror, `${fixed(signal.ror, 2)}（${range(signal.ror_lo, signal.ror_hi)}）`],
    [own.share, signal.share_of_model === null ? none : percent(signal.share_of_model)],
  );
  return facts(context, rows);
}

const categoryOf = ({ words }: Context, category: string): string => words.values.category?.[category] ?? category;

function chart({ words }: Context, signal: Signal, { weeks }: SignalDetail, colours: ChartColours): Block[] {
  if (weeks.length < 2) return [];
  const alarm = weeks.find(({ is_alarm }) => is_alarm)?.week_start ?? signal.first_seen_on;
  const own = words.signals.report;
  const caption = own.chart(weeks.length, alarm);
  return [{ kind: "figure", svg: weekChart(weeks, colours, { label: caption, alarm: own.alarm }), caption }];
}

/** What a part says: it holds the evidence, it does not although reports were to be expected of it, or nothing. */
export function verdictOf({ is_there, expected, ratio, lo }: SignalPart): "is" | "isNot" | "unclear" {
  if (is_there || (lo !== null && lo > 1)) return "is";
  return (expected ?? 0) >= leastExpected && (ratio ?? 0) <= 1.2 ? "isNot" : "unclear";
}

/** The is / is-not table: where the evidence lies, then where it was to be expected and is not. */
function places({ words }: Context, signal: Signal, parts: readonly SignalPart[]): Block[] {
  const { report: own, columns } = words.signals;
  const told = parts.map((part) => ({ part, says: verdictOf(part) })).filter(({ says }) => says !== "unclear");
  if (told.length === 0) return [];
  const weight = ({ part, says }: (typeof told)[number]) =>
    (says === "is" ? 1e6 : 0) + part.observed + (part.expected ?? 0);
  const rows = told.sort((a, b) => weight(b) - weight(a)).slice(0, mostParts);
  return [
    { kind: "part", text: own.parts },
    {
      kind: "table",
      name: "places",
      columns: [
        { label: columns.part },
        { label: columns.here },
        { label: columns.observed, isNumber: true },
        { label: columns.expected, isNumber: true },
        { label: columns.ratio, isNumber: true },
        { label: columns.interval, isNumber: true },
      ],
      rows: rows.map(({ part, says }) => [
        `${words.signals.partKinds[part.part_kind]} ${part.part_id}${part.production_month ? `（${part.production_month.slice(0, 7)}）` : ""}`,
        own[says],
        int(part.observed),
        fixed(part.expected, 1),
        fixed(part.ratio, 2),
        range(part.lo, part.hi),
      ]),
      intervals: rows.map(({ part: { ratio, lo, hi } }) => (ratio === null ? null : { value: ratio, lo, hi })),
    },
    { kind: "text", text: own.partsNote, isNote: true },
    ...(signal.cluster_p === null
      ? []
      : [{ kind: "text", text: own.cluster(chance(signal.cluster_p)), isNote: true } as const]),
  ];
}

/** Reports and expected by the month the units were made in, newest last. */
export function productionMonths(
  parts: readonly SignalPart[],
): { production_month: string; observed: number; expected: number }[] {
  const sums = new Map<string, { observed: number; expected: number }>();
  for (const { production_month, observed, expected } of parts) {
    if (production_month === null) continue;
    const key = production_month.slice(0, 7);
    const sum = sums.get(key) ?? { observed: 0, expected: 0 };
    sums.set(key, { observed: sum.observed + observed, expected: sum.expected + (expected ?? 0) });
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-mostMonths)
    .map(([production_month, sum]) => ({ production_month, ...sum }));
}

function months({ words }: Context, parts: readonly SignalPart[]): Block[] {
  const { report: own, columns } = words.signals;
  const rows = productionMonths(parts);
  if (rows.length < 2) return [];
  return [
    { kind: "part", text: own.months },
    {
      kind: "table",
      name: "months",
      columns: [
        { label: columns.month },
        { label: columns.observed, isNumber: true },
        { label: columns.expected, isNumber: true },
        { label: columns.ratio, isNumber: true },
      ],
      rows: rows.map(({ production_month, observed, expected }) => [
        production_month,
        int(observed),
        fixed(expected, 1),
        expected > 0 ? fixed(observed / expected, 2) : none,
      ]),
    },
  ];
}

/** Ages, in whole months in service, at whose end the two are set side by side. */
const shownAges = [3, 6, 12, 24, 36];

/** When in their life the units fail, beside the other models of the category: cumulated faults a thousand units. */
function service({ words }: Context, ages: readonly SignalAge[]): Block[] {
  const { report: own, columns } = words.signals;
  const last = ages.findLast(({ unit_months }) => unit_months > 0)?.months_in_service ?? -1;
  const rows = ages.filter(
    ({ months_in_service: at, ratio }) => ratio !== null && (at === last || (at < last && shownAges.includes(at + 1))),
  );
  if (rows.length === 0) return [];
  const thousand = (hazard: number | null) => fixed(hazard === null ? null : 1000 * hazard, 1);
  const until = (at: number) => ages.reduce((sum, age) => sum + (age.months_in_service <= at ? age.faults : 0), 0);
  return [
    { kind: "part", text: own.ages },
    {
      kind: "table",
      name: "ages",
      columns: [
        { label: columns.service },
        { label: columns.observed, isNumber: true },
        { label: columns.hazard, isNumber: true },
        { label: columns.peers, isNumber: true },
        { label: columns.ratio, isNumber: true },
        { label: columns.interval, isNumber: true },
      ],
      rows: rows.map((age) => [
        own.until(age.months_in_service + 1),
        int(until(age.months_in_service)),
        thousand(age.hazard),
        thousand(age.peer_hazard),
        fixed(age.ratio, 2),
        range(age.ratio_lo, age.ratio_hi),
      ]),
      intervals: rows.map(({ ratio, ratio_lo, ratio_hi }) =>
        ratio === null ? null : { value: ratio, lo: ratio_lo, hi: ratio_hi },
      ),
    },
    { kind: "text", text: own.agesNote, isNote: true },
  ];
}

function checked({ words }: Context, signal: Signal, known: SignalFacts | null): string[] {
  const own = words.signals.report;
  const all = known === null ? 0 : known.tickets + known.texts;
  const share = (n: number) => percent(n / Math.max(1, all), 0);
  return [
    ...(signal.expected === null ? [] : [own.season, own.model_habit, own.delay]),
    ...(known?.top_channel
      ? [own.channel(words.values.channel?.[known.top_channel] ?? known.top_channel, share(known.top_channel_reports))]
      : []),
    ...(known?.top_service_point_id ? [own.outlet(known.top_service_point_id, share(known.top_service_point))] : []),
  ];
}

function repairs(context: Context, { facts: known, causes }: SignalDetail): Block {
  const own = context.words.signals.report;
  if (known === null) return { kind: "text", text: none };
  const hours = (minutes: number | null) => fixed(minutes === null ? null : minutes / 60, 1);
  const { nps_n, others_nps_n } = known;
  const isCompared = nps_n >= fewScores && others_nps_n >= fewScores;
  const rows: [string, string][] = [
    [
      own.fix,
      known.fix_n === 0 ? none : own.fixValue(percent(known.fix_x / known.fix_n), int(known.fix_x), int(known.fix_n)),
    ],
    [
      own.restore,
      known.restored === 0 ? none : own.restoreValue(hours(known.restore_minutes_p50), int(known.restored)),
    ],
    [
      own.waits,
      known.waited_for_parts === 0
        ? none
        : own.waitsValue(int(known.waited_for_parts), hours(known.parts_wait_minutes_p50)),
    ],
    [own.replaced, own.count(int(known.replaced))],
    [own.nff, own.count(int(known.no_fault_found))],
    [
      own.causes,
      causes.length === 0
        ? none
        : causes.map(({ component, visits }) => `${component} ${int(visits)}`).join(context.words.separator),
    ],
    [
      own.nps,
      isCompared
        ? own.npsValue(fixed(known.nps, 1), int(nps_n), fixed(known.others_nps, 1), int(others_nps_n))
        : own.npsFew(int(nps_n), int(others_nps_n)),
    ],
  ];
  return facts(context, rows);
}

function voices({ words }: Context, { quotes }: SignalDetail): Block[] {
  if (quotes.length === 0) return [{ kind: "text", text: words.signals.report.quotesFew, isNote: true }];
  const said = quotes.map(
    ({ clause, evidence, report_id, created_on, channel }): Quote => ({
      clause,
      evidence,
      from: [report_id, created_on, channel && (words.values.channel?.[channel] ?? channel)].filter(
        (of) => of !== null,
      ),
    }),
  );
  return [{ kind: "quotes", quotes: said }];
}

function lacks({ words }: Context, signal: Signal, { facts: known, ages }: SignalDetail): string[] {
  const own = words.signals.report.lacks;
  const all = known === null ? 0 : known.tickets + known.texts;
  const share = (n: number, of: number) => percent(n / Math.max(1, of), 0);
  const items =
    known === null
      ? []
      : [
          ...(known.no_batch > 0 ? [own.batch(share(known.no_batch, all))] : []),
          ...(known.no_region > 0 ? [own.region(share(known.no_region, all))] : []),
          ...(known.no_service_point > 0 ? [own.point(share(known.no_service_point, known.tickets))] : []),
        ];
  if (signal.method === "peer_share") items.push(own.base);
  if (signal.subject_kind === "component" && ages.length === 0) items.push(own.sale);
  return items.length > 0 ? items : [own.none];
}

function containment({ words }: Context, { is_safety, batch, region }: Signal): string[] {
  const own = words.signals.report.contain;
  const where = batch !== null ? own.batch(batch) : region !== null ? own.region(region) : own.whole;
  return is_safety ? [own.safety, where] : [where];
}
