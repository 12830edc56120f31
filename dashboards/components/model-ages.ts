import type { Context } from "../page.ts";
import type { ModelAge, Product } from "../products.ts";
import { type Data, refs, table } from "./data.ts";
import { faultList, rateText } from "./faults.ts";
import { int, percent } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { whisker } from "./marks.ts";
import { plot } from "./series.ts";

/** Months in service at whose end the cumulated faults are set beside those of the category. */
const shown = [3, 6, 12, 24, 36];
/** Unit-months that a month needs, so that one fault does not lift a thousand units by more than three. */
const leastUnits = 300;
const fewestMonths = 3;
/** Cumulated faults below which a row is grey, and below which it says nothing. */
const few = 30;
const tooFew = 10;
const axis = { min: 0.25, max: 4, log: true };

interface Until extends ModelAge {
  /** Faults of this month in service and all before. */
  cumulated: number;
}

/** When in their life a model's units fail, all components together, beside the category's other models. */
export function modelAges(context: Context, { model, faults }: Product): Html {
  const { words, published } = context;
  const own = words.models;
  const rows = published.products.ages.filter((row) => row.model === model);
  const last = rows.findLastIndex(({ unit_months }) => unit_months >= leastUnits);
  const ages = cumulate(rows.slice(0, last + 1));
  const end = ages.at(-1);
  if (end === undefined || ages.length < fewestMonths) {
    return section("by-age", own.noAgeTitle, own.ageLead, html`<p class="empty-state">${own.noAge}</p>`);
  }
  const months = int(end.months_in_service + 1);
  const title =
    end.cumulated < tooFew
      ? own.ageFew(months, int(end.cumulated))
      : end.ratio === null
        ? own.ageAlone(months, thousand(end.hazard))
        : own.ageTitle(
            months,
            thousand(end.hazard),
            thousand(end.peer_hazard),
            own.ageAgainst(end.ratio_lo, end.ratio_hi),
          );
  return section(
    "by-age",
    title,
    own.ageLead,
    html`${curve(context, ages)}${until(context, model, ages)}${refs(context, {
      definition: "fault_rate",
      lists: [html`<span>${own.countedYear} ${faultList(context, model, faults)}</span>`],
      data: monthly(context, model, ages),
    })}`,
  );
}

function cumulate(rows: readonly ModelAge[]): Until[] {
  let cumulated = 0;
  return rows.map((row) => {
    cumulated += row.faults;
    return { ...row, cumulated };
  });
}

const thousand = (hazard: number): string => (1000 * hazard).toFixed(1);

/** Cumulated faults of a thousand units month by month with their interval, and the category's in grey. */
function curve(context: Context, ages: readonly Until[]): Html {
  const own = context.words.models;
  const scaled = (hazard: number) => Number((1000 * hazard).toFixed(2));
  const points = ages
    .filter(({ cumulated }) => cumulated >= tooFew)
    .map((row) => ({
      x: row.months_in_service + 1,
      v: scaled(row.hazard),
      lo: scaled(row.hazard_lo),
      hi: scaled(row.hazard_hi),
      tip: own.ageTip(
        row.months_in_service + 1,
        thousand(row.hazard),
        context.words.intervalShort(thousand(row.hazard_lo), thousand(row.hazard_hi)),
        int(row.cumulated),
        thousand(row.peer_hazard),
      ),
    }));
  if (points.length < fewestMonths) return nothing;
  const peers = ages
    .filter(({ peer_unit_months }) => peer_unit_months >= leastUnits)
    .map((row) => ({ x: row.months_in_service + 1, v: scaled(row.peer_hazard) }));
  const end = points.at(-1)?.x ?? 0;
  const ticks = [0, 6, 12, 18, 24, 30, 36].filter((x) => x <= end).map((x) => ({ x, label: own.monthsIn(x) }));
  const alt = own.ageAlt(int(end), String(points.at(-1)?.v ?? 0), String(peers.at(-1)?.v ?? 0));
  return html`<figure>${plot("rates", { points, ticks, peers, peersLabel: own.peers }, alt, "middle")}<figcaption class="note">${own.ageCaption}</figcaption></figure>`;
}

/** Cumulated faults of a thousand units at a few ages, with intervals, beside the category's. */
function until(context: Context, model: string, ages: readonly Until[]): Html {
  const { words } = context;
  const own = words.models;
  const end = ages.length - 1;
  const rows = ages.filter(({ months_in_service: at }) => at === end || (at < end && shown.includes(at + 1)));
  const range = (lo: number, hi: number) => words.intervalShort(thousand(lo), thousand(hi));
  const known = (row: Until, text: Html): Html => (row.cumulated < tooFew ? html`—` : text);
  const data: Data<Until> = {
    name: `until-${model}`,
    caption: own.untilCaption,
    rows,
    grey: (row) => row.cumulated < few,
    columns: [
      {
        key: "until",
        label: own.age,
        raw: (row) => row.months_in_service + 1,
        show: (row) => own.after(row.months_in_service + 1),
      },
      { key: "faults", label: own.faults, num: true, raw: (row) => row.cumulated, show: (row) => int(row.cumulated) },
      {
        key: "hazard",
        label: own.perThousand,
        num: true,
        raw: (row) => row.hazard,
        show: (row) =>
          known(row, html`${thousand(row.hazard)} <span class="note">${range(row.hazard_lo, row.hazard_hi)}</span>`),
      },
      {
        key: "peers",
        label: own.peers,
        num: true,
        raw: (row) => row.peer_hazard,
        show: (row) =>
          row.peer_faults === 0 && row.peer_hazard === 0
            ? "—"
            : html`${thousand(row.peer_hazard)} <span class="note">${range(row.peer_hazard_lo, row.peer_hazard_hi)}</span>`,
      },
      {
        key: "ratio",
        label: words.products.toPeers,
        num: true,
        raw: (row) => row.ratio,
        show: (row) => known(row, ratioText(context, row)),
      },
      {
        key: "interval",
        label: own.axis,
        raw: () => null,
        show: (row) => known(row, ratioMark(row, own.after(row.months_in_service + 1))),
      },
    ],
  };
  return html`<div class="measured">${table(data)}</div>`;
}

const ratioText = ({ words }: Context, { ratio, ratio_lo, ratio_hi }: Until): Html =>
  ratio === null
    ? html`—`
    : html`${rateText(ratio)}${ratio_lo === null || ratio_hi === null ? nothing : html` <span class="note">${words.intervalShort(rateText(ratio_lo), rateText(ratio_hi))}</span>`}`;

/** It takes colour only where the whole interval lies on one side of the category, and faults are enough to compare. */
function ratioMark({ cumulated, ratio, ratio_lo, ratio_hi }: Until, label: string): Html {
  if (ratio === null) return html`—`;
  const isAbove = (ratio_lo ?? 0) > 1;
  const isBelow = (ratio_hi ?? Number.POSITIVE_INFINITY) < 1;
  const tone = cumulated < few ? "immature" : isAbove ? "worse" : isBelow ? "better" : "immature";
  const interval = { value: ratio, lo: ratio_lo, hi: ratio_hi };
  return whisker(interval, axis, { tone, reference: 1, label: `${label} ${rateText(ratio)}` });
}

/** Every month in service as a file, and as the table below the figure. */
function monthly({ words }: Context, model: string, ages: readonly Until[]): Data<Until> {
  const own = words.models;
  const plain = (key: keyof Until, label: string, show: (value: number) => string) => ({
    key,
    label,
    num: true,
    raw: (row: Until) => row[key],
    show: (row: Until) => (typeof row[key] === "number" ? show(row[key]) : "—"),
  });
  return {
    name: `age-${model}`,
    rows: ages,
    grey: (row) => row.faults < tooFew,
    columns: [
      { key: "months_in_service", label: own.age, num: true, raw: (row) => row.months_in_service },
      plain("faults", own.faults, int),
      plain("unit_months", own.unitMonths, int),
      plain("known_share", own.known, (v) => percent(v, 0)),
      plain("rate", own.rate, rateText),
      plain("rate_lo", words.columns.lo, rateText),
      plain("rate_hi", words.columns.hi, rateText),
      plain("peer_faults", own.peerFaults, int),
      plain("peer_rate", own.peerRate, rateText),
      plain("cumulated", own.cumulated, int),
      plain("hazard", own.perThousand, thousand),
      plain("hazard_lo", words.columns.lo, thousand),
      plain("hazard_hi", words.columns.hi, thousand),
      plain("peer_hazard", own.peers, thousand),
      plain("ratio", words.products.toPeers, rateText),
      plain("ratio_lo", words.columns.lo, rateText),
      plain("ratio_hi", words.columns.hi, rateText),
    ],
  };
}
