import type { Context } from "../page.ts";
import type { GroupComparison } from "../services.ts";
import { type Data, listLink, refs, table } from "./data.ts";
import { dayBefore, int, number, type Scale, scaleOf } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { findSeries } from "./reading.ts";
import { verdict } from "./verdict.ts";

const bands = { better: "better", worse: "worse", flat: "alike", lack: "small" } as const;

/** Groups of one kind by every metric they are compared by: happened, expected, and how far apart. */
export function groupsSection(context: Context, kind: GroupComparison["group_kind"]): Html {
  const { words, published } = context;
  const own = words.groupings;
  const rows = published.services.groups.filter((row) => row.group_kind === kind);
  const [first] = rows;
  const title = own.title[kind] ?? kind;
  if (!first) {
    const why = kind === "ownership" ? own.none : own.noneCertificate;
    return section("groups", title, "", html`<p class="empty-state">${why}</p>`);
  }
  const unitOf = (row: GroupComparison) =>
    findSeries(published.definitions, row.metric_id)?.definition.unit ?? "percent";
  const print = (row: GroupComparison, value: number | null) => {
    const scale = scaleOf({ unit: unitOf(row) }, 0, words.units);
    return value === null ? "—" : `${number(value, scale)}${scale.unit}`;
  };
  const effect = (row: GroupComparison): Scale => ({
    factor: 1,
    digits: unitOf(row) === "points" ? 1 : 2,
    unit: "",
    step: "",
  });
  const data: Data<GroupComparison> = {
    name: `groups-${kind}`,
    rows,
    grey: (row) => row.n < 30,
    columns: [
      {
        key: "metric_id",
        label: words.columns.metric,
        raw: (r) => r.metric_id,
        show: (r) => {
          const found = findSeries(published.definitions, r.metric_id);
          if (!found) return r.metric_id;
          return html`<a href="${context.link(`definitions/${r.metric_id}`)}">${context.say(found.series.label)}</a>`;
        },
      },
      { key: "group", label: own.group, raw: (r) => r.group_id, show: (r) => own.names[r.group_id] ?? r.group_id },
      {
        key: "effect",
        label: own.effect,
        num: true,
        raw: (r) => r.effect,
        show: (r) =>
          r.effect === null || r.lo === null || r.hi === null
            ? "—"
            : html`${number(r.effect, effect(r))} <span class="note">${words.intervalShort(number(r.lo, effect(r)), number(r.hi, effect(r)))}</span>`,
      },
      {
        key: "verdict",
        label: words.columns.verdict,
        raw: (r) => r.verdict,
        show: (r) => verdict(context, r.verdict, words.fairness.bands[bands[r.verdict]]),
      },
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: (r) => r.n,
        show: (r) =>
          listLink(
            context,
            {
              metric_id: r.metric_id,
              grain: "all",
              period_start: r.window_start,
              until: r.window_end,
              dims: { [kind]: r.group_id },
              which: "all",
              compared: true,
            },
            int(r.n),
          ),
      },
      {
        key: "value",
        label: words.fairness.actual,
        num: true,
        raw: (r) => r.value,
        show: (r) => print(r, r.value),
      },
      {
        key: "expected_value",
        label: words.fairness.expected,
        num: true,
        raw: (r) => r.expected_value,
        show: (r) => print(r, r.expected_value),
      },
    ],
  };
  const lead = own.lead(first.window_start, dayBefore(first.window_end));
  return section(
    "groups",
    title,
    kind === "certificate" ? `${lead}${own.leadCertificate}` : lead,
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
