import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { entities, fieldsOf } from "../sources/contracts/index.ts";
import type { Mapping } from "../sources/mapping.ts";
import { type EntityPlan, planFile } from "../sources/plan.ts";
import { SourceError } from "../sources/source.ts";
import { surveyFile } from "../sources/survey.ts";
import type { OpenFile, TextContent } from "./open-file.ts";
import {
  copyReadable,
  csvRelation,
  lenientJsonRelation,
  numberedCsvRelation,
  parquetRelation,
  type RawRelation,
  strictJsonRelation,
} from "./readers.ts";
import { troubleOf } from "./trouble.ts";

/** A way of reading a file: its rows as text, and the plan that fits the columns they have. */
export interface Reading {
  raw: RawRelation;
  plan: EntityPlan;
}

export type Attempt<T> = (reading: Reading) => Promise<T>;

/** Reads the file the fast way, and when that stops at something odd, by a way that can live with it. */
export async function readRows<T>(
  opened: OpenFile,
  plan: EntityPlan,
  context: { mapping: Mapping; scratch: string },
  attempt: Attempt<T>,
): Promise<T> {
  const { file, content } = opened;
  try {
    if (content.kind === "parquet") {
      return await attempt({ raw: parquetRelation(file.absolute, file.path, content.columns), plan });
    }
    return content.layout.delimiter === undefined
      ? await readJson(opened, content, plan, context, attempt)
      : await readDelimitedRows(opened, content, plan, context.scratch, attempt);
  } catch (error) {
    // A full disk or too little memory is no fault of the file.
    if (error instanceof SourceError || !(error instanceof Error) || troubleOf(error) !== undefined) throw error;
    const message = error.message.split("\n")[0]?.replaceAll(file.absolute, file.path);
    throw new SourceError(`${file.path} cannot be read as ${plan.entity}: ${message}`, { cause: error });
  }
}

async function readDelimitedRows<T>(
  opened: OpenFile,
  content: TextContent,
  plan: EntityPlan,
  scratch: string,
  attempt: Attempt<T>,
): Promise<T> {
  const { cells, file } = opened;
  const { delimiter, survey } = content;
  const csv = { cells, delimiter, nulls: opened.plan.settings.nulls, source: file.path, bytes: survey.bytes };
  if (content.survey.plain && content.unreadable.size === 0) {
    try {
      return await attempt({ raw: csvRelation({ ...csv, path: content.path }), plan });
    } catch (error) {
      if (!isReaderError(error)) throw error;
      content.survey = await surveyFile(content.path, content.layout, { headerRecords: 1, thorough: true });
    }
  }
  const copy = join(scratch, "records.csv");
  await copyReadable(content.path, copy, content);
  const { size: bytes } = await stat(copy);
  return attempt({ raw: numberedCsvRelation({ ...csv, path: copy, bytes }), plan });
}

/** DuckDB's readers say so when a file is not as they were told; every other error is ours. */
const isReaderError = (error: unknown) => error instanceof Error && error.message.startsWith("Invalid Input Error");

const mostLateKeys = 3;

async function readJson<T>(
  opened: OpenFile,
  content: TextContent,
  plan: EntityPlan,
  { mapping, scratch }: { mapping: Mapping; scratch: string },
  attempt: Attempt<T>,
): Promise<T> {
  const { file, cells } = opened;
  let { path } = content;
  if (!content.survey.plain || content.unreadable.size > 0) {
    path = join(scratch, "records.jsonl");
    await copyReadable(content.path, path, content);
  }
  const index = opened.plan.entities.indexOf(plan);
  const planned = () =>
    planFile({ path: file.path, entity: file.entity, header: cells, mapping }).entities[index] ?? plan;
  const json = { path, keys: cells, source: file.path };
  const schema = join(scratch, "schema.jsonl");
  for (let late = 0; late <= mostLateKeys; late += 1) {
    const strict = planned();
    // A key whose only sample is null is read as JSON, so that extra keeps its type; `where` wants text.
    const asJson = strict.where === undefined ? strict.extra : [];
    const sample = cells.map((key) => [key, asJson.includes(key) ? null : "a text"]);
    await writeFile(schema, `${JSON.stringify(Object.fromEntries(sample))}\n`);
    try {
      return await attempt({ raw: strictJsonRelation({ ...json, schema }), plan: strict });
    } catch (error) {
      if (!isReaderError(error)) throw error;
      const key = /has unknown key "(.*?)"/.exec((error as Error).message)?.[1];
      if (key === undefined || key.includes("\0") || cells.includes(key)) break;
      cells.push(key);
    }
  }
  for (const { name } of fieldsOf(entities[plan.entity])) if (!cells.includes(name)) cells.push(name);
  const lenient = planned();
  return attempt({ raw: lenientJsonRelation({ ...json, extra: lenient.extra }), plan: lenient });
}
