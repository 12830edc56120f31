import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dayBefore } from "../../dashboards/components/format.ts";
import { csv } from "../../dashboards/csv.ts";
import type { ListRequest } from "../../dashboards/page.ts";
import { tighten } from "../../dashboards/page.ts";
import type { Lang, Published } from "../../dashboards/published.ts";
import { words } from "../../dashboards/words.ts";
import type { Metric, Series } from "../../transforms/metrics/metric.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { midnight } from "../metrics/population.ts";
import { findSeries } from "../metrics/registry.ts";
import { registry } from "../metrics.ts";
import { eventsListed, traceSql } from "../trace.ts";
import { memberColumns, membersSql, openMembers, themeOf } from "./theme-members.ts";

/** Longer lists are left to `huiyin trace`; a page then shows the number without a link. */
const longest = 20_000;

const columns = ["id", "filed_at", "model", "region", "service_point_id", "hit", "minutes"] as const;
type Row = Record<string, string | number | boolean | null>;

/** Lists from the published tables: which can be made, and what is in one. */
export interface Lists {
  can(request: ListRequest): boolean;
  /** Writes each list as JSON and CSV, and an index of them all, into a folder. */
  write(requests: ReadonlyMap<string, ListRequest>, folder: string): Promise<void>;
}

/** Prepares lists over an engine that holds the published tables and the prelude. */
export async function openLists(engine: Engine, published: Published): Promise<Lists> {
  const metrics = await registry();
  const traceable = new Set<string>();
  for (const metric of metrics) {
    const sample = sqlOf(metric, {
      metric_id: metric.id,
      grain: "all",
      period_start: "1970-01-01",
      dims: {},
      which: "all",
    });
    // A population told apart by a personal column cannot be listed from what is published.
    const works = await engine.query(`SELECT * FROM (${sample}) AS list LIMIT 0`).then(
      () => true,
      () => false,
    );
    if (works) traceable.add(metric.id);
  }
  const seriesOf = (id: string): Series | null => {
    const series = findSeries(metrics, id);
    return traceable.has(series.metric.id) ? series : null;
  };
  const selectOf = (request: ListRequest): { sql: string; head: readonly string[] } => {
    const theme = themeOf(published.themes, request);
    if (theme) return { sql: membersSql(theme), head: memberColumns };
    const series = seriesOf(request.metric_id);
    if (!series) throw new Error(`No list can be made of "${request.metric_id}".`);
    return { sql: request.compared ? comparedSql(series, request) : sqlOf(series, request), head: columns };
  };
  const size = (request: ListRequest): number =>
    published.values.find(
      (row) =>
        row.metric_id === request.metric_id && row.grain === request.grain && row.period_start === request.period_start,
    )?.n ?? 0;
  return {
    can: (request) => {
      const theme = themeOf(published.themes, request);
      if (theme) return theme.share.x <= longest;
      return seriesOf(request.metric_id) !== null && size(request) <= longest;
    },
    async write(requests, folder) {
      await mkdir(folder, { recursive: true });
      await openMembers(engine, published.themes);
      const index: { id: string; title: string; title_en: string; n: number }[] = [];
      for (const [id, request] of [...requests].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const { sql, head } = selectOf(request);
        const rows = (await engine.query<Row>(sql)).map((row) => head.map((column) => row[column] ?? null));
        const titles = { title: titleOf(published, request, "zh"), title_en: titleOf(published, request, "en") };
        await writeFile(join(folder, `${id}.json`), JSON.stringify({ ...titles, columns: head, rows }));
        await writeFile(join(folder, `${id}.csv`), csv(head, rows));
        index.push({ id, ...titles, n: rows.length });
      }
      await writeFile(join(folder, "index.json"), JSON.stringify({ lists: index }));
    },
  };
}

/** The cases a service point or engineer is compared by; `hit` speaks of the metric, not of what went wrong. */
function comparedSql({ metric }: Series, { dims, which }: ListRequest): string {
  const good = metric.measure.kind === "nps" ? "x = 1" : metric.better === "higher" ? "x = 0" : "x = 1";
  const wanted = { all: "TRUE", hit: good, miss: `NOT (${good})` }[which];
  const slice = Object.entries(dims).map(([key, value]) => `AND ${identifier(key)} = ${literal(value)}`);
  return `SELECT id, strftime(to_local(filed_at), '%Y-%m-%d %H:%M') AS filed_at, model, region, service_point_id,
      ${good} AS hit, CAST(NULL AS INTEGER) AS minutes
    FROM fct_outcomes WHERE metric_id = ${literal(metric.id)} AND appeal_reason IS NULL AND ${wanted} ${slice.join(" ")}
    ORDER BY filed_at, id`;
}

/** The rows behind a number with what a person needs to find them: time, model, place, and whether and how they count. */
function sqlOf(series: Series | Metric, request: ListRequest): string {
  const metric = "metric" in series ? series.metric : series;
  const { dims, which, period_start, until } = request;
  const population = eventsListed(metric, which) ?? metric.population;
  const trace = traceSql(series, { grain: until === undefined ? request.grain : "all", period_start, dims, which });
  const key = identifier(population.id);
  const window =
    until === undefined
      ? ""
      : `WHERE t.filed_at >= ${midnight(`DATE ${literal(period_start)}`)} AND t.filed_at < ${midnight(`DATE ${literal(until)}`)}`;
  return `WITH t AS (${trace})
    SELECT CAST(t.id AS VARCHAR) AS id, strftime(to_local(t.filed_at), '%Y-%m-%d %H:%M') AS filed_at,
      p.model, p.region, p.service_point_id, t.hit, t.minutes
    FROM t
    JOIN (SELECT ${key} AS id, min(model) AS model, min(region) AS region, min(service_point_id) AS service_point_id
          FROM ${population.from} WHERE ${key} IN (SELECT id FROM t) GROUP BY ${key}) AS p ON p.id = t.id
    ${window} ORDER BY filed_at, id`;
}

/** What a list is called: measure, period, slice, and which of its rows. */
export function titleOf(published: Published, request: ListRequest, lang: Lang): string {
  const own = words[lang];
  const theme = themeOf(published.themes, request);
  if (theme)
    return [theme.label_zh, theme.theme_id, `${request.period_start} – ${dayBefore(request.until ?? "")}`].join(
      own.and,
    );
  const series = published.definitions.flatMap((d) => d.series).find(({ id }) => id === request.metric_id);
  const label = series ? (lang === "zh" ? tighten(series.label.zh) : series.label.en) : request.metric_id;
  const { grain, period_start: start, until } = request;
  const period = until
    ? `${start} – ${dayBefore(until)}`
    : grain === "all"
      ? ""
      : start.slice(0, grain === "year" ? 4 : grain === "month" ? 7 : 10);
  const slice = Object.entries(request.dims).map(
    ([key, value]) => `${own.dims[key] ?? key}${own.colon}${own.values[key]?.[value] ?? value}`,
  );
  return [label, period, ...slice, own.tickets.which[request.which]].filter(Boolean).join(own.and);
}
