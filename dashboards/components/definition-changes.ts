import type { Context } from "../page.ts";
import type { Definition, DefinitionEffect } from "../published.ts";
import { type Data, refs, table } from "./data.ts";
import { int, scaleOf, signed } from "./format.ts";
import { section } from "./frame.ts";
import { type Html, html, nothing } from "./html.ts";
import { findSeries, printed } from "./reading.ts";

/** One change of a definition, with what it did to one of its series. */
interface Row {
  definition: Definition;
  version: number;
  on: string;
  why: string;
  effect: DefinitionEffect | null;
}

function rowsOf(context: Context, definition: Definition): Row[] {
  return (definition.changes ?? []).flatMap(({ on, why }, i): Row[] => {
    const row = { definition, version: i + 2, on, why: context.say(why) };
    const effects = context.published.effects.filter(
      (effect) => effect.definition_id === definition.id && effect.version === i + 1,
    );
    return effects.length === 0 ? [{ ...row, effect: null }] : effects.map((effect) => ({ ...row, effect }));
  });
}

function effectsTable(context: Context, rows: readonly Row[], name: string): Html {
  const { words } = context;
  const own = words.definitions;
  const series = (row: Row) =>
    row.effect === null ? null : findSeries(context.published.definitions, row.effect.metric_id)?.series;
  const scale = (row: Row) => scaleOf(series(row) ?? row.definition, Math.abs(row.effect?.value ?? 0), words.units);
  const side = (row: Row, value: number | null | undefined, n: number | null | undefined) =>
    value == null || n == null || n < 10
      ? "—"
      : html`${printed(value, scale(row))} <span class="note">${words.n(int(n))}</span>`;
  const moved = (effect: DefinitionEffect | null) =>
    effect?.value == null || effect.value_before === null || Math.min(effect.n, effect.n_before ?? 0) < 10
      ? null
      : effect.value - effect.value_before;
  const data: Data<Row> = {
    name,
    rows,
    columns: [
      {
        key: "metric_id",
        label: own.label,
        raw: (r) => r.effect?.metric_id ?? r.definition.id,
        show: (r) =>
          html`<a href="${context.link(`definitions/${r.definition.id}`)}">${context.say((series(r) ?? r.definition).label)}</a>`,
      },
      { key: "month", label: words.columns.month, raw: (r) => r.effect?.period_start.slice(0, 7) ?? null },
      {
        key: "before",
        label: own.before,
        num: true,
        raw: (r) => r.effect?.value_before ?? null,
        show: (r) => (r.effect === null ? own.unknown : side(r, r.effect.value_before, r.effect.n_before)),
      },
      {
        key: "now",
        label: own.now,
        num: true,
        raw: (r) => r.effect?.value ?? null,
        show: (r) => side(r, r.effect?.value, r.effect?.n),
      },
      {
        key: "moved",
        label: own.moved,
        num: true,
        raw: (r) => moved(r.effect),
        show: (r) => {
          const by = moved(r.effect);
          return by === null ? "—" : `${signed(by, scale(r))}${scale(r).step}`;
        },
      },
      { key: "on", label: own.changed, raw: (r) => r.on },
      { key: "why", label: own.why, raw: (r) => r.why },
      { key: "version", label: own.version, num: true, raw: (r) => r.version },
    ],
  };
  return html`${table(data)}${refs(context, { data, showTable: false })}`;
}

/** Every change of every definition, newest first. */
export function changeLog(context: Context): Html {
  const own = context.words.definitions;
  const changed = context.published.definitions.filter(({ changes = [] }) => changes.length > 0);
  const rows = changed.flatMap((definition) => rowsOf(context, definition)).sort((a, b) => b.on.localeCompare(a.on));
  return section(
    "changes",
    own.log(changed.length),
    own.logLead,
    rows.length === 0 ? nothing : effectsTable(context, rows, "definition-changes"),
  );
}

/** The changes of one definition, with what it was in SQL. */
export function changesOf(context: Context, definition: Definition): Html {
  const own = context.words.definitions;
  const changes = definition.changes ?? [];
  if (changes.length === 0) return nothing;
  return section(
    "changes",
    own.changesTitle(changes.length + 1),
    own.logLead,
    html`${effectsTable(context, rowsOf(context, definition), `changes-${definition.id}`)}${changes.map(({ sql }, i) =>
      sql === null
        ? nothing
        : html`<details class="data"><summary>${own.formerly(i + 1)}</summary><pre tabindex="0">${sql}</pre></details>`,
    )}`,
  );
}
