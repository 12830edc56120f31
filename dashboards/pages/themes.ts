import { csvLink, type Data } from "../components/data.ts";
import { int, percent } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, json } from "../components/html.ts";
import { curationForm } from "../components/theme-form.ts";
import { listed, listHead, sparkWidth, themeTree, unassignedRow } from "../components/theme-list.ts";
import { fewTexts, rangeText, themePath, themesWithPage, thinTexts } from "../components/theme-parts.ts";
import { explorerFile } from "../explorer/facts.ts";
import { type Context, definePage } from "../page.ts";
import type { Theme } from "../themes.ts";

const dimensions = ["model", "region", "channel", "batch"] as const;

/** What users say: the themes of thirteen weeks, with search and filters where there is script, and each theme's evidence. */
export default definePage((published, words) => ({
  path: "themes",
  title: words.themes.title,
  nav: { group: "quality", order: published.themes.list.length > 0 ? 0.5 : 9, label: words.themes.nav },
  charts: published.themes.list.length > 0,
  script: "explorer",
  render: (context) => (context.published.themes.list.length === 0 ? none(context) : explorer(context)),
}));

const none = (context: Context): Html => {
  const own = context.words.themes;
  const { all } = context.published.themes.texts;
  return all === 0
    ? html`${head(own.title, own.noneLead)}<p class="empty-state">${own.none}</p>`
    : html`${head(own.title, own.alikeLead)}<p class="empty-state">${own.alike(int(all))}</p>`;
};

/** The finding: what moved, else what is largest. */
function heading(context: Context): string {
  const own = context.words.themes;
  const rows = listed(context.published.themes.list);
  const count = (kind: Theme["verdict"]) => rows.filter(({ verdict }) => verdict === kind).length;
  const moved = [count("worse"), count("better")] as const;
  if (moved[0] + moved[1] > 0) return own.headingMoved(...moved);
  const [first] = rows;
  return first && first.share.x >= fewTexts
    ? own.heading(first.label_zh, percent(first.share.x / first.share.n))
    : own.title;
}

function explorer(context: Context): Html {
  const { published, words } = context;
  const own = words.themes;
  const { since, until, texts } = published.themes;
  return html`<div class="explorer" data-explorer="${context.file(explorerFile)}" data-text="${json(textOf(context))}">${head(heading(context), own.lead(since, until, int(texts.all)))}${filters(context)}<p class="small" data-status role="status" hidden></p><div class="empty-state" data-empty hidden></div><div class="panes"><div class="list"><h2 class="hidden-text">${own.columns.theme}</h2>${listHead(context)}<div class="tree">${themeTree(context, published.themes.list)}</div>${unassignedRow(context)}<div class="refs">${csvLink(context, listData(context))}<a href="#how">${own.how}</a></div></div><dialog class="drawer" aria-label="${own.drawer}"><button type="button" class="back" data-close>${own.close}</button><div data-body tabindex="-1" autofocus></div>${curationForm(context)}</dialog></div>${section(
    "how",
    own.how,
    own.howLead,
    html`<p class="small">${own.howWhy}</p><p class="small">${own.howVerdict}</p><p class="small">${own.howSmall}</p>`,
  )}</div>`;
}

/** Native controls; hidden without script, which alone can answer them. */
function filters(context: Context): Html {
  const own = context.words.themes;
  const { since, fileSince, until } = context.published.themes;
  const days = (from: string) => Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000) + 1;
  const reach = days(fileSince);
  const window = days(since);
  const periods = [window, ...[28, 396].filter((period) => period !== window && (period < window || reach > window))];
  const select = (name: string, label: string, options: Html | readonly Html[]) =>
    html`<label><span>${label}</span><select name="${name}">${options}</select></label>`;
  return html`<form class="filters" aria-label="${own.filters}" hidden>${dimensions.map((name) =>
    select(name, own.dims[name] ?? name, html`<option value="">—</option>`),
  )}${select(
    "days",
    own.dims.days ?? "",
    periods.map(
      (period) => html`<option value="${period}">${own.periods[period] ?? own.detail.window(since, until)}</option>`,
    ),
  )}<label class="grow"><span>${own.search}</span><input type="search" name="q" autocomplete="off" placeholder="${own.searchHint}"></label><span class="end"><button type="button" data-copy data-done="${own.copied}">${own.copy}</button><button type="button" data-csv>${context.words.csv}</button><button type="reset">${own.reset}</button></span></form>`;
}

/** What the script needs to say and to draw; it has no words of its own. */
function textOf(context: Context) {
  const { words, published } = context;
  const own = words.themes;
  const { since, until } = published.themes;
  return {
    days: Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000) + 1,
    texts: published.themes.texts.all,
    file: `themes-${published.manifest.run_id}.csv`,
    pages: Object.fromEntries(
      themesWithPage(published.themes).map(({ theme_id: id }) => [id, context.link(themePath(id))]),
    ),
    spark: sparkWidth,
    few: fewTexts,
    thin: thinTexts,
    all: own.all("{name}", 0).replace("0", "{n}"),
    option: own.option("{name}", "{n}"),
    dims: own.dims,
    channels: words.values.channel ?? {},
    row: own.row("{share}", "{n}"),
    count: own.count("{n}"),
    group: own.groupNote("{share}", "{n}", "{themes}"),
    fewWeeks: own.fewWeeks,
    unassigned: own.unassigned,
    unassignedNote: own.unassignedNote("{share}", "{lo}", "{hi}", "{n}"),
    unassignedParts: own.unassignedParts("{assigned}", "{unassigned}", "{emerging}"),
    interval: words.intervalShort("{lo}", "{hi}"),
    filtered: own.filtered("{texts}", "{of}"),
    emptyTitle: own.emptyTitle,
    relax: own.relax("{condition}", "{n}"),
    emptyHopeless: own.emptyHopeless,
    failed: own.failed,
    loading: own.loading,
    clauses: own.clauses,
    clausesOf: own.clausesOf("{shown}", "{n}"),
    clausesFew: own.clausesFew,
    clausesHidden: own.clausesHidden,
    more: own.more("{n}"),
    why: own.why("{words}", "{score}", "{margin}"),
    whyWords: own.why("{words}", "{score}", ""),
    whyScore: own.why("", "{score}", ""),
    runnerUp: own.runnerUp,
    danger: own.danger,
    dangers: own.dangers("{n}"),
    dangersAlt: own.dangersAlt("{n}"),
    quoted: own.quoted("{word}"),
    curated: own.curated,
    wrong: own.wrong,
    preview: own.curate.preview,
    incomplete: own.curate.incomplete,
    columns: ["theme_id", "theme", "parent", "texts", "of", "share", "lo", "hi"],
  };
}

function listData(context: Context): Data<Theme> {
  const own = context.words.themes;
  const { list } = context.published.themes;
  const share = ({ share: { x, n } }: Theme) => (x < fewTexts ? null : x / n);
  const end = (v: number, { share: { x } }: Theme) => (x < fewTexts ? null : v);
  return {
    name: "themes",
    rows: listed(list),
    caption: own.title,
    grey: ({ share: { x } }) => x < thinTexts,
    columns: [
      { key: "theme_id", label: "id", raw: (r) => r.theme_id },
      { key: "theme", label: own.columns.theme, raw: (r) => r.label_zh },
      {
        key: "parent",
        label: own.columns.parent,
        raw: (r) => list.find(({ theme_id }) => theme_id === r.parent_theme_id)?.label_zh ?? null,
      },
      { key: "texts", label: own.columns.texts, num: true, raw: (r) => r.share.x },
      { key: "of", label: own.columns.of, num: true, raw: (r) => r.share.n },
      { key: "share", label: own.columns.share, num: true, raw: share },
      {
        key: "lo",
        label: own.columns.interval,
        num: true,
        raw: (r) => end(r.share.lo, r),
        show: (r) => rangeText(context, r.share),
      },
      { key: "hi", label: own.columns.interval, num: true, raw: (r) => end(r.share.hi, r) },
    ],
  };
}
