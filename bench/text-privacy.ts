// Personal data: recall by kind on texts written apart from the patterns, and what is taken from real reviews.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { measureRecall, privateTexts } from "../tests/transforms/text/private-texts.ts";
import { findPersonal } from "../transforms/text/redact.ts";
import type { Figure, Section } from "./text-report.ts";

const rounds = 40;

export const recall: Section = {
  title: "Personal data, texts written apart from the patterns",
  async run() {
    return ["held-out-a.txt", "held-out-b.txt"].flatMap((file): Figure[] => {
      const texts = privateTexts(file, rounds, 2026);
      const { recalls, wrong } = measureRecall(texts);
      const structured = recalls.filter(({ kind }) => kind !== "name");
      const line = (what: string, found: number, pieces: number, bar: number): Figure => ({
        what: `${file}: ${what}, of ${pieces.toLocaleString("en")}`,
        figure: (found / pieces).toFixed(3),
        bar: `>= ${bar}`,
        isMet: found / pieces >= bar,
      });
      const sum = (of: typeof recalls, field: "pieces" | "whole" | "touched") =>
        of.reduce((total, one) => total + one[field], 0);
      return [
        ...recalls.map(({ kind, pieces, whole, touched }) =>
          line(kind, kind === "address" ? touched : whole, pieces, kind === "name" ? 0.85 : 0.98),
        ),
        line("all but names, to the last character", sum(structured, "whole"), sum(structured, "pieces"), 0.98),
        {
          what: `${file}: taken though nobody's, per 1,000 texts`,
          figure: ((1000 * wrong.length) / texts.length).toFixed(1),
        },
      ];
    });
  },
};

const sets = [
  ["online_shopping_10_cats.csv.gz", 2],
  ["jd_waterheater_midea_reviews_dedup.csv.gz", 7],
  ["jd_phone_reviews.csv.gz", 6],
  ["gov_messages_labelled.csv", 4],
] as const;

export const reviews: Section = {
  title: "Personal data, real texts: what is taken per 1,000, and speed of this stage",
  async run(shared) {
    return sets.flatMap(([name, column]): Figure[] => {
      const path = join(shared, "datasets", name);
      if (!existsSync(path)) return [{ what: name, figure: "absent" }];
      const bytes = readFileSync(path);
      const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      const texts = records(text).map((row) => (row[column] ?? "").normalize("NFKC"));
      const counts = new Map<string, number>();
      let seconds = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round++) {
        counts.clear();
        const before = process.cpuUsage();
        for (const one of texts)
          for (const { kind } of findPersonal(one, [])) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        const { user, system } = process.cpuUsage(before);
        seconds = Math.min(seconds, (user + system) / 1e6);
      }
      const names = counts.get("name") ?? 0;
      const others = [...counts.values()].reduce((sum, n) => sum + n, 0) - names;
      const per = (n: number) => ((1000 * n) / texts.length).toFixed(2);
      return [
        { what: `${name}: names, others`, figure: `${per(names)}, ${per(others)}` },
        { what: `${name}: documents/s a core`, figure: Math.round(texts.length / seconds).toLocaleString("en") },
      ];
    });
  },
};

/** Records of a CSV file after its header. */
export function records(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\r?\n|$)/gu)) {
    const cell = match[1] as string;
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (match[2] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows.slice(1);
}
