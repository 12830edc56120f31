import { heading } from "../components/claims.ts";
import { type Data, refs, table } from "../components/data.ts";
import { int, month, number, percent, type Scale, signed } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { praiseStories, topThemes } from "../components/theme-summary.ts";
import { type Context, definePage } from "../page.ts";
import type { FiveOne } from "../published.ts";

const items = ["business_card", "shoe_covers", "floor_mat", "cleaning_cloth", "full_check", "all_five"];
const points: Scale = { factor: 100, digits: 1, unit: "", step: "" };

/** What users say in numbers: praise against complaints, satisfaction by contact, and the five ones claimed and confirmed. */
export default definePage((_published, words) => ({
  path: "voice",
  title: words.voices.voice.title,
  nav: { group: "executive", order: 5, label: words.voices.voice.nav },
  charts: true,
  render(context) {
    const own = context.words.voices.voice;
    const read = (ids: readonly string[]) => ids.map((id) => readMonths(context, id));
    const cards = read(["praise_rate", "complaint_rate", "praise_complaint_ratio"]);
    return html`${head(heading(context, cards, { flat: own.title, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.title}</h2><div class="kpis three">${cards.map(
      (reading, i) => card(context, reading, i === 2 ? { rows: context.words.lists.texts } : {}),
    )}</div><div class="columns">${ratioByCategory(context)}${touchpoints(context)}</div>${topThemes(context, 8)}${praiseStories(context)}${fiveOnes(context)}${section(
      "others",
      own.othersTitle,
      own.othersLead,
      readingRows(
        context,
        read(["five_ones_confirmed_rate", "five_ones_claimed_rate", "info_items_per_hundred_visits", "csat", "ces"]),
        "voice-others",
      ),
    )}`;
  },
}));

function ratioByCategory(context: Context): Html {
  const { words } = context;
  const own = words.voices.voice;
  const period = newestPeriod(context, "praise_complaint_ratio", "month");
  return section(
    "ratio",
    own.ratioTitle(words.dims.category ?? ""),
    period === null ? own.lead : own.ratioLead(month(period, context.lang)),
    period === null
      ? html`<p class="empty-state">${words.emptyBecause}</p>`
      : groupRows(context, {
          metric: "praise_complaint_ratio",
          dimension: "category",
          grain: "month",
          period,
          reference: 1,
        }),
  );
}

function touchpoints(context: Context): Html {
  const { words, published } = context;
  const own = words.voices.voice;
  const period = newestPeriod(context, "csat", "month");
  const isTold = published.slices.some((row) => row.metric_id === "csat" && row.dims.touchpoint !== undefined);
  return section(
    "touchpoints",
    own.touchTitle,
    period === null ? own.lead : own.touchLead(month(period, context.lang)),
    period === null || !isTold
      ? html`<p class="empty-state">${own.touchNone}</p>`
      : groupRows(context, {
          metric: "csat",
          dimension: "touchpoint",
          grain: "month",
          period,
          reference: readMonths(context, "csat").current?.value ?? null,
        }),
  );
}

/** Claimed and confirmed on the same tickets, item by item. */
function fiveOnes(context: Context): Html {
  const { words, published } = context;
  const own = words.voices.voice;
  const rows = items.flatMap((item) => published.voices.fiveOnes.filter((row) => row.item === item && row.n >= 10));
  const all = rows.find((row) => row.item === "all_five");
  if (!all) return section("five-ones", own.onesNone, own.onesLead, html`<p class="empty-state">${own.onesNone}</p>`);
  const data: Data<FiveOne> = {
    name: "five-ones",
    rows,
    grey: (row) => row.n < 30,
    columns: [
      { key: "item", label: own.onesColumns.item, raw: (r) => r.item, show: (r) => own.items[r.item] ?? r.item },
      {
        key: "claimed",
        label: own.onesColumns.claimed,
        num: true,
        raw: (r) => r.claimed / r.n,
        show: (r) => percent(r.claimed / r.n),
      },
      {
        key: "confirmed",
        label: own.onesColumns.confirmed,
        num: true,
        raw: (r) => r.confirmed / r.n,
        show: (r) => percent(r.confirmed / r.n),
      },
      {
        key: "gap",
        label: own.onesColumns.gap,
        num: true,
        raw: (r) => r.gap,
        show: (r) =>
          html`${signed(r.gap, points)}<span class="sub grey"> ${words.intervalShort(number(r.lo, points), number(r.hi, points))}</span>`,
      },
      { key: "lo", label: words.columns.lo, num: true, raw: (r) => r.lo, show: (r) => number(r.lo, points) },
      { key: "hi", label: words.columns.hi, num: true, raw: (r) => r.hi, show: (r) => number(r.hi, points) },
      { key: "n", label: words.columns.n, num: true, raw: (r) => r.n, show: (r) => int(r.n) },
    ],
  };
  return section(
    "five-ones",
    own.onesTitle(percent(all.claimed / all.n), percent(all.confirmed / all.n)),
    own.onesLead,
    html`${table(data)}${refs(context, { definition: "five_ones_confirmed_rate", data, showTable: false })}`,
  );
}
