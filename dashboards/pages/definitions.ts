import { type Data, listLink, refs, requestOf, table } from "../components/data.ts";
import { changeLog, changesOf } from "../components/definition-changes.ts";
import { int, month } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { html, nothing } from "../components/html.ts";
import { ends, printed, readMonths } from "../components/reading.ts";
import { intervalPlot, monthsData } from "../components/series.ts";
import { judged } from "../components/verdict.ts";
import { type Context, definePage, type Page } from "../page.ts";
import type { Definition } from "../published.ts";

/** The registry as pages: an index, and one page a metric. */
export default definePage((published, words, say) => [
  {
    path: "definitions/index",
    title: words.definitions.title,
    nav: { group: "data", order: 9, label: words.definitions.nav },
    render: index,
  },
  ...published.definitions.map(
    (definition): Page => ({
      path: `definitions/${definition.id}`,
      title: say(definition.label),
      charts: true,
      render: (context) => metricPage(context, definition),
    }),
  ),
]);

function index(context: Context) {
  const { words, published, say } = context;
  const own = words.definitions;
  const data: Data<Definition> = {
    name: "definitions",
    rows: [...published.definitions].sort(
      (a, b) => a.code.localeCompare(b.code, "en", { numeric: true }) || a.id.localeCompare(b.id),
    ),
    columns: [
      { key: "code", label: own.code, raw: (d) => d.code },
      {
        key: "id",
        label: own.label,
        raw: (d) => d.id,
        show: (d) => html`<a href="${context.link(`definitions/${d.id}`)}">${say(d.label)}</a>`,
      },
      { key: "numerator", label: own.numerator, raw: (d) => say(d.numerator) },
      { key: "denominator", label: own.denominator, raw: (d) => say(d.denominator) },
      {
        key: "interval",
        label: own.interval,
        raw: (d) => d.interval,
        show: (d) => own.intervals[d.interval] ?? d.interval,
      },
      { key: "maturity_days", label: own.maturity, raw: (d) => d.maturity.days, show: (d) => say(d.maturity) },
    ],
  };
  return html`${head(own.heading(published.definitions.length), own.lead)}${table(data)}${refs(context, { data, showTable: false })}${changeLog(context)}`;
}

function metricPage(context: Context, definition: Definition) {
  const { words, say } = context;
  const own = words.definitions;
  const facts: [string, unknown][] = [
    [own.numerator, say(definition.numerator)],
    [own.denominator, say(definition.denominator)],
    [own.unit, own.unitNames[definition.unit] ?? definition.unit],
    [own.better, own.directions[definition.better]],
    [own.interval, own.intervals[definition.interval] ?? definition.interval],
    [own.maturity, say(definition.maturity)],
    [own.requires, definition.requires.join(words.separator) || own.none],
    [own.code, `${definition.code} ${definition.id}`],
    [own.version, String((definition.changes?.length ?? 0) + 1)],
  ];
  return html`${head(say(definition.label), say(definition.description))}<dl class="pairs small">${facts.map(
    ([term, text]) => html`<dt>${term}</dt><dd>${String(text)}</dd>`,
  )}${definition.worked_example ? html`<dt>${own.example}</dt><dd>${say(definition.worked_example)}</dd>` : nothing}</dl>${definition.series.map(
    (series) => {
      const reading = readMonths(context, series.id);
      const { current } = reading;
      const range = current ? ends(current, reading.scale) : null;
      const visible = current && current.value !== null && (reading.state === "ok" || reading.state === "few");
      const all = visible ? requestOf(reading, "all") : null;
      const lead = visible
        ? `${month(current.period_start, context.lang)}${words.and}${printed(current.value ?? 0, reading.scale)}${words.and}${
            range ? words.interval(range.lo, range.hi) : words.noInterval
          }${words.and}${words.n(int(current.n))}`
        : reading.state === "absent"
          ? words.needs(reading.missing)
          : reading.state === "hidden"
            ? words.hiddenBecause(int(current?.n ?? 0))
            : words.emptyBecause;
      return section(
        series.id.replaceAll("_", "-"),
        say(series.label),
        lead,
        html`${judged(context, reading)}${visible ? (intervalPlot(context, reading, say(series.label)) ?? nothing) : nothing}${
          reading.mature.length + reading.late.length > 0
            ? refs(context, {
                lists: all ? [listLink(context, all, words.n(int(current?.n ?? 0)))] : [],
                data: monthsData(context, reading, series.id),
              })
            : nothing
        }`,
      );
    },
  )}${changesOf(context, definition)}${definition.sql ? section("sql", own.sql, "", html`<pre tabindex="0">${definition.sql}</pre>`) : nothing}<p class="small"><a href="${context.link("definitions/index")}">${own.back}</a></p>`;
}
