import type { ColumnProfile } from "../column-profile.ts";
import type { Field } from "../contracts/entity.ts";
import type { EntityName } from "../contracts/index.ts";
import type { ColumnPlan, FromPlan } from "../mapping-column.ts";
import { canonicalValue, hasValues } from "./values.ts";

/** How well a column's values fit a field, with the plan they ask for and what a person should look at. */
export interface ValueFit {
  /** 0 where the values cannot be the field, 1 where they fit. */
  factor: number;
  plan: ColumnPlan;
  notes: string[];
}

const freeTexts = new Set([
  "description",
  "text",
  "comment",
  "reply_text",
  "follow_up_text",
  "cause",
  "detail",
  "install_note",
]);
const mostChoices = 60;
const objects = "its values are JSON objects or lists; a key of them is named after a dot, such as customer.id";

export function valueFit(entity: EntityName, field: Field, column: ColumnProfile): ValueFit {
  const plain: ValueFit = { factor: 1, plan: { from: column.name }, notes: [] };
  if (column.filled === 0) return { ...plain, factor: 0.5, notes: ["the sampled rows hold no value"] };
  if (column.nested) return { ...plain, factor: 0, notes: [objects] };
  if (field.kind === "timestamp" || field.kind === "date" || field.kind === "month") return timeFit(field, column);
  if (field.kind === "choice") return choiceFit(entity, field, column);
  if (field.kind === "boolean") {
    if (column.values.every(([value]) => /^(?:true|false|t|f|yes|no|y|n|[01是否有无])$/i.test(value))) return plain;
    return setFit(`${entity}.${field.name}`, column, field) ?? { ...plain, factor: 0 };
  }
  if (field.kind === "integer" || field.kind === "number") return numberFit(entity, field, column);
  if (field.kind === "json") return { ...plain, factor: 0 };
  return { ...plain, factor: textFit(field, column) };
}

function timeFit(field: Field, column: ColumnProfile): ValueFit {
  const { times, windows } = column;
  const plan: FromPlan = { from: column.name };
  const end = /_(?:from|to)$/.exec(field.name)?.[0];
  if (windows !== undefined && end !== undefined && field.kind === "timestamp") {
    return { factor: 1, plan: { ...plan, formats: [`window${end}`] }, notes: unread(windows) };
  }
  if (times === undefined) return { factor: 0, plan, notes: [] };
  const isPlain = times.formats.every((format) => format === "iso" || (field.kind === "month" && format === "%Y-%m"));
  if (!isPlain) plan.formats = times.formats;
  const notes: string[] = [];
  if (times.order === "ambiguous") {
    notes.push(
      `no sampled value tells day from month; ${times.formats.find((f) => f.includes("%d")) ?? ""} is a guess`,
    );
  } else if (times.order === "both") {
    notes.push("day-first and month-first dates are mixed; days up to 12 are read by the first format that fits");
  } else if (times.order !== undefined) {
    notes.push(`${times.order}, as values above 12 show`);
  }
  notes.push(...unread(times.share));
  if (times.monthsOnly && field.kind !== "month") notes.push("months without a day are read as the first day");
  return { factor: times.monthsOnly && field.kind !== "month" ? 0.8 : 1, plan, notes };
}

const unread = (share: number) =>
  share < 0.999 ? [`${percent(1 - share)} of the values fit no format and will be quarantined`] : [];

function choiceFit(entity: EntityName, field: Field, column: ColumnProfile): ValueFit {
  const choices = field.choices ?? [];
  const plan: FromPlan = { from: column.name };
  const outside = column.values.filter(([value]) => !choices.includes(value));
  const share = outside.reduce((sum, [, count]) => sum + count, 0) / column.filled;
  if (share < 0.1) {
    const notes =
      outside.length === 0 ? [] : [`${percent(share)} of the values are outside the set and will be quarantined`];
    return { factor: 1, plan, notes };
  }
  if (column.distinct > mostChoices && !field.required) return { factor: 0, plan, notes: [] };
  const set = setFit(`${entity}.${field.name}`, column, field);
  if (set !== undefined) return set;
  if (!field.required || !choices.includes("other")) return { factor: 0, plan, notes: [] };
  plan.values = Object.fromEntries(column.values.slice(0, mostChoices).map(([value]) => [value, "other"]));
  plan.otherwise = { kind: "value", value: "other" };
  return { factor: 0.5, plan, notes: [`none of these values is known; wanted ${choices.join(", ")}`] };
}

/** A value set proposed from the sampled words; undefined where too few of them are known. */
function setFit(set: string, column: ColumnProfile, field: Field): ValueFit | undefined {
  if (!hasValues(set) || column.distinct > mostChoices) return undefined;
  const values: Record<string, string> = {};
  const unknown: string[] = [];
  let known = 0;
  for (const [word, count] of column.values) {
    const value = field.choices?.includes(word) ? word : canonicalValue(set, word);
    if (value === undefined) unknown.push(word);
    else {
      values[word] = value;
      known += count;
    }
  }
  const share = known / column.filled;
  if (share < 0.3) return undefined;
  const plan: FromPlan = { from: column.name, values };
  const fallback = field.choices?.includes("other") ? "other" : null;
  plan.otherwise = unknown.length === 0 ? { kind: "quarantine" } : { kind: "value", value: fallback };
  const shown = unknown.slice(0, 8).map(masked).join(", ");
  const notes =
    unknown.length === 0
      ? []
      : [`not known: ${shown}${unknown.length > 8 ? " and more" : ""} (${percent(1 - share)} of the values)`];
  return { factor: 0.7 + 0.3 * share, plan, notes };
}

function numberFit(entity: EntityName, field: Field, column: ColumnProfile): ValueFit {
  const plan: FromPlan = { from: column.name };
  const { share, whole, min, max } = column.numbers;
  if (share < 0.95) {
    const set = field.name === "rating" ? "ratings.csat" : `${entity}.${field.name}`;
    return setFit(set, column, field) ?? { factor: 0, plan, notes: [] };
  }
  const inRange = min >= (field.min ?? min) && max <= (field.max ?? max);
  if (!inRange) {
    const scale = `the values run from ${min} to ${max}, wanted ${field.min ?? ""} to ${field.max ?? ""}`;
    const outside = column.values.filter(([v]) => Number(v) < (field.min ?? -1e9) || Number(v) > (field.max ?? 1e9));
    const bad = outside.reduce((sum, [, count]) => sum + count, 0) / column.filled;
    return bad > 0.05 ? { factor: 0, plan, notes: [scale] } : { factor: 0.9, plan, notes: [scale] };
  }
  if (field.kind === "integer" && !whole) return { factor: 0.6, plan, notes: ["some values are no whole numbers"] };
  return { factor: 1, plan, notes: [] };
}

function textFit(field: Field, column: ColumnProfile): number {
  const isTime =
    column.times !== undefined && !column.times.formats.every((format) => /^%Y%m(%d)?$|^epoch|^excel/.test(format));
  if (isTime || column.windows !== undefined) return 0;
  const repeats = column.distinct / column.filled;
  const isCoded = column.filled >= 200 && repeats < 0.1 && column.averageLength <= 16;
  if (
    field.name === "symptom_group" &&
    column.values.every(([value]) => canonicalValue("tickets.type", value) !== undefined)
  )
    return 0.5;
  if (field.name === "symptom_group") return isCoded || /type|category|group|name|类|名/i.test(column.name) ? 1 : 0.6;
  if (freeTexts.has(field.name)) {
    if (column.numbers.share > 0.8) return 0;
    if (isCoded && field.name === "description") return 0.7;
    return column.averageLength >= 4 || column.filled < 20 || field.name !== "text" ? 1 : 0.4;
  }
  if (column.averageLength > 80) return 0;
  const withDigits = column.values.filter(([value]) => /\d/.test(value)).length / column.values.length;
  if (field.name === "category" && withDigits > 0.5 && repeats > 0.3) return 0.5;
  if (field.name === "model" && withDigits < 0.3) return 0.7;
  if ((field.name === "category" || field.name === "region") && column.filled > 50 && repeats > 0.5) return 0.6;
  return 1;
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;

/** Runs of digits are hidden, so that no telephone or identity number is printed. */
export const masked = (value: string): string =>
  value.slice(0, 40).replace(/\d{5,}/g, (digits) => "•".repeat(digits.length));
