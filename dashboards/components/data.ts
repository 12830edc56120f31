import type { Context, ListRequest } from "../page.ts";
import { type Html, html, nothing } from "./html.ts";
import type { Reading } from "./reading.ts";

/** One column of a table and of its CSV: the raw value for the file, the printed one for people. */
export interface Column<Row> {
  key: string;
  label: string;
  num?: boolean;
  raw(row: Row): string | number | null;
  show?(row: Row): Html | string;
}

export interface Data<Row> {
  /** File name without extension; also tells apart the figures of a page. */
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Rows shown in grey. */
  grey?(row: Row): boolean;
  /** Few columns: does not scroll on a phone. */
  narrow?: boolean;
  caption?: string;
}

/** Dates, months and codes, which a hyphen would let break. */
const isCode = /^(\d{4}-\d\d(-\d\d)?|c-\d+[a-z]?)$/;

/** A table for people. */
export function table<Row>(data: Data<Row>): Html {
  const cell = (column: Column<Row>, row: Row) => {
    const shown = column.show ? column.show(row) : (column.raw(row) ?? "—");
    return typeof shown === "string" && isCode.test(shown) ? html`<span class="nowrap">${shown}</span>` : shown;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${data.caption ?? data.name}"><table${data.narrow ? html` class="narrow"` : nothing}>${
    data.caption ? html`<caption>${data.caption}</caption>` : nothing
  }<thead><tr>${data.columns.map((c) => html`<th scope="col"${c.num ? html` class="num"` : nothing}>${c.label}</th>`)}</tr></thead><tbody>${data.rows.map(
    (row) =>
      html`<tr${data.grey?.(row) ? html` class="grey"` : nothing}>${data.columns.map((c, i) =>
        i === 0
          ? html`<th scope="row">${cell(c, row)}</th>`
          : html`<td${c.num ? html` class="num"` : nothing}>${cell(c, row)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

/** A link to the CSV of the same rows. */
export function csvLink<Row>(context: Context, data: Data<Row>): Html {
  const path = context.registry.csv(
    data.name,
    data.columns.map((c) => c.key),
    data.rows.map((row) => data.columns.map((c) => c.raw(row))),
  );
  const day = context.published.manifest.run_id;
  return html`<a href="${context.file(path)}" download="${data.name}-${day}.csv">${context.words.csv}</a>`;
}

/** A link to a ticket list; the bare label where no list is kept. */
export function listLink(context: Context, request: ListRequest, label: string): Html {
  const id = context.registry.list(request);
  return id === null ? html`${label}` : html`<a href="${context.link("tickets")}?list=${id}">${label}</a>`;
}

/** The line under every figure: definition, tickets, CSV, and the table behind the figure. */
export function refs<Row>(
  context: Context,
  options: { definition?: string; lists?: readonly Html[]; data?: Data<Row>; showTable?: boolean },
): Html {
  const { definition, lists = [], data, showTable = true } = options;
  const { words } = context;
  return html`<div class="refs">${
    definition ? html`<a href="${context.link(`definitions/${definition}`)}">${words.definition}</a>` : nothing
  }${lists}${data ? csvLink(context, data) : nothing}${
    data && showTable ? html`<details class="data"><summary>${words.table}</summary>${table(data)}</details>` : nothing
  }</div>`;
}

/** The tickets behind the current value of a reading: those that count and those that do not are told apart by `which`. */
export const requestOf = (reading: Reading, which: ListRequest["which"]): ListRequest | null =>
  reading.current && {
    metric_id: reading.series.id,
    grain: reading.current.grain,
    period_start: reading.current.period_start,
    dims: reading.current.dims,
    which,
  };
