import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engines/engine.ts";
import { UserError } from "./errors.ts";

/** Defines the functions models may use, for one as-of and one report zone. */
export async function loadPrelude(engine: Engine, root: string, run: { asOf: Date; zone: string }): Promise<void> {
  const text = await readFile(join(root, "prelude", `${engine.name}.sql`), "utf8");
  const shift = zoneShift(run.zone, engine.name);
  const filled = text
    .replaceAll("$as_of", `TIMESTAMP '${run.asOf.toISOString().slice(0, 23).replace("T", " ")}'`)
    .replaceAll("$to_local", shift.toLocal)
    .replaceAll("$to_utc", shift.toUtc);
  for (const line of filled.split("\n")) {
    if (line.startsWith("CREATE")) await engine.execute(line.replace(/;\s*$/, ""));
  }
}

/** SQL that shifts `ts` to the zone's wall time and `local_ts` back; plain addition where the offset never changed since 2000. */
function zoneShift(zone: string, engine: Engine["name"]): { toLocal: string; toUtc: string } {
  const offsets = new Set<number>();
  for (let year = 2000; year <= 2030; year++) {
    for (const month of [0, 3, 6, 9]) offsets.add(offsetMinutes(zone, new Date(Date.UTC(year, month, 1))));
  }
  const [offset = 0] = offsets;
  if (offsets.size === 1 && engine === "duckdb") {
    // Adding whole numbers costs a third of adding an interval.
    const shifted = (ts: string, by: number) => `make_timestamp(epoch_us(${ts}) + ${by * 60_000_000})`;
    return { toLocal: shifted("ts", offset), toUtc: shifted("local_ts", -offset) };
  }
  if (offsets.size === 1) {
    return { toLocal: `ts + INTERVAL ${offset} MINUTE`, toUtc: `local_ts - INTERVAL ${offset} MINUTE` };
  }
  return {
    toLocal: `timezone('${zone}', timezone('UTC', ts))`,
    toUtc: `timezone('UTC', timezone('${zone}', local_ts))`,
  };
}

/** Minutes to add to UTC for the zone's wall time at an instant; refuses an unknown zone. */
export function offsetMinutes(zone: string, at: Date): number {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  } catch {
    throw new UserError(`The time zone "${zone}" is not known; wanted an IANA name such as Asia/Shanghai.`);
  }
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Reads `--as-of` and the like: a day means its end in the report zone, a time without offset is the zone's wall time. */
export function parseAsOf(text: string, zone: string, option = "--as-of"): Date {
  const [, day, time = "24:00", seconds = "00", offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  if (day === undefined || Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) {
    throw new UserError(`${option} "${text}" is not a date; wanted YYYY-MM-DD or YYYY-MM-DDTHH:MM.`);
  }
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const wall = new Date(midnight.getTime() + (hours * 60 + minutes) * 60_000 + Number(seconds) * 1000);
  const shift =
    offset === undefined
      ? offsetMinutes(zone, wall)
      : offset === "Z"
        ? 0
        : (offset.startsWith("-") ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  return new Date(wall.getTime() - shift * 60_000);
}
