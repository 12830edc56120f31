import {
  type Entity,
  entities,
  type Field,
  fieldChecks,
  fieldsOf,
  recordRules,
} from "../../sources/contracts/index.ts";
import { inputFiles } from "../inputs.ts";
import { code, generated, page, table } from "./markdown.ts";

/** Every entity and field of the canonical model, read from the contracts. */
export function dictionaryPage(): string {
  const all: Entity[] = Object.values(entities);
  return page(
    generated,
    "# Data dictionary",
    "The canonical model a folder of files is read into. A file is named after its entity (`tickets.csv`, `tickets/2026-05.parquet`, `tickets*.jsonl.gz`); its columns carry the names below or are mapped to them in `mapping.yaml`. Columns of a file that are not listed here are kept in `extra` as JSON. Times without an offset are in the source's zone (Asia/Shanghai unless the mapping says otherwise) and are stored in UTC. Only `tickets` or `feedback` is needed; pages and metrics say which input they lack.",
    "Personal fields stay in the landing: what is published leaves them out.",
    table(
      ["entity", "is", "key", "fields"],
      all.map((entity) => [
        `[${code(entity.name)}](#${entity.name})`,
        entity.description,
        entity.key.map(code).join(", "),
        String(fieldsOf(entity).length),
      ]),
    ),
    ...all.map(entitySection),
    "## Rules of every field and record",
    "A field's rule is written `<field>.<rule>`. Records that break one go to quarantine unless `mapping.yaml` says otherwise.",
    table(
      ["rule", "says", "中文"],
      [
        ...Object.entries(fieldChecks).map(([name, label]) => [code(`<field>.${name}`), label.en, label.zh]),
        ...Object.entries(recordRules).map(([name, label]) => [code(name), label.en, label.zh]),
      ],
    ),
    "## Files people write",
    "They stand in the workspace, are never written by a run, and where one is absent the product's own is read. A blank cell of a policy means any; of the rows that fit a ticket the most specific holds, and two equally specific are an error.",
    table(
      ["file", "columns (* must be filled)", "where absent"],
      inputFiles.map(({ file, columns, shipped }) => [
        code(file),
        columns.map(({ name, required }) => `${code(name)}${required ? "*" : ""}`).join(" "),
        code(`transforms/${shipped}`),
      ]),
    ),
    "`coverage.yaml` names under `complete` the years for which `calendar.csv` is complete; business minutes that touch another year are not given.",
    "`appeals.yaml` lists tickets that leave the comparison of service points and engineers: `ticket_id`*, `reason`*, `by`* (a role), `until` (last day, for good without one).",
  );
}

function entitySection(entity: Entity): string {
  const blocks = [
    `## ${entity.name}`,
    `${entity.description} One row is named by ${entity.key.map(code).join(" and ")}; a later row with the same key supersedes an earlier one.`,
    table(
      ["field", "holds", "", "description"],
      fieldsOf(entity).map((field) => [code(field.name), holds(field), marks(field), field.description]),
    ),
  ];
  if (entity.rules.length > 0) {
    blocks.push(
      table(
        ["rule", "broken when", "action", "says", "中文"],
        entity.rules.map((rule) => [code(rule.name), code(rule.when), rule.action, rule.label.en, rule.label.zh]),
      ),
    );
  }
  return blocks.join("\n\n");
}

function holds(field: Field): string {
  if (field.choices) return field.choices.map(code).join(" ");
  const { min, max } = field;
  if (min !== undefined && max !== undefined) return `${field.kind} ${min} to ${max}`;
  if (min !== undefined) return `${field.kind} from ${min}`;
  return max === undefined ? field.kind : `${field.kind} up to ${max}`;
}

const marks = (field: Field): string =>
  [field.required ? "required" : "", field.pii ? "personal" : ""].filter(Boolean).join(", ");
