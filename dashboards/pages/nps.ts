import { heading } from "../components/claims.ts";
import { type Data, listLink, refs, table } from "../components/data.ts";
import { int, month, number, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { type Reading, readMonths } from "../components/reading.ts";
import { responses } from "../components/responses.ts";
import { groupRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";
import type { MetricValue } from "../published.ts";

/** Net promoter score: the whole, each mode on its own, who answered, and the scores themselves. */
export default definePage((_published, words) => ({
  path: "nps",
  title: words.nps.title,
  nav: { group: "quality", order: 2, label: words.nps.nav },
  charts: true,
  render(context) {
    const own = context.words.nps;
    const nps = readMonths(context, "nps");
    const modes = [
      ...new Set(
        context.published.slices
          .filter((row) => row.metric_id === "nps" && row.grain === "month")
          .flatMap((row) => (row.dims.survey_mode === undefined ? [] : [row.dims.survey_mode])),
      ),
    ].sort();
    const rest = ["csat", "ces"].map((id) => readMonths(context, id));
    const answers = context.words.lists.answers;
    const pooled = modes.length > 1 ? { name: context.words.voices.pooled(modes.length) } : {};
    return html`${head(heading(context, [nps], { flat: own.title, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.title}</h2><div class="kpis three">${[
      nps,
      ...rest,
    ].map((reading) => card(context, reading, { rows: answers, ...(reading === nps ? pooled : {}) }))}</div>${
      modes.length > 0
        ? section(
            "modes",
            own.modesTitle,
            own.modesLead,
            html`<div class="kpis">${modes.map((mode) =>
              card(context, readMonths(context, "nps", { survey_mode: mode }), {
                name: context.words.values.survey_mode?.[mode] ?? mode,
                rows: answers,
              }),
            )}</div>`,
          )
        : ""
    }${weighted(context, nps)}<div class="columns">${scores(context, nps)}${responses(context)}</div>${needs(context)}${
      nps.current
        ? html`<div class="columns">${["category", "region_tier"].map((dimension) =>
            section(
              `by-${dimension.replace("_", "-")}`,
              `NPS${context.words.and}${context.words.response.byGroup(context.words.dims[dimension] ?? dimension)}`,
              context.words.response.groupLead(
                context.say(nps.series.label),
                month(nps.current?.period_start ?? "", context.lang),
              ),
              groupRows(context, {
                metric: "nps",
                dimension,
                grain: "month",
                period: nps.current?.period_start ?? "",
                reference: nps.current?.value ?? null,
              }),
            ),
          )}</div>`
        : ""
    }`;
  },
}));

/** The score of all who were invited beside that of those who answered, month by month. */
function weighted(context: Context, nps: Reading): Html {
  const { words, published, lang } = context;
  const own = words.voices;
  const reading = readMonths(context, "nps_weighted");
  const { current } = reading;
  const raw = nps.mature.find((row) => row.period_start === current?.period_start);
  if (!current || current.value === null || current.n < 10 || !raw || raw.value === null) {
    return section(
      "weighted",
      own.weightedNone,
      own.weightedLead,
      html`<p class="empty-state">${words.emptyBecause}</p>`,
    );
  }
  const at = (id: string, month: string) =>
    published.values.find((row) => row.metric_id === id && row.grain === "month" && row.period_start === month);
  const modesOf = (month: string) =>
    published.slices.filter(
      (row) =>
        row.metric_id === "nps" &&
        row.grain === "month" &&
        row.period_start === month &&
        row.dims.survey_mode !== undefined,
    ).length;
  const value = (row: MetricValue | undefined) =>
    row?.value == null || row.n < 10
      ? "—"
      : html`${number(row.value, nps.scale)}<span class="sub grey"> ${words.intervalShort(number(row.lo ?? 0, nps.scale), number(row.hi ?? 0, nps.scale))}</span>`;
  const data: Data<MetricValue> = {
    name: "nps-weighted",
    rows: [...reading.mature].reverse(),
    grey: (row) => row.n < 30,
    columns: [
      {
        key: "month",
        label: words.columns.month,
        raw: (r) => r.period_start.slice(0, 7),
        show: (r) => month(r.period_start, lang),
      },
      {
        key: "raw",
        label: own.columns.raw,
        num: true,
        raw: (r) => at("nps", r.period_start)?.value ?? null,
        show: (r) => value(at("nps", r.period_start)),
      },
      { key: "weighted", label: own.columns.weighted, num: true, raw: (r) => r.value, show: (r) => value(r) },
      {
        key: "n",
        label: words.columns.n,
        num: true,
        raw: (r) => r.n,
        show: (r) =>
          listLink(
            context,
            { metric_id: "nps_weighted", grain: "month", period_start: r.period_start, dims: {}, which: "all" },
            int(r.n),
          ),
      },
      {
        key: "effective_n",
        label: own.columns.effective,
        num: true,
        raw: (r) => at("nps_weighted_effective_n", r.period_start)?.value ?? null,
        show: (r) => int(at("nps_weighted_effective_n", r.period_start)?.value ?? 0),
      },
      {
        key: "response",
        label: own.columns.response,
        num: true,
        raw: (r) => at("survey_response_rate", r.period_start)?.value ?? null,
        show: (r) => {
          const rate = at("survey_response_rate", r.period_start);
          return rate?.value == null ? "—" : percent(rate.value);
        },
      },
      { key: "modes", label: own.columns.modes, num: true, raw: (r) => modesOf(r.period_start) },
    ],
  };
  return section(
    "weighted",
    own.weightedTitle(number(current.value, nps.scale), number(raw.value, nps.scale)),
    own.weightedLead,
    html`${table(data)}${refs(context, { definition: "nps_weighted", data, showTable: false })}`,
  );
}

/** How many answers it takes to be sure, from the scores as they are. */
function needs(context: Context): Html {
  const { words, published } = context;
  const own = words.voices;
  const found = published.voices.npsNeeds;
  const [margin] = found?.margins ?? [];
  const [change] = found?.changes ?? [];
  if (!found || !margin || !change) return nothing;
  const rows = [
    ...found.margins.map(({ points, answers }) => ({
      key: `margin_${points}`,
      what: own.needs.margin(points),
      answers,
    })),
    ...found.changes.map(({ points, answers }) => ({
      key: `change_${points}`,
      what: own.needs.change(points),
      answers,
    })),
  ];
  const data: Data<(typeof rows)[number]> = {
    name: "nps-answers-needed",
    rows,
    narrow: true,
    columns: [
      { key: "what", label: own.needs.columns.what, raw: (r) => r.key, show: (r) => r.what },
      {
        key: "answers",
        label: own.needs.columns.answers,
        num: true,
        raw: (r) => r.answers,
        show: (r) => int(r.answers),
      },
    ],
  };
  return section(
    "needed",
    own.needsTitle(int(margin.answers), int(change.answers)),
    own.needsLead(percent(found.promoters), percent(found.detractors), int(found.n)),
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

/** Answers of the headline month by score. */
function scores(context: Context, nps: Reading): Html {
  const { words, published, lang } = context;
  const own = words.nps;
  const start = nps.current?.period_start;
  const found = published.npsScores.filter((row) => row.month === start);
  const total = found[0]?.of ?? 0;
  const rows = Array.from({ length: 11 }, (_, score) => ({
    score,
    rows: found.find((row) => row.key === String(score))?.rows ?? 0,
  })).reverse();
  if (!start || total < 10) {
    return section("scores", own.title, words.emptyBecause, html`<p class="empty-state">${words.emptyBecause}</p>`);
  }
  const share = (from: number, to: number) =>
    percent(rows.filter((r) => r.score >= from && r.score <= to).reduce((sum, r) => sum + r.rows, 0) / total);
  const most = Math.max(...rows.map((row) => row.rows), 1);
  const data: Data<(typeof rows)[number]> = {
    name: "nps-scores",
    rows,
    narrow: true,
    columns: [
      { key: "score", label: words.columns.score, num: true, raw: (r) => r.score },
      { key: "answers", label: words.columns.answered, num: true, raw: (r) => r.rows, show: (r) => int(r.rows) },
      {
        key: "share",
        label: words.columns.share,
        num: true,
        raw: (r) => r.rows / total,
        show: (r) => percent(r.rows / total),
      },
    ],
  };
  return section(
    "scores",
    own.scoresTitle(share(9, 10), share(0, 6)),
    own.scoresLead(month(start, lang), int(total)),
    html`<ul class="bars">${rows.map(
      (row) =>
        html`<li><span>${own.score(String(row.score))}</span><i style="width:${((100 * row.rows) / most).toFixed(1)}%"></i><span class="num">${int(row.rows)}${words.and}${percent(row.rows / total)}</span></li>`,
    )}</ul>${refs(context, { definition: "nps", data, showTable: false })}`,
  );
}
