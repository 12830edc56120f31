import { Html, html, nothing } from "./html.ts";

/** The shared axis of interval rows, in the rows' own unit. */
export interface Axis {
  min: number;
  max: number;
  log?: boolean;
}

const inset = 3;

/** Place of a value on an axis, in percent of the cell's width. */
export function place(value: number, axis: Axis): number {
  const f = axis.log ? Math.log : (v: number) => v;
  const within = Math.min(Math.max(value, axis.min), axis.max);
  const share = axis.max === axis.min ? 0.5 : (f(within) - f(axis.min)) / (f(axis.max) - f(axis.min));
  return inset + (100 - 2 * inset) * share;
}

/**
 * Dot, whisker and reference line of one value, filling its cell. An end beyond the axis becomes an arrow.
 * @param tone token name of the colour
 */
export function whisker(
  row: { value: number; lo: number | null; hi: number | null },
  axis: Axis,
  options: { tone: string; reference?: number | null; label: string },
): Html {
  const at = (v: number) => `${place(v, axis).toFixed(1)}%`;
  const { reference } = options;
  const lo = row.lo ?? axis.min;
  const hi = row.hi ?? axis.max;
  const arrow = (edge: number, path: string) =>
    html`<svg x="${at(edge)}" width="1" height="20" overflow="visible"><path d="${path}" fill="none" stroke="var(--${options.tone})" stroke-width="1.5"/></svg>`;
  return html`<svg width="100%" height="20" role="img" aria-label="${options.label}">${
    reference === undefined || reference === null
      ? nothing
      : html`<line x1="${at(reference)}" x2="${at(reference)}" y1="2" y2="18" stroke="var(--context)"/>`
  }<line x1="${at(lo)}" x2="${at(hi)}" y1="10" y2="10" stroke="var(--${options.tone})" stroke-width="2"/>${
    hi > axis.max || row.hi === null ? arrow(axis.max, "M-1 6l5 4-5 4") : nothing
  }${lo < axis.min || row.lo === null ? arrow(axis.min, "M1 6l-5 4 5 4") : nothing}<circle cx="${at(row.value)}" cy="10" r="4" fill="var(--${options.tone})"/></svg>`;
}

/** Tick labels above interval rows. */
export const ticks = (axis: Axis, at: readonly { value: number; label: string }[]): Html =>
  html`<span class="ticks" aria-hidden="true">${at.map(({ value, label }) => html`<span style="left:${place(value, axis).toFixed(1)}%">${label}</span>`)}</span>`;

/** Round ticks over a range: of the coarsest step that gives at least `least` of them. */
export function roundTicks(min: number, max: number, least = 3): number[] {
  if (!(max > min)) return [min];
  const power = 10 ** Math.floor(Math.log10(max - min));
  for (const step of [5, 2.5, 2, 1, 0.5, 0.25, 0.2, 0.1].map((k) => k * power)) {
    const first = Math.ceil(min / step - 1e-9);
    const count = Math.floor(max / step + 1e-9) - first + 1;
    if (count >= least) return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  }
  return [min, max];
}

/** An axis that holds every value with some room, and its ticks. */
export function axisOver(
  values: readonly number[],
  bounds: { min?: number; max?: number } = {},
): Axis & { ticks: number[] } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high === low ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.08;
  const min = Math.max(low - room, bounds.min ?? Number.NEGATIVE_INFINITY);
  const max = Math.min(high + room, bounds.max ?? Number.POSITIVE_INFINITY);
  return { min, max, ticks: roundTicks(min, max) };
}

/** Places of a table cell's line. */
export function sparkScale(values: readonly number[], width: number, fromZero: boolean) {
  const height = 26;
  const low = fromZero ? 0 : Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return {
    height,
    x: (i: number) => 3 + ((width - 6) * i) / (values.length - 1),
    y: (v: number) => height - 4 - ((height - 8) * (v - low)) / span,
  };
}

export const linePath = (values: readonly number[], x: (i: number) => number, y: (v: number) => number): string =>
  values.map((v, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");

/**
 * A line of the newest months in a table cell; the numbers stand in the row, so it is hidden from readers.
 * @param late how many of the last points are not mature
 * @param fromZero counts, whose line begins at nothing
 */
export function spark(
  values: readonly number[],
  options: { tone?: string; late?: number; width?: number; fromZero?: boolean } = {},
): Html {
  const { tone = "series", late = 0, width = 96, fromZero = false } = options;
  if (values.length < 2) return nothing;
  const { x, y, height } = sparkScale(values, width, fromZero);
  const path = (from: number, to: number) => linePath(values.slice(from, to), (i) => x(i + from), y);
  const cut = values.length - late;
  const last = values[cut - 1];
  const drawn = [
    `<path d="${path(0, cut)}" fill="none" stroke="var(--${tone})" stroke-width="1.5"/>`,
    late
      ? `<path d="${path(cut - 1, values.length)}" fill="none" stroke="var(--immature)" stroke-dasharray="2 2"/>`
      : "",
    last === undefined
      ? ""
      : `<circle cx="${x(cut - 1).toFixed(1)}" cy="${y(last).toFixed(1)}" r="2.5" fill="var(--${tone})"/>`,
  ];
  return new Html(
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${drawn.join("")}</svg>`,
  );
}
