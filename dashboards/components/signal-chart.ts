import type { SignalWeek } from "../signals.ts";
import { escapeText } from "./html.ts";

export interface ChartColours {
  bar: string;
  line: string;
  alarm: string;
  text: string;
}

/** Of the pages, which follow the reader's light or dark; and of files that leave the house. */
export const pageColours: ChartColours = {
  bar: "var(--context)",
  line: "var(--series)",
  alarm: "var(--worse)",
  text: "var(--ink-2)",
};
export const paperColours: ChartColours = { bar: "#878f96", line: "#1b2127", alarm: "#ad450c", text: "#50575e" };

const size = { width: 720, height: 190, left: 34, right: 8, top: 14, bottom: 24 };

/** Reports a week as bars, what was to be expected as a line, the weeks of the alarm upright. */
export function weekChart(weeks: readonly SignalWeek[], colours: ChartColours, label: string): string {
  const { width, height, left, right, top, bottom } = size;
  const counts = weeks.map((week) => week.observed_there ?? week.observed);
  const lines = weeks.map((week) => week.expected_there ?? week.expected ?? 0);
  const most = Math.max(1, ...counts, ...lines);
  const step = (width - left - right) / Math.max(1, weeks.length);
  const x = (i: number) => left + step * i;
  const y = (v: number) => height - bottom - ((height - top - bottom) * v) / most;
  const at = (v: number) => v.toFixed(1);
  const bars = counts.map((count, i) =>
    count === 0
      ? ""
      : `<rect x="${at(x(i) + step * 0.12)}" y="${at(y(count))}" width="${at(step * 0.76)}" height="${at(y(0) - y(count))}" fill="${colours.bar}"/>`,
  );
  const line = lines.map((v, i) => `${i === 0 ? "M" : "L"}${at(x(i) + step / 2)} ${at(y(v))}`).join("");
  const alarms = weeks.flatMap((week, i) =>
    week.is_alarm
      ? [
          `<line x1="${at(x(i) + step / 2)}" x2="${at(x(i) + step / 2)}" y1="${top - 8}" y2="${height - bottom}" stroke="${colours.alarm}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
        ]
      : [],
  );
  const text = (px: number, py: number, anchor: string, content: string) =>
    `<text x="${at(px)}" y="${at(py)}" text-anchor="${anchor}" font-size="11" fill="${colours.text}">${escapeText(content)}</text>`;
  const first = weeks[0]?.week_start ?? "";
  const last = weeks.at(-1)?.week_start ?? "";
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="${escapeText(label)}" style="max-width:${width}px;display:block">${bars.join("")}<path d="${line}" fill="none" stroke="${colours.line}" stroke-width="1.5"/>${alarms.join("")}<line x1="${left}" x2="${width - right}" y1="${at(y(0))}" y2="${at(y(0))}" stroke="${colours.text}" stroke-width="0.5"/>${text(left - 6, y(most) + 4, "end", Number.isInteger(most) ? String(most) : most.toFixed(1))}${text(left - 6, y(0) + 4, "end", "0")}${text(left, height - 6, "start", first)}${text(width - right, height - 6, "end", last)}</svg>`;
}
