import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { loadAppeals } from "./appeals.ts";
import { type Engine, literal } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import { loadRelations } from "./relations.ts";
import { loadWarrantyPolicy } from "./warranty-policy.ts";
import type { Workspace } from "./workspace.ts";
import { readWritten } from "./written-yaml.ts";

interface Column {
  name: string;
  type: "VARCHAR" | "DATE" | "INTEGER";
  required?: boolean;
}

/** A file people write: in the workspace, or the product's own where the workspace has none. */
interface InputFile {
  relation: string;
  file: string;
  shipped: string;
  columns: Column[];
}

export const inputFiles: InputFile[] = [
  {
    relation: "input_calendar",
    file: "calendar.csv",
    shipped: "calendar/cn.csv",
    columns: [
      { name: "date", type: "DATE", required: true },
      { name: "kind", type: "VARCHAR", required: true },
      { name: "opens", type: "VARCHAR" },
      { name: "closes", type: "VARCHAR" },
    ],
  },
  {
    relation: "input_sla_policy",
    file: "sla_policy.csv",
    shipped: "policy/sla_policy.csv",
    columns: [
      { name: "policy_id", type: "VARCHAR", required: true },
      { name: "metric", type: "VARCHAR", required: true },
      { name: "region_tier", type: "VARCHAR" },
      { name: "type", type: "VARCHAR" },
      { name: "mode", type: "VARCHAR" },
      { name: "customer_tier", type: "VARCHAR" },
      { name: "priority", type: "VARCHAR" },
      { name: "target_minutes", type: "INTEGER", required: true },
      { name: "clock", type: "VARCHAR", required: true },
      { name: "valid_from", type: "DATE", required: true },
      { name: "valid_to", type: "DATE" },
    ],
  },
  {
    relation: "input_coverage_plan",
    file: "coverage_plan.csv",
    shipped: "policy/coverage_plan.csv",
    columns: [
      { name: "region", type: "VARCHAR", required: true },
      { name: "city", type: "VARCHAR" },
      { name: "county", type: "VARCHAR" },
      { name: "region_tier", type: "VARCHAR" },
      { name: "due_on", type: "DATE", required: true },
    ],
  },
];

const coverageSchema = z.object({ complete: z.array(z.number().int()), revision: z.number().int().optional() });

export const inputRelations = [
  ...inputFiles.map((file) => file.relation),
  "input_calendar_coverage",
  "input_appeals",
  "input_warranty_policy",
  "input_engineer_keys",
  ...Object.keys(loadRelations),
];

/** Creates the relations models read besides the landed entities: calendar, its coverage, the policies, appeals; names of engineers come later. */
export async function loadInputs(engine: Engine, root: string, workspace: Workspace | undefined): Promise<void> {
  for (const input of inputFiles) {
    const { path, text } = await readFirst([workspace?.path(input.file), join(root, input.shipped)]);
    await createInput(engine, input, text, path);
  }
  const { path, text } = await readFirst([workspace?.path("coverage.yaml"), join(root, "calendar", "coverage.yaml")]);
  const coverage = coverageSchema.safeParse(readWritten(text, path));
  if (!coverage.success) throw new UserError(`${path} does not name the years declared complete under "complete".`);
  await createRelation(
    engine,
    "input_calendar_coverage",
    [{ name: "year", type: "INTEGER" }],
    coverage.data.complete.map((year) => [String(year)]),
  );
  await loadAppeals(engine, workspace);
  await loadWarrantyPolicy(engine, root, workspace);
  await engine.execute("CREATE OR REPLACE TABLE input_engineer_keys (engineer_id VARCHAR, engineer_key VARCHAR)");
}

async function readFirst(paths: (string | undefined)[]): Promise<{ path: string; text: string }> {
  for (const path of paths) {
    if (path === undefined) continue;
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return { path, text };
  }
  throw new UserError(`None of ${paths.filter(Boolean).join(", ")} could be read.`);
}

async function createInput(engine: Engine, input: InputFile, text: string, path: string): Promise<void> {
  const [header = "", ...lines] = text
    .replace(/^\ufeff/, "")
    .trim()
    .split(/\r?\n/);
  const names = header.split(",").map((name) => name.trim());
  for (const column of input.columns) {
    if (column.required && !names.includes(column.name)) {
      throw new UserError(`${path} has no column "${column.name}"; it has ${names.join(", ")}.`);
    }
  }
  const rows = lines.map((line, i) => {
    const cells = line.split(",").map((cell) => cell.trim());
    return input.columns.map((column) => {
      const cell = cells[names.indexOf(column.name)] ?? "";
      const where = `${path} line ${i + 2}: ${column.name}`;
      if (cell === "" && column.required) throw new UserError(`${where} is empty.`);
      if (cell !== "" && column.type === "DATE" && !/^\d{4}-\d\d-\d\d$/.test(cell)) {
        throw new UserError(`${where} is "${cell}"; wanted a date such as 2026-10-01.`);
      }
      if (cell !== "" && column.type === "INTEGER" && !/^-?\d+$/.test(cell)) {
        throw new UserError(`${where} is "${cell}"; wanted a whole number.`);
      }
      return cell;
    });
  });
  await createRelation(engine, input.relation, input.columns, rows);
}

async function createRelation(engine: Engine, name: string, columns: Column[], rows: string[][]): Promise<void> {
  const types = columns.map((column) => `${column.name} ${column.type}`).join(", ");
  await engine.execute(`CREATE OR REPLACE TABLE ${name} (${types})`);
  if (rows.length === 0) return;
  const values = rows.map((row) => `(${row.map((cell) => (cell === "" ? "NULL" : literal(cell))).join(", ")})`);
  await engine.execute(`INSERT INTO ${name} VALUES ${values.join(", ")}`);
}
