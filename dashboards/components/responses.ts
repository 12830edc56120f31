import type { Context } from "../page.ts";
import { section } from "./frame.ts";
import type { Html } from "./html.ts";
import { printed, readMonths, sameDims } from "./reading.ts";
import { readingRows } from "./rows.ts";

/** Who answered of those who were asked, as a whole and by mode. */
export function responses(context: Context): Html {
  const { words } = context;
  const own = words.nps;
  const overall = readMonths(context, "survey_response_rate");
  const { current } = overall;
  const modes = context.published.slices
    .filter(
      (row) =>
        row.metric_id === "survey_response_rate" &&
        row.grain === "month" &&
        row.period_start === current?.period_start &&
        row.dims.survey_mode !== undefined,
    )
    .map((row) => row.dims.survey_mode ?? "");
  const byMode = [...new Set(modes)]
    .sort()
    .map((mode) => readMonths(context, "survey_response_rate", { survey_mode: mode }));
  const named = byMode.map((reading) => {
    const mode = reading.current?.dims.survey_mode ?? "";
    const label = words.values.survey_mode?.[mode] ?? mode;
    return { ...reading, series: { ...reading.series, label: { zh: label, en: label } } };
  });
  const shown = current && current.value !== null && current.n >= 10 && sameDims(current.dims, {});
  return section(
    "responses",
    shown ? own.responseTitle(printed(current.value ?? 0, overall.scale)) : own.responseNone,
    own.responseLead,
    readingRows(context, [overall, ...named], "survey-response"),
  );
}
