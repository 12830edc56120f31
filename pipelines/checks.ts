import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import { lint } from "./lint.ts";
import { isInRanges, modelFiles } from "./model-files.ts";
import { isMart, type Model, sqlFiles, testModel } from "./models.ts";
import { isStep, type Output, type Step } from "./step.ts";

/** A query that returns rows which ought not to exist; its first column names the offender. */
export interface Check {
  name: string;
  severity: "warn" | "fail";
  message_en: string;
  message_zh: string;
  sql: string;
}

export interface Finding {
  rule: string;
  severity: "warn" | "fail";
  subject: string | null;
  rows: number;
  message_zh: string;
  message_en: string;
}

export async function loadChecks(engine: Engine, root: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const path of await sqlFiles(join(root, "checks"))) {
    const lines = (await readFile(path, "utf8")).split("\n");
    const end = lines.findIndex((line) => !line.startsWith("--"));
    const [message_en = "", ...keys] = lines.slice(0, end).map((line) => line.slice(2).trim());
    const value = (key: string) =>
      keys
        .find((line) => line.startsWith(`${key}:`))
        ?.slice(key.length + 1)
        .trim();
    const severity = value("severity");
    const message_zh = value("zh");
    const place = relative(root, path);
    if (severity !== "warn" && severity !== "fail")
      throw new UserError(`${place} has no "severity: warn" or "severity: fail".`);
    if (!message_zh) throw new UserError(`${place} has no "zh:" line that says it in Chinese.`);
    const sql = lines.slice(end).join("\n").trim().replace(/;\s*$/, "");
    const broken = lint(await engine.parse(sql));
    if (broken.length > 0) throw new UserError(`${place} leaves the portable subset: ${broken.join("; ")}.`);
    checks.push({ name: basename(path, ".sql"), severity, message_en, message_zh, sql });
  }
  return checks;
}

/**
 * Fills `mart_findings` with what is wrong in the data: rows of the `*_findings` models, broken header promises (always
 * a failure, because a number rests on them) and rows the checks return. Models that are files lie in `folder`. Returns them all.
 */
export async function findFaults(
  engine: Engine,
  parts: readonly (Model | Step)[],
  checks: readonly Check[],
  folder?: string,
): Promise<Finding[]> {
  await engine.execute(
    `CREATE OR REPLACE TABLE mart_findings (rule VARCHAR, severity VARCHAR, subject VARCHAR, rows BIGINT,
     message_zh VARCHAR, message_en VARCHAR)`,
  );
  const relations: (Model | Output)[] = parts.flatMap<Model | Output>((part) => (isStep(part) ? part.outputs : [part]));
  for (const model of relations) {
    if (model.name.endsWith("_findings")) {
      await engine.execute(
        `INSERT INTO mart_findings SELECT rule, severity, subject, rows, message_zh, message_en FROM ${identifier(model.name)}`,
      );
      continue;
    }
    if ("kind" in model && model.kind !== "table" && !isMart(model)) continue;
    const files = folder !== undefined && "kind" in model && isInRanges(model) ? await modelFiles(model, folder) : [];
    const ranges = files.map((file) => `read_parquet(${literal(file)})`);
    for (const broken of await testModel(engine, model, ranges.length > 0 ? ranges : undefined)) {
      await insert(engine, {
        rule: broken.rule,
        severity: "fail",
        subject: broken.model,
        rows: broken.rows,
        message_zh: `模型${broken.model}不满足它声明的规则`,
        message_en: `${broken.model} does not keep what its header promises`,
      });
    }
  }
  for (const check of checks) {
    const [first] = await engine.query<{ rows: number }>(`SELECT count(*) AS rows FROM (${check.sql}) AS offenders`);
    const rows = first?.rows ?? 0;
    if (rows === 0) continue;
    // The first by its columns: whichever comes first would be another in the next run.
    const [example] = await engine.query<Record<string, unknown>>(
      `SELECT * FROM (${check.sql}) AS offenders ORDER BY ALL NULLS LAST LIMIT 1`,
    );
    const subject = Object.values(example ?? {})[0];
    await insert(engine, {
      rule: check.name,
      severity: check.severity,
      subject: subject === undefined || subject === null ? null : String(subject),
      rows,
      message_zh: check.message_zh,
      message_en: check.message_en,
    });
  }
  return engine.query<Finding>("SELECT * FROM mart_findings ORDER BY severity, rule, subject NULLS FIRST");
}

/** Adds one finding to `mart_findings`. */
export async function insert(engine: Engine, finding: Finding): Promise<void> {
  const { rule, severity, subject, rows, message_zh, message_en } = finding;
  const texts = [rule, severity].map(literal).join(", ");
  await engine.execute(
    `INSERT INTO mart_findings VALUES (${texts}, ${subject === null ? "NULL" : literal(subject)}, ${rows},
     ${literal(message_zh)}, ${literal(message_en)})`,
  );
}
