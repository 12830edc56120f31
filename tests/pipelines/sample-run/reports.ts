import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readReportManifest } from "../../../pipelines/reports/manifest.ts";
import { writeReports } from "../../../pipelines/reports.ts";
import type { SampleSite } from "../sample-site.ts";

const day = "2026-10-31";

/** The bundle of reports: what it says is what is published, and only the lists of service points name a unit. */
export function reportBundle(site: () => SampleSite): void {
  const folder = () => join(site().workspace.reports, day);
  const text = (file: string) => readFileSync(join(folder(), file), "utf8");

  describe("reports", () => {
    test("the manifest names every file with its bytes", async () => {
      const { reports, counts, run_id } = await readReportManifest(folder());
      expect(run_id).toBe(site().published.manifest.run_id);
      const named = reports.flatMap(({ files }) => files);
      const there = (await readdir(folder(), { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
      expect(there).toHaveLength(named.length + 1);
      for (const { path, sha256, bytes } of named) {
        const content = await readFile(join(folder(), path));
        expect({ path, sha256, bytes }).toEqual({
          path,
          sha256: createHash("sha256").update(content).digest("hex"),
          bytes: content.length,
        });
      }
      expect(counts).toMatchObject({ executive: 1, quality: 1 });
      expect(counts.birthday).toBeGreaterThan(3);
    });

    test("the brief says what is published: value, n, interval and verdict of every measure it has", () => {
      const brief = text("executive.md");
      const rows = brief.split("\n").filter((line) => line.startsWith("| "));
      const cells = rows.map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
      const value = site().published.values.findLast(
        ({ metric_id, grain, maturity }) =>
          metric_id === "first_time_fix_rate" && grain === "month" && maturity === "matured",
      );
      const row = cells.find(([label]) => label?.startsWith("一次修复率"));
      expect(row?.[2]).toBe(`${(100 * (value?.value ?? 0)).toFixed(1)}%`);
      expect(row?.[3]).toBe(`${(100 * (value?.lo ?? 0)).toFixed(1)} – ${(100 * (value?.hi ?? 0)).toFixed(1)}`);
      expect(row?.[4]).toBe(String(value?.n));
      expect(row?.[6]).toMatch(/^(好转|持平|恶化|数据不足|样本不足)$/);
      expect(text("executive.html")).toContain(row?.[3]);
      expect(text("executive.en.md")).toContain(row?.[3]);
    });

    test("a list is of the units of its service point with a birthday in 30 days, who did not opt out", async () => {
      const due = await site().query<{ point: string | null; serials: string[] }>(
        `WITH last AS (SELECT serial, arg_max(service_point_id, created_at) AS point FROM landing_tickets
           WHERE service_point_id IS NOT NULL GROUP BY serial)
         SELECT last.point, list(b.serial ORDER BY b.due_on, b.serial) AS serials FROM int_birthdays AS b LEFT JOIN last USING (serial)
         WHERE b.due_on > DATE '${day}' AND NOT b.is_opted_out GROUP BY last.point`,
      );
      const { reports } = await readReportManifest(folder());
      const lists = reports.filter(({ kind }) => kind === "birthday");
      expect(lists).toHaveLength(due.length);
      for (const { service_point_id, is_personal, files } of lists) {
        const [file] = files;
        const serials = text(file?.path ?? "")
          .trimEnd()
          .split("\r\n")
          .slice(1)
          .map((line) => line.split(",")[1]);
        expect(serials).toEqual(due.find(({ point }) => point === service_point_id)?.serials);
        expect(is_personal).toBe(true);
        expect(statSync(join(folder(), file?.path ?? "")).mode & 0o077).toBe(0);
      }
    });

    test("made again it is the same, to the byte", async () => {
      const before = text("manifest.json");
      await writeReports(site().warehouse, site().workspace);
      expect(text("manifest.json")).toBe(before);
    });
  });
}
