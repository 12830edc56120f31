import { literal } from "../quote.ts";
import { looksLikeWindow, windowMoment } from "./windows.ts";

/** Formats whose values say their own offset; the others are wall-clock time of the source. */
const isAbsolute = (format: string) => format === "epoch" || format === "epoch_ms" || /%[zZ]/.test(format);

const offset = "([zZ]|[+-]\\d\\d(:?\\d\\d)?)$";
/** The cast takes offsets of more than a day. */
const knownOffset = "([zZ]|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)$";

/**
 * SQL for the wall-clock time in a text, NULL where the text carries an offset or is no time.
 * DuckDB's cast to TIMESTAMP drops an offset without a word, so only texts that can hold none are cast.
 */
export function momentsOf(column: string, formats: readonly string[]): string {
  const moments = formats
    .filter((format) => !isAbsolute(format))
    .map((format) => {
      if (format === "iso") return isoMoment(column);
      if (format === "window_from" || format === "window_to") return windowMoment(column, format);
      if (format === "excel")
        return `TRY(TIMESTAMP '1899-12-30' + to_microseconds(CAST(round(TRY_CAST(${column} AS DOUBLE) * 86400) AS BIGINT) * 1000000))`;
      return `try_strptime(${column}, ${literal(format)})`;
    });
  if (moments.length === 0) return "CAST(NULL AS TIMESTAMP)";
  return moments.length === 1 ? String(moments[0]) : `coalesce(${moments.join(", ")})`;
}

/** The usual form, YYYY-MM-DD HH:MM:SS, is known by where its colons are; every other goes the slower way. */
const isoMoment = (column: string) => `CASE
    WHEN ${column} LIKE '_____________:__:__' THEN TRY_CAST(${column} AS TIMESTAMP)
    WHEN ends_with(${column}, 'Z') THEN NULL
    WHEN strlen(${column}) <= 16 AND ${column} >= '0' AND ${column} < ':' THEN TRY_CAST(${column} AS TIMESTAMP)
    WHEN regexp_matches(${column}, '^\\s*\\d{4}\\D') AND NOT regexp_matches(${column}, ':\\d\\d?(\\.\\d+)?\\s*${offset}')
    THEN TRY_CAST(trim(${column}) AS TIMESTAMP) END`;

/** SQL for the UTC time of a text, given its wall-clock time where it has one. */
export function utcOf(column: string, moment: string, formats: readonly string[], zone: string): string {
  const absolute = formats.flatMap((format) => {
    if (format === "iso") return [isoAbsolute(column)];
    if (format === "epoch") return [`TRY(CAST(to_timestamp(TRY_CAST(${column} AS DOUBLE)) AS TIMESTAMP))`];
    if (format === "epoch_ms") return [`TRY(make_timestamp(TRY_CAST(${column} AS BIGINT) * 1000))`];
    return isAbsolute(format) ? [`CAST(try_strptime(${column}, ${literal(format)}) AS TIMESTAMP)`] : [];
  });
  const others =
    absolute.length === 0 ? "NULL" : absolute.length === 1 ? absolute[0] : `coalesce(${absolute.join(", ")})`;
  return `CASE ${toUtc(moment, zone)} ELSE ${others} END`;
}

/**
 * An offset may stand after a blank, without its colon, and after a time without seconds. `08:00-12:00` is a window from one
 * clock to another far sooner than a time twelve hours behind, so it is no time.
 */
function isoAbsolute(column: string): string {
  const joined = `regexp_replace(upper(trim(${column})), '\\s+(Z|[+-]\\d\\d(:?\\d\\d)?)$', '\\1')`;
  const whole = `regexp_replace(${joined}, '^(\\S+[ T]\\d\\d?:\\d\\d?)(Z|[+-]\\d\\d.*)$', '\\1:00\\2')`;
  return `CASE
    WHEN strlen(${column}) = 20 AND ends_with(${column}, 'Z') THEN TRY_CAST(${column} AS TIMESTAMP)
    WHEN regexp_matches(${column}, '^\\s*\\d{4}\\D.*:\\d\\d?(\\.\\d+)?\\s*${knownOffset}') AND NOT ${looksLikeWindow(column)}
    THEN CAST(TRY_CAST(${whole} AS TIMESTAMPTZ) AS TIMESTAMP) END`;
}

/**
 * The branches that turn wall-clock time of a zone into UTC. From the day on which a zone has kept one offset, a
 * subtraction does what the zone tables do, ten times as fast; before that day, and for zones that change their clocks,
 * the tables are asked.
 */
function toUtc(moment: string, zone: string): string {
  const tables = `WHEN ${moment} IS NOT NULL THEN timezone('UTC', timezone(${literal(zone)}, ${moment}))`;
  const fixed = fixedSince(zone);
  if (fixed === undefined) return tables;
  const micros = fixed.offsetMinutes * 60_000_000;
  const shifted = micros === 0 ? moment : `make_timestamp(epoch_us(${moment}) - ${micros})`;
  return `WHEN ${moment} >= TIMESTAMP '${fixed.since}' THEN ${shifted} ${tables}`;
}

const firstYear = 1970;
const lastYear = 2037;

interface FixedZone {
  since: string;
  offsetMinutes: number;
}

/** Nearly every file is in the first; the tables of all zones take longer to come up than a small file to load. */
const fixedZones = new Map<string, FixedZone | undefined>([
  ["Asia/Shanghai", { since: "1992-01-01", offsetMinutes: 480 }],
]);

/** The first of January from which a zone keeps one offset to the end of the tables; undefined where it still changes. */
export function fixedSince(zone: string): FixedZone | undefined {
  if (!fixedZones.has(zone)) fixedZones.set(zone, findFixedSince(zone));
  return fixedZones.get(zone);
}

export function findFixedSince(zone: string): FixedZone | undefined {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const offsetAt = (year: number, month: number) => {
    const parts = format.formatToParts(new Date(Date.UTC(year, month, 1)));
    const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  };
  const offsetMinutes = offsetAt(lastYear, 11);
  for (let year = lastYear; year >= firstYear; year -= 1) {
    for (let month = 11; month >= 0; month -= 1) {
      if (offsetAt(year, month) === offsetMinutes) continue;
      return year >= lastYear - 1 ? undefined : { since: `${year + 1}-01-01`, offsetMinutes };
    }
  }
  return { since: `${firstYear}-01-02`, offsetMinutes };
}
