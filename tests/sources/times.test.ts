import { describe, expect, it } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { detectTimes } from "../../sources/times.ts";

const samples: [string, string[], string[]][] = [
  ["ISO", ["2024-03-05 08:05:00", "2024-03-05", "2024-03-05T08:05:00.5+08:00"], ["iso"]],
  ["slashes without zeros", ["2024/3/5 8:05", "2024/12/15 18:05"], ["%Y/%m/%d %H:%M"]],
  ["dashes without zeros", ["2024-3-5 8:05:01"], ["%Y-%m-%d %H:%M:%S"]],
  ["Chinese", ["2024年3月5日 14时30分"], ["%Y年%m月%d日 %H时%M分"]],
  ["Chinese with seconds", ["2024年3月5日 14时30分05秒"], ["%Y年%m月%d日 %H时%M分%S秒"]],
  ["compact", ["20240305143000"], ["%Y%m%d%H%M%S"]],
  ["compact day", ["20240305", "20241231"], ["%Y%m%d"]],
  ["German", ["05.03.2024", "25.03.2024"], ["%d.%m.%Y"]],
  ["day first", ["13/02/2024 09:00", "01/02/2024 10:00"], ["%d/%m/%Y %H:%M"]],
  ["month first", ["02/13/2024", "02/01/2024"], ["%m/%d/%Y"]],
  ["American clock", ["3/4/2024 2:30 PM"], ["%m/%d/%Y %I:%M %p"]],
  ["named month", ["5-Mar-24", "15-APR-24"], ["%d-%b-%y"]],
  ["named month in full", ["March 5, 2024"], ["%B %d, %Y"]],
  ["months", ["2024-03", "2024-11"], ["%Y-%m"]],
  ["Chinese months", ["2024年3月"], ["%Y年%m月"]],
  ["seconds since 1970", ["1704067200", "1704070800"], ["epoch"]],
  ["milliseconds since 1970", ["1704067200000"], ["epoch_ms"]],
  ["days of Excel", ["45356.5", "45357"], ["excel"]],
];

describe("detectTimes", () => {
  it.each(samples)("%s", (_, values, formats) => {
    expect(detectTimes(values)).toMatchObject({ formats, share: 1 });
  });

  it("names formats DuckDB reads the values with", async () => {
    const engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
    try {
      for (const [, values, formats] of samples) {
        const [format = ""] = formats;
        if (!format.includes("%")) continue;
        for (const value of values) {
          const [row] = await engine.query<{ at: string | null }>(
            `SELECT try_strptime(${literal(value)}, ${literal(format)}) AS at`,
          );
          expect([value, row?.at?.slice(0, 4)]).toEqual([value, "2024"]);
        }
      }
    } finally {
      await engine.close();
    }
  });

  it("puts the commonest of several forms first", () => {
    const mixed = ["2024-03-05 08:05:00", "2024-03-06 08:05:00", "13/03/2024 09:00"];
    expect(detectTimes(mixed)).toMatchObject({
      formats: ["iso", "%d/%m/%Y %H:%M"],
      order: "day-first",
      hasClock: true,
    });
  });

  it("says when nothing tells day from month, and takes a hint", () => {
    expect(detectTimes(["03/04/2024"])).toMatchObject({ formats: ["%d/%m/%Y"], order: "ambiguous" });
    expect(detectTimes(["03/04/2024"], "month-first")).toMatchObject({ formats: ["%m/%d/%Y"], order: "month-first" });
    expect(detectTimes(["13/04/2024", "04/13/2024"])).toMatchObject({
      formats: ["%d/%m/%Y", "%m/%d/%Y"],
      order: "both",
    });
  });

  it("knows what is no time", () => {
    for (const values of [
      ["1", "2", "3"],
      ["13800001111"],
      ["XQG100"],
      ["99/99/2024"],
      ["2024-13-45 08:00"],
      [],
      ["10-20"],
      ["20249999"],
    ]) {
      expect([values, detectTimes(values)]).toEqual([values, undefined]);
    }
  });
});
