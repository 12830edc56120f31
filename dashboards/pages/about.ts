import { type Data, refs, table } from "../components/data.ts";
import { int, percent, wallTime } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { Html, html, nothing } from "../components/html.ts";
import { standards as standardMetrics } from "../components/standards.ts";
import { type Context, definePage } from "../page.ts";
import type { Definition, Finding, QualityRow, SourceQuality } from "../published.ts";

const marks = {
  pass: '<path d="M1 6l3 3 6-7" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  warn: '<path d="M5.5 0 11 10.5H0Z" fill="var(--worse)"/>',
  fail: '<path d="M5.5 0 11 5.5 5.5 11 0 5.5Z" fill="var(--worse)"/>',
};

/** About the data: gate, sources, rows, quarantine, missing inputs, calendar, files of the run, known limits. */
export default definePage((_published, words) => ({
  path: "about",
  title: words.about.nav,
  nav: { group: "data", order: 1, label: words.about.nav },
  render(context) {
    const own = context.words.about;
    const { manifest } = context.published;
    return html`${head(own.title, `${own.lead(manifest.run_id, manifest.engine, manifest.code_version)}${clocks(context)}`)}<div class="columns">${gate(context)}${quarantine(context)}</div>${sources(context)}<div class="columns">${coverage(context)}${calendar(context)}</div>${standards(context)}${files(context)}${section(
      "limits",
      own.limitsTitle,
      "",
      html`<ul class="plain-list">${own.limitsList.map((text) => html`<li>${text}</li>`)}</ul>`,
    )}`;
  },
}));

/** By which of the two clocks the numbers were cut: event time, landing time. */
function clocks({ words, published, lang }: Context): string {
  const { as_of: asOf, zone, basis } = published.manifest;
  const newest = basis.newest_event_at;
  if (newest === null) return "";
  const sentence = words.about.clocks(int(basis.loads), wallTime(newest, zone), asOf < newest);
  return lang === "zh" ? sentence : ` ${sentence}`;
}

function gate(context: Context): Html {
  const { words, published, say } = context;
  const own = words.about;
  const { gate: found, totals } = published.quality;
  const warnings = found.findings.filter((finding) => finding.severity === "warn").length;
  const state = (kind: keyof typeof marks) =>
    html`<span class="state"><svg viewBox="0 0 11 11" aria-hidden="true">${new Html(marks[kind])}</svg>${own.state[kind]}</span>`;
  const row = (finding: Finding) =>
    html`<li>${state(finding.severity)}<b>${say(finding.message)}</b><span class="small">${own.finding(finding.rule, int(finding.rows), finding.subject)}</span></li>`;
  return section(
    "gate",
    own.gateTitle(found.passed, warnings),
    own.gateLead,
    html`<ul class="gates"><li>${state("pass")}<span>${own.identity}</span><span class="small">${own.identityHolds(int(totals.read))}</span></li>${
      found.findings.length === 0
        ? html`<li>${state("pass")}<span>${own.gateClean}</span><span></span></li>`
        : found.findings.map(row)
    }</ul>`,
  );
}

function quarantine(context: Context): Html {
  const { words, published, say } = context;
  const own = words.about;
  const { totals, rules } = published.quality;
  const entity = (name: string) => words.entities[name] ?? name;
  const shown = [...rules].sort((a, b) => b.rows - a.rows);
  const most = shown[0]?.rows ?? 1;
  const named = (row: QualityRow) => html`${say(row.label)}<code class="under">${row.rule}</code>`;
  const data: Data<QualityRow> = {
    name: "quality",
    rows: shown,
    columns: [
      { key: "entity", label: own.ruleColumns.entity, raw: (r) => r.entity, show: (r) => entity(r.entity) },
      { key: "rule", label: own.ruleColumns.rule, raw: (r) => r.rule, show: named },
      {
        key: "action",
        label: own.ruleColumns.action,
        raw: (r) => r.action,
        show: (r) => words.actions[r.action] ?? r.action,
      },
      { key: "source", label: own.ruleColumns.source, raw: (r) => r.source },
      { key: "rows", label: own.ruleColumns.rows, num: true, raw: (r) => r.rows, show: (r) => int(r.rows) },
      {
        key: "share",
        label: own.ruleColumns.share,
        num: true,
        raw: (r) => r.share,
        show: (r) => (r.share === null ? "—" : percent(r.share, 2)),
      },
    ],
  };
  const kept = totals.read === 0 ? 1 : totals.loaded / totals.read;
  const held = totals.read === 0 ? 0 : totals.quarantined / totals.read;
  return section(
    "quarantine",
    own.rowsTitle(int(totals.read), int(totals.quarantined)),
    own.rowsLead,
    html`<div class="flow" role="img" aria-label="${own.rowsAlt(percent(kept, 2), percent(held, 2))}"><div class="kept" style="flex:${(100 * kept).toFixed(2)}">${own.kept(int(totals.loaded), percent(kept, 2))}</div>${totals.quarantined === 0 ? nothing : html`<div class="held" style="flex:${(100 * held).toFixed(2)}"></div>`}</div>${
      shown.length === 0
        ? html`<p class="small">${own.noneHeld}</p>`
        : html`<p class="note">${own.held(percent(held, 2))}</p><ul class="bars named">${shown
            .slice(0, 10)
            .map(
              (row) =>
                html`<li><span>${entity(row.entity)}${words.colon}${named(row)}</span><i style="width:${((100 * row.rows) / most).toFixed(1)}%"></i><span class="num">${int(row.rows)}</span></li>`,
            )}</ul>${refs(context, { data })}`
    }`,
  );
}

function sources(context: Context): Html {
  const { words, published } = context;
  const own = words.about;
  const rows = byEntity(context, published.quality.sources);
  const { zone } = published.manifest;
  const { as_of: asOf } = published.manifest;
  const newest = rows
    .map((row) => row.newest_at ?? "")
    .filter((at) => at <= asOf)
    .sort()
    .at(-1);
  const data: Data<SourceQuality> = {
    name: "sources",
    rows,
    columns: [
      { key: "source", label: own.sourceColumns.source, raw: (r) => r.source },
      {
        key: "entity",
        label: own.sourceColumns.entity,
        raw: (r) => r.entity,
        show: (r) => words.entities[r.entity] ?? r.entity,
      },
      {
        key: "newest_at",
        label: own.sourceColumns.newest,
        raw: (r) => r.newest_at,
        show: (r) => (r.newest_at ? wallTime(r.newest_at, zone) : "—"),
      },
      {
        key: "freshness_days",
        label: own.sourceColumns.age,
        raw: (r) => r.freshness_days,
        show: (r) => (r.freshness_days === null ? "—" : own.daysAgo(r.freshness_days)),
      },
      { key: "read", label: own.sourceColumns.read, num: true, raw: (r) => r.read, show: (r) => int(r.read) },
      { key: "loaded", label: own.sourceColumns.loaded, num: true, raw: (r) => r.loaded, show: (r) => int(r.loaded) },
      {
        key: "quarantined",
        label: own.sourceColumns.quarantined,
        num: true,
        raw: (r) => r.quarantined,
        show: (r) => int(r.quarantined),
      },
      {
        key: "superseded",
        label: own.sourceColumns.superseded,
        num: true,
        raw: (r) => r.superseded,
        show: (r) => int(r.superseded),
      },
    ],
  };
  return section(
    "sources",
    own.sourcesTitle(rows.length, newest ? wallTime(newest, zone) : "—"),
    own.sourcesLead,
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

/** One line an entity; several files of one entity are one source to a reader. */
function byEntity(context: Context, sources: readonly SourceQuality[]): SourceQuality[] {
  const { words } = context;
  return [...new Set(sources.map(({ entity }) => entity))].map((entity) => {
    const own = sources.filter((row) => row.entity === entity);
    const sum = (key: "read" | "loaded" | "quarantined" | "superseded") =>
      own.reduce((total, row) => total + row[key], 0);
    const newest = [...own].sort((a, b) => (b.newest_at ?? "").localeCompare(a.newest_at ?? ""))[0];
    return {
      source: own.length === 1 ? (own[0]?.source ?? "") : words.about.files(own.length),
      entity,
      read: sum("read"),
      loaded: sum("loaded"),
      quarantined: sum("quarantined"),
      superseded: sum("superseded"),
      newest_at: newest?.newest_at ?? null,
      freshness_days: newest?.freshness_days ?? null,
    };
  });
}

/** Metrics that could not be computed, by the fields they lack. */
function coverage(context: Context): Html {
  const { words, published, say } = context;
  const own = words.about;
  const lacking = new Map<string, Definition[]>();
  for (const status of published.status) {
    const definition = published.definitions.find((candidate) => candidate.id === status.metric_id);
    if (status.status !== "no_input" || !definition) continue;
    const fields = status.missing ?? "";
    lacking.set(fields, [...(lacking.get(fields) ?? []), definition]);
  }
  const data: Data<[string, Definition[]]> = {
    name: "missing-inputs",
    narrow: true,
    rows: [...lacking].sort(([a], [b]) => a.localeCompare(b)),
    columns: [
      {
        key: "fields",
        label: own.coverageColumns.field,
        raw: ([fields]) => fields,
        show: ([fields]) => html`<code>${fields}</code>`,
      },
      {
        key: "metrics",
        label: own.coverageColumns.metrics,
        raw: ([, definitions]) => definitions.map((d) => d.id).join(" "),
        show: ([, definitions]) =>
          html`${definitions.map((d, i) => html`${i ? words.separator : ""}<a href="${context.link(`definitions/${d.id}`)}">${say(d.label)}</a>`)}`,
      },
    ],
  };
  return section(
    "coverage",
    own.coverageTitle,
    own.coverageLead,
    data.rows.length === 0
      ? html`<p class="small">${own.coverageAll}</p>`
      : html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

function calendar(context: Context): Html {
  const own = context.words.about;
  const { years } = context.published.quality.calendar;
  const first = Math.min(...years);
  return section(
    "calendar",
    years.length === 0 ? own.calendarNone : own.calendarTitle(first, Math.max(...years)),
    own.calendarLead,
    nothing,
  );
}

function standards(context: Context): Html {
  const { words, published, say } = context;
  const own = words.about;
  const rows = standardMetrics.flatMap(({ standard, metric }) => {
    const definition = published.definitions.find(({ id }) => id === metric);
    return definition ? [{ standard, definition }] : [];
  });
  const data: Data<(typeof rows)[number]> = {
    name: "standards",
    rows,
    columns: [
      {
        key: "standard",
        label: own.definitionColumns.standard,
        raw: (r) => r.standard,
        show: (r) => html`<b class="nowrap">${words.standards[r.standard]}</b>`,
      },
      {
        key: "metric_id",
        label: own.definitionColumns.metric,
        raw: (r) => r.definition.id,
        show: (r) => html`<a href="${context.link(`definitions/${r.definition.id}`)}">${say(r.definition.label)}</a>`,
      },
      { key: "numerator", label: own.definitionColumns.numerator, raw: (r) => say(r.definition.numerator) },
      { key: "denominator", label: own.definitionColumns.denominator, raw: (r) => say(r.definition.denominator) },
      {
        key: "maturity_days",
        label: own.definitionColumns.maturity,
        raw: (r) => r.definition.maturity.days,
        show: (r) => say(r.definition.maturity),
      },
    ],
  };
  return section(
    "definitions",
    own.definitionsTitle,
    own.definitionsLead(published.definitions.length),
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}

function files(context: Context): Html {
  const own = context.words.about;
  type File = Context["published"]["manifest"]["files"][number];
  const data: Data<File> = {
    name: "files",
    rows: context.published.manifest.files,
    columns: [
      { key: "path", label: own.fileColumns.path, raw: (f) => f.path },
      {
        key: "rows",
        label: own.fileColumns.rows,
        num: true,
        raw: (f) => f.rows,
        show: (f) => (f.rows === null ? "—" : int(f.rows)),
      },
      { key: "bytes", label: own.fileColumns.bytes, num: true, raw: (f) => f.bytes, show: (f) => int(f.bytes) },
      {
        key: "sha256",
        label: own.fileColumns.sha,
        raw: (f) => f.sha256,
        show: (f) => html`<code>${f.sha256.slice(0, 16)}</code>`,
      },
    ],
  };
  return section(
    "files",
    own.filesTitle,
    own.filesLead,
    html`${table(data)}${refs(context, { data, showTable: false })}`,
  );
}
