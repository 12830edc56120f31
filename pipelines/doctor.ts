import type { Check } from "./doctor/check.ts";
import type { FileReport, InputReport } from "./doctor/input.ts";
import { groupBy } from "./group.ts";

/** The state of machine and workspace, a line each. */
export function describeMachine(checks: readonly Check[]): string {
  const lines = checks.map(
    ({ name, ok, found, advice }) =>
      `${ok ? "ok  " : "!!  "}${name}: ${found}${advice === undefined ? "" : `${found.endsWith(".") ? "" : "."} ${advice}`}`,
  );
  return `${lines.join("\n")}\n`;
}

/** What was found in an input folder, as lines of text; none of them holds a value of a row. */
export function describeInput(report: InputReport): string[] {
  const lines = [
    `Input folder ${report.folder}: ${count(report.files.length, "file")}, mapping.yaml ${report.mapping}`,
  ];
  for (const file of report.files) lines.push("", ...describeFile(file));
  if (report.warnings.length > 0) lines.push("", ...report.warnings);
  if (report.files.length === 0)
    lines.push(
      "There is nothing to read: wanted files such as tickets.csv or feedback.jsonl, or any .csv, .tsv, .jsonl, .parquet or .xlsx with a mapping.",
    );
  if (report.files.length > 0 && report.lacking.length > 0) {
    lines.push("", "Without further input these have no number:");
    const byNeed = groupBy(report.lacking, ({ needs }) => needs.join(", "));
    for (const [needs, metrics] of byNeed)
      lines.push(`  ${metrics.map(({ label }) => label).join("、")}: needs ${needs}`);
  }
  return lines;
}

function describeFile(file: FileReport): string[] {
  const parts = [file.format];
  if (file.compressed) parts.push("gzip");
  if (file.encoding !== undefined) parts.push(`${file.encoding}${file.bom ? " with byte order mark" : ""}`);
  if (file.delimiter !== undefined && file.format !== "jsonl")
    parts.push(`delimiter ${file.delimiter === "\t" ? "tab" : file.delimiter}`);
  parts.push(`${count(file.header.length, "column")}, ${count(file.rows_sampled, "row")} looked at`);
  const lines = [`${file.path}: ${parts.join(", ")}`];
  if (file.problem !== undefined && file.known_by !== "proposal") lines.push(`  problem: ${file.problem}`);
  for (const note of file.notes) lines.push(`  note: ${note}`);
  const how = { mapping: "mapped by mapping.yaml", names: "canonical names", proposal: "proposed below", nothing: "" }[
    file.known_by
  ];
  for (const { entity, columns } of file.entities) {
    lines.push(
      `  ${entity} (${how}): ${columns.map(({ field, from }) => (field === from ? field : `${field} ← ${from}`)).join(", ")}`,
    );
  }
  if (file.entities.length === 0 && file.problem === undefined) lines.push("  fits no entity; it is not read");
  if (file.extra.length > 0 && file.entities.length > 0) lines.push(`  kept in extra: ${file.extra.join(", ")}`);
  return lines;
}

const count = (n: number, noun: string) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
