import { access } from "node:fs/promises";
import { seriesOf } from "../../transforms/metrics/metric.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { exitCodes, UserError } from "../errors.ts";
import { lockWorkspace } from "../lock.ts";
import { findSeries, registry } from "../metrics.ts";
import { parsePeriod, parseSlice, type Traced, trace, type Which } from "../trace.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

const shown = 50;

export default defineVerb({
  summary: "List the tickets, visits, ratings or texts behind a number; the list is as long as the number's n",
  positionals: [{ name: "METRIC", description: "a metric or series, such as first_time_fix_rate", required: true }],
  options: {
    period: {
      type: "string",
      value: "PERIOD",
      default: "all",
      description: "2026, 2026-Q3, 2026-09, 2026-W40, 2026-09-15 or all",
    },
    grain: { type: "string", value: "GRAIN", description: "With a day as the period: the week, month … that holds it" },
    where: { type: "string", value: "DIM=VALUE", description: "One slice, such as region=浙江" },
    only: {
      type: "string",
      value: "hit|miss",
      description: "Only the rows that do, or do not, count in the numerator",
    },
  },
  async run({ positionals: [name = ""], options, env }) {
    const metrics = await registry();
    const series = findSeries(metrics, name);
    const dims = parseSlice(series.metric, options.where);
    const period = parsePeriod(options.period, options.grain);
    const which = readWhich(options.only);
    const workspace = await openWorkspace(options.workspace);
    const exists = await access(workspace.warehouse).then(
      () => true,
      () => false,
    );
    if (!exists) {
      throw new UserError(`The workspace ${workspace.dir} holds no numbers yet.`, { hint: "Run huiyin run first." });
    }
    const release = await lockWorkspace(workspace, env);
    const engine = await openDuckdb({ path: workspace.warehouse });
    try {
      const rows = await trace(engine, series, { ...period, dims, which });
      if (options.json) env.write(`${JSON.stringify(rows.map((row) => row.id))}\n`);
      else {
        const several = seriesOf(series.metric).length > 1 && series.metric.id === name ? ` (as ${series.id})` : "";
        const where = options.where === undefined ? "" : `, ${options.where}`;
        env.write(
          `${name}${several}, ${period.grain} ${period.period_start}${where}: ${rows.length} rows\n${table(rows)}`,
        );
      }
    } finally {
      await engine.close();
      await release();
    }
    return exitCodes.done;
  },
});

function readWhich(only: string | undefined): Which {
  if (only === undefined) return "all";
  if (only === "hit" || only === "miss") return only;
  throw new UserError(`--only "${only}" is neither hit nor miss.`);
}

function table(rows: readonly Traced[]): string {
  if (rows.length === 0) return "";
  const lines = rows.slice(0, shown).map(({ id, filed_at, hit, minutes }) => {
    const mark = hit === null ? " " : hit ? "x" : "-";
    return `  ${mark} ${id.padEnd(24)} ${filed_at.slice(0, 16)}Z${minutes === null ? "" : `${String(minutes).padStart(8)} min`}\n`;
  });
  const rest = rows.length - shown;
  return `${lines.join("")}${rest > 0 ? `  … and ${rest} more; --json gives every id\n` : ""}`;
}
