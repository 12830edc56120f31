import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll } from "vitest";
import { writeSample } from "../../pipelines/sample/generate.ts";

const parents: string[] = [];
afterAll(() => {
  for (const parent of parents.splice(0)) rmSync(parent, { recursive: true });
});

/** A sample of the given size in a folder of its own, removed when the test file is done. */
export function sampleFolder(scale: number, seed = 1): string {
  const parent = mkdtempSync(join(tmpdir(), "huiyin-sample-"));
  parents.push(parent);
  const out = join(parent, "sample");
  writeSample({ out, scale, seed });
  return out;
}

export type Counts = Record<string, number>;
export type Table = Record<string, Counts>;

/** What the tests read of planted.json. */
export interface Planted {
  rows: Counts;
  superseded: Counts;
  late: { rows: number; exact_duplicates: number; newer_versions: number };
  quarantine: { entity: string; field: string; reason: string; rows: number }[];
  faults: {
    id: string;
    category: string;
    model: string;
    component: string;
    batch: string | null;
    region: string | null;
    rate_ratio: number;
    starts_on: string;
    tickets_added: number;
  }[];
  bad_service_point: { service_point_id: string; region: string };
  begging_service_point: { service_point_id: string; answers: number };
  nps: { baseline: Counts; driver_points: Counts };
  truth: {
    tickets: Counts;
    arrival_by_due_month: Table;
    first_time_fix_by_closed_month: Table;
    sla_by_due_month: Record<string, Table>;
    response: Table;
    nps_by_mode: Table;
    nps_by_driver: Table;
    ratings: Counts;
    visits: Counts;
    feedback: Counts;
    supply: Counts;
    needs: Counts;
    remote: Counts;
    install_first_time_fix_by_closed_month: Table;
  };
  personal_data: { texts: Counts; canaries: { entity: string; id: string; kind: string; value: string }[] };
}

export const planted = (folder: string): Planted => JSON.parse(readFileSync(join(folder, "planted.json"), "utf8"));

/** Text of a file of the sample, whatever its encoding. */
export function textOf(folder: string, file: string): string {
  const bytes = readFileSync(join(folder, file));
  if (file.endsWith(".gz")) return gunzipSync(bytes).toString("utf8");
  return new TextDecoder(file.startsWith("service_points") ? "gb18030" : "utf-8", { fatal: true }).decode(bytes);
}

/** Records of a delimited text: quotes may hold separators, doubled quotes and line breaks. */
export function records(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      row.push(cell);
      rows.push(row);
      row = [];
      cell = "";
    } else cell += character;
  }
  return rows;
}

/** Rows of one file as objects of text; JSON lines that do not parse come back as undefined. */
export function rowsOf(folder: string, file: string): (Record<string, unknown> | undefined)[] {
  const text = textOf(folder, file);
  if (file.endsWith(".jsonl")) {
    return text
      .trim()
      .split("\n")
      .map((line) => {
        try {
          return JSON.parse(line) as Record<string, unknown>;
        } catch {
          return undefined;
        }
      });
  }
  const [header = [], ...rows] = records(text, file.endsWith(".tsv") ? "\t" : ",");
  return rows.map((row) =>
    row.length === header.length ? Object.fromEntries(header.map((name, i) => [name, row[i]])) : undefined,
  );
}
