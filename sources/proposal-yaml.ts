import type { ColumnProfile } from "./column-profile.ts";
import { fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities } from "./contracts/index.ts";
import type { ColumnPlan } from "./mapping-column.ts";
import type { FileProposal } from "./propose.ts";
import type { EntityProposal, Match, Refusal } from "./propose-entity.ts";
import { identifier, literal } from "./quote.ts";

/** A proposal for one entry of mapping.yaml: files with the same columns share one. */
export interface Entry {
  glob: string;
  proposal: FileProposal;
  columns: readonly ColumnProfile[];
  notes: readonly string[];
}

/** Below this a person should look at the line. */
const doubtful = 0.6;

/** Writes mapping.yaml as text: what is proposed, and as comments what a person should check. It passes parseMapping as it is. */
export function proposalYaml(entries: readonly Entry[], settings: { timeZone: string }): string {
  const nulls = [
    ...new Set(entries.flatMap(({ columns }) => columns.flatMap((column) => [...column.nulls.keys()]))),
  ].sort();
  const lines = [
    '# Proposed by huiyin doctor; lines with "check" are guesses a person should look at.',
    "defaults:",
    `  time_zone: ${scalar(settings.timeZone)}   # of times without an offset`,
    `  nulls: [${["", ...nulls].map(scalar).join(", ")}]`,
    "files:",
  ];
  for (const entry of entries) lines.push(...entryLines(entry, nulls));
  return `${lines.join("\n")}\n`;
}

function entryLines({ glob, proposal, notes }: Entry, nulls: readonly string[]): string[] {
  const lines = notes.map((note) => `  # ${note}`);
  const [first] = proposal.entities;
  if (first === undefined) {
    const near = proposal.nearest;
    const met =
      near === undefined
        ? "its columns are those of no entity"
        : near.lacks.length === 0
          ? `nearest is ${near.entity}, but too few of its columns are there`
          : `nearest is ${near.entity}, but nothing is its ${near.lacks.join(" and ")}${constantTime(near.entity, near.lacks)}`;
    const doubts = (near?.refused ?? []).map((refusal) => `  ${refusalText(refusal)}`);
    return [...lines, ...doubts, `  # ${glob}: nothing is proposed; ${oneLine(met)}`];
  }
  lines.push(`  ${scalar(glob)}:`);
  if (proposal.entities.length === 1) {
    lines.push(`    entity: ${first.entity}`, "    columns:", ...columnLines(first, "      "));
  } else {
    lines.push(`    entity: [${proposal.entities.map(({ entity }) => entity).join(", ")}]`, "    columns:");
    for (const part of proposal.entities) lines.push(`      ${part.entity}:`, ...columnLines(part, "        "));
    const wheres = proposal.entities.flatMap((part) => {
      const where = rowsOf(part, proposal.entities, nulls);
      return where === undefined ? [] : [`      ${part.entity}: ${scalar(where)}`];
    });
    if (wheres.length > 0) lines.push("    where:   # rows that hold nothing of it are left out", ...wheres);
  }
  for (const { refused } of proposal.entities) lines.push(...refused.map((refusal) => `    ${refusalText(refusal)}`));
  if (proposal.extra.length > 0) lines.push(`    # kept in extra: ${oneLine(proposal.extra.join(", "))}`);
  return lines;
}

/** A file without times may be of one day. */
function constantTime(name: EntityName, lacks: readonly string[]): string {
  const times = fieldsOf(entities[name]).filter(({ kind, name }) => kind === "timestamp" && lacks.includes(name));
  return times.length === 0 || times.length < lacks.length
    ? ""
    : `; where all rows are of one day, ${times.map((field) => `${field.name}: {const: "2026-01-31"}`).join(", ")} says so`;
}

const refusalText = ({ column, field, why }: Refusal) =>
  oneLine(`# check: "${column}" is named like ${field}, but ${why}`);

function columnLines(proposal: EntityProposal, indent: string): string[] {
  return proposal.matches.map((match) => {
    const notes = match.notes.map(oneLine);
    const remark =
      match.confidence < doubtful || notes.length > 0
        ? `   # ${match.confidence < doubtful ? "check" : "note"}${notes.length > 0 ? `: ${notes.join("; ")}` : ""}`
        : "";
    return `${indent}${match.field.name}: ${planText(match.plan)}${remark}`;
  });
}

function planText(plan: ColumnPlan): string {
  if ("const" in plan) return `{const: ${scalar(plan.const)}}`;
  if ("concat" in plan) {
    const format = plan.formats === undefined ? "" : `, ${formatText(plan.formats)}`;
    return `{concat: [${plan.concat.map(scalar).join(", ")}], with: ${scalar(plan.with)}${format}}`;
  }
  if (plan.formats === undefined && plan.values === undefined) return scalar(plan.from);
  const parts = [`from: ${scalar(plan.from)}`];
  if (plan.formats !== undefined) parts.push(formatText(plan.formats));
  if (plan.values !== undefined) {
    const values = Object.entries(plan.values).map(([from, to]) => `${scalar(from)}: ${scalar(to)}`);
    parts.push(`values: {${values.join(", ")}}`);
  }
  if (plan.otherwise !== undefined) {
    parts.push(`otherwise: ${plan.otherwise.kind === "quarantine" ? "quarantine" : (plan.otherwise.value ?? "null")}`);
  }
  return `{${parts.join(", ")}}`;
}

function formatText(formats: readonly string[]): string {
  const [only = "", ...rest] = formats.map(scalar);
  return `format: ${rest.length === 0 ? only : `[${[only, ...rest].join(", ")}]`}`;
}

const telling: Partial<Record<string, readonly string[]>> = {
  visits: ["arrived_at", "outcome", "left_at"],
  ratings: ["nps", "csat", "ces"],
  feedback: ["text"],
};

/** Beside the main entity of a file only rows that say something of the other one count. */
function rowsOf(part: EntityProposal, all: readonly EntityProposal[], nulls: readonly string[]): string | undefined {
  const alone = all.every(({ entity }) => entity === "ratings" || entity === "feedback");
  const fields = telling[part.entity];
  if (fields === undefined || (alone && part.entity === "ratings")) return undefined;
  const columns = fields
    .map((name) => part.matches.find((match: Match) => match.field.name === name)?.column?.name)
    .filter((name) => name !== undefined);
  const empty = ["", ...nulls].map(literal).join(", ");
  return columns.map((name) => `${identifier(name)} NOT IN (${empty})`).join(" OR ");
}

/** A text as a YAML scalar, quoted where it could be read as anything else. */
export function scalar(text: string): string {
  const isPlain =
    /^[\p{L}_][\p{L}\p{N}_]*(?:[ /.-][\p{L}\p{N}_]+)*$/u.test(text) &&
    !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

const oneLine = (text: string) => text.replace(/\s+/gu, " ");
