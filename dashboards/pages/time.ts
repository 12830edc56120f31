import { type Data, listLink, refs, requestOf, table } from "../components/data.ts";
import { int, month, number, percent, scaleOf } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { ends, printed, type Reading, readMonths, sameDims, stateOf } from "../components/reading.ts";
import { newestPeriod } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { MetricValue } from "../published.ts";

const owners = {
  company: ["response", "assignment", "acceptance", "contact", "arrival", "parts", "transport", "rest"],
  user: ["window", "pause"],
  hands_on: ["hands_on"],
} as const;
const groups = ["company", "user", "hands_on"] as const;

/** Where the time between request and restoration goes: its parts, by month and by category. */
export default definePage((_published, words) => ({
  path: "time",
  title: words.time.title,
  nav: { group: "quality", order: 6, label: words.time.nav },
  render(context) {
    const own = context.words.time;
    const [company, user, hands] = groups.map((group) => readMonths(context, `restore_share_${group}`));
    const shown = [company, user, hands].every(
      (reading) => reading?.current?.value != null && reading.state !== "hidden",
    );
    if (!shown) return html`${head(own.title, own.lead)}<p class="empty-state">${own.none}</p>`;
    const share = (reading: Reading | undefined) => percent(reading?.current?.value ?? 0);
    return html`${head(company?.state === "ok" ? own.heading(share(company), share(user), share(hands)) : own.title, own.lead)}${parts(context)}${section(
      "months",
      own.monthsTitle,
      own.monthsLead,
      stacks(context, "months", monthRows(context)),
    )}${categories(context)}`;
  },
}));

interface PartRow {
  part: string;
  owner: string;
  reading: Reading;
  p50: number | null;
  p90: number | null;
  tickets: number;
}

function parts(context: Context): Html {
  const { words, published } = context;
  const own = words.time;
  const rows: PartRow[] = Object.entries(owners).flatMap(([owner, names]) =>
    names.flatMap((part) => {
      const reading = readMonths(context, `restore_share_${part}`);
      const found = published.flows.restoreParts.find((row) => row.part === part);
      return reading.current?.value == null
        ? []
        : [{ part, owner, reading, p50: found?.p50 ?? null, p90: found?.p90 ?? null, tickets: found?.tickets ?? 0 }];
    }),
  );
  const longest = [...rows].sort((a, b) => (b.reading.current?.value ?? 0) - (a.reading.current?.value ?? 0))[0];
  const most = longest?.reading.current?.value || 1;
  const when = longest?.reading.current?.period_start ?? "";
  const minutes = (value: number | null) => {
    if (value === null) return "—";
    const scale = scaleOf({ unit: "minutes" }, value, words.units);
    return `${number(value, scale)}${scale.unit}`;
  };
  const data: Data<PartRow> = {
    name: "restore-parts",
    rows,
    columns: [
      {
        key: "part",
        label: own.part,
        raw: (r) => r.part,
        show: (r) =>
          html`<a href="${context.link(`definitions/${r.reading.definition.id}`)}">${own.names[r.part] ?? r.part}</a><span class="track"><span class="share ${r.owner.replace("_", "-")}" style="width:${((100 * (r.reading.current?.value ?? 0)) / most).toFixed(1)}%"></span></span>`,
      },
      { key: "owner", label: own.whose, raw: (r) => r.owner, show: (r) => own.owners[r.owner] ?? r.owner },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => r.reading.current?.value ?? null,
        show: (r) => {
          const { current, scale } = r.reading;
          const range = current ? ends(current, scale) : null;
          return html`${printed(current?.value ?? 0, scale)}${range ? html`<span class="sub">${words.intervalShort(range.lo, range.hi)}</span>` : nothing}`;
        },
      },
      { key: "p50_minutes", label: "P50", num: true, raw: (r) => r.p50, show: (r) => minutes(r.p50) },
      { key: "p90_minutes", label: "P90", num: true, raw: (r) => r.p90, show: (r) => minutes(r.p90) },
      {
        key: "tickets",
        label: own.some,
        num: true,
        raw: (r) => r.tickets,
        show: (r) => {
          const request = requestOf(r.reading, "hit");
          return request ? listLink(context, request, int(r.tickets)) : int(r.tickets);
        },
      },
    ],
  };
  const all = longest ? requestOf(longest.reading, "all") : null;
  return section(
    "parts",
    own.partsTitle(own.names[longest?.part ?? ""] ?? "", percent(longest?.reading.current?.value ?? 0)),
    own.partsLead(month(when, context.lang)),
    html`${table(data)}${refs(context, {
      definition: longest?.reading.definition.id ?? "restore_share_company",
      lists: [all ? listLink(context, all, words.lists.all(int(longest?.reading.current?.n ?? 0))) : nothing],
      data,
      showTable: false,
    })}`,
  );
}

/** One bar that adds up to the whole: the company's waits, the user's, and work. */
interface Stack {
  name: string;
  key: string;
  values: readonly MetricValue[];
}

function monthRows(context: Context): Stack[] {
  const readings = groups.map((group) => readMonths(context, `restore_share_${group}`));
  return (readings[0]?.mature ?? []).flatMap((row) => {
    const values = readings.flatMap(({ mature }) => mature.filter((other) => other.period_start === row.period_start));
    return values.length === groups.length
      ? [{ name: month(row.period_start, context.lang), key: row.period_start.slice(0, 7), values }]
      : [];
  });
}

function categories(context: Context): Html {
  const { words, published } = context;
  const own = words.time;
  const period = newestPeriod(context, "restore_share_company", "quarter");
  if (!period) return nothing;
  const found = groups.map((group) =>
    published.slices.filter(
      (row) =>
        row.metric_id === `restore_share_${group}` &&
        row.grain === "quarter" &&
        row.period_start === period &&
        row.dims.category,
    ),
  );
  const rows = (found[0] ?? []).flatMap((row): Stack[] => {
    const values = found.flatMap((list) => list.filter((other) => sameDims(other.dims, row.dims)));
    const key = row.dims.category ?? "";
    return values.length === groups.length ? [{ name: words.values.category?.[key] ?? key, key, values }] : [];
  });
  if (rows.length === 0) return nothing;
  return section(
    "categories",
    own.categoriesTitle(words.dims.category ?? ""),
    own.categoriesLead(period.slice(0, 7)),
    stacks(
      context,
      "categories",
      rows.sort((a, b) => a.name.localeCompare(b.name, "zh-CN")),
    ),
  );
}

function stacks(context: Context, name: string, rows: readonly Stack[]): Html {
  const { words } = context;
  const own = words.time;
  const data: Data<Stack> = {
    name: `restore-${name}`,
    rows,
    columns: [
      { key: name, label: own.part, raw: (r) => r.key },
      ...groups.map((group, i) => ({
        key: group,
        label: own.owners[group] ?? group,
        num: true,
        raw: (r: Stack) => (hidden(r) ? null : (r.values[i]?.value ?? null)),
      })),
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.values[0]?.n ?? null },
    ],
  };
  return html`<ul class="stacks">${rows.map((row) => {
    const n = row.values[0]?.n ?? 0;
    const few = row.values[0] ? stateOf(row.values[0]) === "few" : true;
    const count = row.values[0]
      ? listLink(
          context,
          {
            metric_id: row.values[0].metric_id,
            grain: row.values[0].grain,
            period_start: row.values[0].period_start,
            dims: row.values[0].dims,
            which: "all",
          },
          words.n(int(n)),
        )
      : nothing;
    return html`<li${few ? html` class="grey"` : nothing}><span><span class="nowrap">${row.name}</span><span class="under">${count}</span></span>${
      hidden(row)
        ? html`<span>—</span>`
        : html`<span class="stack" aria-hidden="true">${row.values.map((value, i) => html`<span class="share ${(groups[i] ?? "").replace("_", "-")}" style="width:${(100 * (value.value ?? 0)).toFixed(2)}%"></span>`)}</span>`
    }<span class="num">${
      hidden(row)
        ? words.hiddenBecause(int(n))
        : row.values.map(
            (value, i) =>
              html`<span><small>${own.owners[groups[i] ?? ""] ?? ""}</small> ${percent(value.value ?? 0)}</span>`,
          )
    }</span></li>`;
  })}</ul>${refs(context, { definition: "restore_share_company", data, showTable: true })}`;
}

const hidden = (row: Stack): boolean => row.values.every((value) => stateOf(value) === "hidden");
