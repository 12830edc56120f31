import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  addMonths,
  axisMonth,
  breakable,
  number,
  scaleOf,
  signed,
  wallTime,
} from "../../dashboards/components/format.ts";
import { tighten } from "../../dashboards/page.ts";
import { words } from "../../dashboards/words.ts";

const dashboards = fileURLToPath(new URL("../../dashboards", import.meta.url));

test("no string of the pages is outside the dictionary", () => {
  const files = readdirSync(dashboards, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.endsWith("words"))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(`${file}: ${/\p{Script=Han}+/u.exec(code)?.[0] ?? "none"}`).toBe(`${file}: none`);
  }
});

test("English speaks no Chinese but the names of the standards and of the product", () => {
  const { standards: _standards, brand: _brand, other: _other, ...rest } = words.en;
  const speak = (value: unknown): string =>
    typeof value === "function"
      ? String((value as (...args: unknown[]) => unknown)("1", "2", "3", "4"))
      : typeof value === "object" && value !== null
        ? Object.values(value).map(speak).join(" ")
        : String(value);
  expect(speak(rest)).not.toMatch(/\p{Script=Han}/u);
});

test("Chinese carries no typed space beside letters and digits", () => {
  expect(tighten("期末后 30 天成熟，按 NPS 计")).toBe("期末后30天成熟，按NPS计");
  expect(tighten("KM at 30 days")).toBe("KM at 30 days");
});

test("values are printed on the scale of their unit", () => {
  const { units } = words.zh;
  const share = scaleOf({ unit: "percent" }, 0.9, units);
  expect(`${number(0.9136, share)}${share.unit}`).toBe("91.4%");
  expect(signed(-0.0161, share)).toBe("−1.6");
  expect(signed(0.02, share)).toBe("+2.0");
  expect(signed(0.0001, share)).toBe("0.0");
  const minutes = scaleOf({ unit: "minutes" }, 95, units);
  expect(`${number(95, minutes)}${minutes.unit}`).toBe("95分钟");
  const hours = scaleOf({ unit: "minutes" }, 1560, units);
  expect(`${number(1560, hours)}${hours.unit}`).toBe("26.0小时");
  const days = scaleOf({ unit: "minutes" }, 7200, units);
  expect(`${number(7200, days)}${days.unit}`).toBe("5.0天");
  expect(number(12384, scaleOf({ unit: "count" }, 1, units))).toBe("12,384");
});

test("an as-of at midnight speaks of the day it closes", () => {
  expect(wallTime("2026-10-31T16:00:00.000Z", "Asia/Shanghai")).toBe("2026-10-31 24:00");
  expect(wallTime("2026-10-31T04:05:00.000Z", "Asia/Shanghai")).toBe("2026-10-31 12:05");
});

test("months roll over the year and axes name it once", () => {
  expect(addMonths("2026-10-01", -12)).toBe("2025-10-01");
  expect(addMonths("2025-12-01", 1)).toBe("2026-01-01");
  expect(axisMonth("2025-10-01", true, "zh")).toBe("10月\n2025");
  expect(axisMonth("2026-01-01", false, "en")).toBe("Jan\n2026");
  expect(axisMonth("2026-02-01", false, "zh")).toBe("2月");
});

test("a title breaks between Chinese words and never beside a digit", () => {
  const pieces = breakable("一次修好率恶化，比上年低1.6点");
  expect(pieces.join("")).toBe("一次修好率恶化，比上年低1.6点");
  expect(pieces.length).toBeGreaterThan(3);
  for (const [i, piece] of pieces.entries()) {
    if (i === 0) continue;
    expect(piece).toMatch(/^\p{Script=Han}/u);
    expect(pieces[i - 1]).not.toMatch(/[\dA-Za-z]$/);
  }
});
