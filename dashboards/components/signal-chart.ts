import type { SignalWeek } from "../signals.ts";
import { escapeText } from "./html.ts";

export interface ChartColours {
  bar: string;
  line: string;
  alarm: string;
  text: string;
  grid: string;
}

/** Of the pages, which follow the reader's light or dark; and of files that leave the house. */
export const pageColours: ChartColours = {
  bar: "var(--context)",
  line: "var(--series)",
  alarm: "var(--worse)",
  text: "var(--ink-3)",
  grid: "var(--hair)",
};
export const paperColours: ChartColours = {
  bar: "#878f96",
  line: "#1b2127",
  alarm: "#ad450c",
  text: "#50575e",
  grid: "#e2e2dc",
};

/** Pixels; places along the weeks are in percent, so that the picture takes any width and its letters keep their size. */
const size = { height: 240, top: 26, bottom: 24 };
/** Percent of the width left and right of the weeks. */
const room = { left: 4, right: 1 };
const fewestMarks = 3;
const mostTicks = 4;
const countSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Reports a week as bars, coloured from the first alarm on, what was to be expected as a line, the first alarm upright with its label. */
export function weekChart(
  weeks: readonly SignalWeek[],
  colours: ChartColours,
  words: { label: string; alarm: (on: string) => string },
): string {
  const counts = weeks.map((week) => week.observed_there ?? week.observed);
  const expected = weeks.map((week) => week.expected_there ?? week.expected ?? 0);
  const most = Math.max(1, ...counts, ...expected);
  const step = (100 - room.left - room.right) / Math.max(1, weeks.length);
  const x = (i: number) => `${(room.left + step * i).toFixed(2)}%`;
  const y = (v: number) => (size.height - size.bottom - ((size.height - size.top - size.bottom) * v) / most).toFixed(1);
  const alarm = weeks.findIndex((week) => week.is_alarm);
  const line = (x1: string, x2: string, y1: string, y2: string, stroke: string, rest = "") =>
    `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}" stroke="${stroke}"${rest}/>`;
  const text = (px: string, py: string, anchor: string, content: string, rest = "") =>
    `<text x="${px}" y="${py}" text-anchor="${anchor}" font-size="12" fill="${colours.text}"${rest}>${escapeText(content)}</text>`;
  const every = countSteps.find((size) => most / size <= mostTicks) ?? most;
  const grid = Array.from({ length: Math.floor(most / every) + 1 }, (_, i) => i * every).flatMap((v) => [
    line(x(0), `${100 - room.right}%`, y(v), y(v), v === 0 ? colours.text : colours.grid),
    text(`${room.left - 0.6}%`, String(Number(y(v)) + 4), "end", String(v)),
  ]);
  const bars = counts.flatMap((count, i) =>
    count === 0
      ? []
      : [
          `<rect x="${x(i + 0.1)}" y="${y(count)}" width="${(step * 0.8).toFixed(2)}%" height="${(Number(y(0)) - Number(y(count))).toFixed(1)}" fill="${alarm >= 0 && i >= alarm ? colours.alarm : colours.bar}"/>`,
        ],
  );
  const hoped = expected
    .slice(1)
    .map((v, i) => line(x(i + 0.5), x(i + 1.5), y(expected[i] ?? 0), y(v), colours.line, ` stroke-width="1.5"`));
  const upright =
    alarm < 0
      ? []
      : [
          line(x(alarm), x(alarm), "8", y(0), colours.alarm, ` stroke-dasharray="4 3"`),
          text(
            x(alarm),
            "16",
            alarm > weeks.length / 2 ? "end" : "start",
            words.alarm((weeks[alarm] as SignalWeek).week_start),
            ` dx="${alarm > weeks.length / 2 ? -6 : 6}"`,
          ),
        ];
  const months = monthMarks(weeks).map(([i, label]) =>
    text(x(i), String(size.height - 6), i === 0 ? "start" : "middle", label),
  );
  return `<svg width="100%" height="${size.height}" role="img" aria-label="${escapeText(words.label)}" style="display:block;overflow:visible">${[...grid, ...bars, ...hoped, ...upright, ...months].join("")}</svg>`;
}

/** Weeks that begin a year, a half year or a quarter, whichever is the coarsest that gives three of them; the first week where none does. */
function monthMarks(weeks: readonly SignalWeek[]): [number, string][] {
  const starts = (every: number) =>
    weeks.flatMap(({ week_start }, i): [number, string][] => {
      const month = Number(week_start.slice(5, 7));
      const before = weeks[i - 1]?.week_start.slice(0, 7);
      return before !== undefined && before !== week_start.slice(0, 7) && (month - 1) % every === 0
        ? [[i, week_start.slice(0, 7)]]
        : [];
    });
  const found = [12, 6, 3, 1].map(starts).find((marks) => marks.length >= fewestMarks) ?? starts(1);
  return found.length > 0 ? found : weeks.slice(0, 1).map(({ week_start }) => [0, week_start]);
}
