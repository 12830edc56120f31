import type { ColumnProfile } from "./column-profile.ts";
import { type Entity, type Field, fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities } from "./contracts/index.ts";
import { fieldFit } from "./headers/fields.ts";
import { valueFit } from "./headers/fit.ts";
import { type Reading, read } from "./headers/terms.ts";
import type { ColumnPlan } from "./mapping-column.ts";
import { bareName } from "./plan.ts";

/** One canonical column and where it is proposed to come from. */
export interface Match {
  field: Field;
  /** The file's column; absent for a constant or an id made of the line. */
  column?: ColumnProfile;
  plan: ColumnPlan;
  /** 0 to 1; below 0.6 a person should look. */
  confidence: number;
  notes: string[];
}

export interface EntityProposal {
  entity: EntityName;
  matches: Match[];
  score: number;
  /** Columns named like a field whose values are not of its kind. */
  refused: Refusal[];
}

export interface Refusal {
  column: string;
  field: string;
  why: string;
}

const least = 0.3;
/** Ids that can be made where a file has none. */
export const fallbackIds: Partial<Record<EntityName, string>> = {
  tickets: "ticket_id",
  visits: "visit_id",
  ratings: "rating_id",
  feedback: "feedback_id",
};
/** Fields so common to all entities that they say little about which one a file holds. */
const common = new Set(
  "model category region customer_key serial batch brand service_point_id engineer_id channel status ticket_id comment".split(
    " ",
  ),
);
/** A column whose values are times speaks of time, whether its name says so or not. */
export function readColumn(column: ColumnProfile): Reading {
  const reading = read(column.name);
  if (
    (column.times ?? column.windows) === undefined ||
    reading.concepts.includes("time") ||
    reading.concepts.includes("id")
  )
    return reading;
  return { ...reading, concepts: [...reading.concepts, "time"] };
}

/** Proposes which columns of a file are which of an entity, and says what is lacking. */
export function proposeEntity(
  name: EntityName,
  columns: readonly ColumnProfile[],
  readings: readonly Reading[],
  ticketId?: ColumnProfile,
): EntityProposal & { lacks: string[] } {
  const entity: Entity = entities[name];
  const fields = fieldsOf(entity);
  const candidates: (Match & { column: ColumnProfile })[] = [];
  const doubts: Refusal[] = [];
  for (const field of fields) {
    for (const [index, column] of columns.entries()) {
      const exact = bareName(column.name) === bareName(field.name);
      const fit = exact ? 1.2 : fieldFit(name, field.name, readings[index] as Reading);
      if (fit < least) continue;
      const { factor, plan, notes } = valueFit(name, field, column);
      const confidence = fit * (exact && factor > 0 ? Math.max(factor, 0.5) : factor);
      if (confidence >= least) candidates.push({ field, column, plan, notes, confidence });
      else if (factor === 0 && fit >= 0.55)
        doubts.push({ column: column.name, field: field.name, why: reason(field, notes) });
    }
  }
  candidates.sort((a, b) => b.confidence - a.confidence);
  const matches: Match[] = [];
  for (const candidate of candidates) {
    const taken = matches.some((match) => match.field === candidate.field || match.column === candidate.column);
    if (!taken) matches.push({ ...candidate, confidence: Math.min(1, candidate.confidence) });
  }
  joinClocks(matches, columns, readings);
  splitWindows(fields, matches);
  doubts.push(...takeOutDays(name, matches));
  const missing = fields.filter((field) => field.required && !matches.some((match) => match.field === field));
  const lacks: string[] = [];
  const freeTimes = columns.filter(
    (column) => column.times !== undefined && !matches.some((match) => match.column === column),
  );
  for (const field of missing.reverse()) {
    const [onlyTime, secondTime] = freeTimes;
    if (field.name === "ticket_id" && name !== "tickets" && ticketId !== undefined) {
      matches.push({ field, column: ticketId, plan: { from: ticketId.name }, confidence: 0.5, notes: [] });
    } else if (field.kind === "timestamp" && onlyTime !== undefined && secondTime === undefined) {
      const { plan, notes } = valueFit(name, field, onlyTime);
      matches.push({ field, column: onlyTime, plan, confidence: 0.3, notes: ["the only time the file has", ...notes] });
    } else if (field.name === fallbackIds[name]) matches.push(madeId(field, matches));
    else lacks.push(field.name);
  }
  matches.push(
    ...constants(
      name,
      fields,
      matches,
      columns.map((column) => column.name),
      readings,
    ),
  );
  const order = new Map(fields.map((field, index) => [field.name, index]));
  matches.sort((a, b) => (order.get(a.field.name) ?? 0) - (order.get(b.field.name) ?? 0));
  const score = matches.reduce((sum, match) => sum + worth(match), 0) - missing.length * 1.5;
  const refused = doubts.filter(
    ({ field, column }) => !matches.some((match) => match.field.name === field || match.column?.name === column),
  );
  return { entity: name, matches, score, lacks, refused };
}

const base: Partial<Record<EntityName, string>> = { tickets: "created_at", visits: "arrived_at" };
const after = new Set("closed_at assigned_at accepted_at contacted_at first_response_at left_at".split(" "));

/** Beside a time with a clock, a later one that is only a day would lie before it when both are on one day. */
function takeOutDays(name: EntityName, matches: Match[]): Refusal[] {
  const isDay = ({ column, plan }: Match) => column?.times?.hasClock === false && !("concat" in plan);
  const first = matches.find(({ field }) => field.name === base[name]);
  if (first === undefined || isDay(first)) return [];
  const days = matches.filter((match) => after.has(match.field.name) && isDay(match));
  for (const day of days) matches.splice(matches.indexOf(day), 1);
  return days.map(({ column, field }) => ({
    column: column?.name ?? "",
    field: field.name,
    why: `it holds days without a clock and ${first.field.name} has one, so whatever happened on the same day would come before it`,
  }));
}

function reason(field: Field, notes: readonly string[]): string {
  const [note] = notes;
  if (note !== undefined) return note;
  if (["timestamp", "date", "month"].includes(field.kind)) return "its values are no times in a form that is read";
  if (field.kind === "choice" || field.kind === "boolean") return "too few of its values are known";
  return field.kind === "text" ? "its values do not look like it" : "its values are no numbers";
}

/** A day whose clock stands in a column of its own, named alike, becomes one time. */
function joinClocks(matches: Match[], columns: readonly ColumnProfile[], readings: readonly Reading[]): void {
  const about = (column: ColumnProfile) =>
    readings[columns.indexOf(column)]?.concepts.filter((concept) => concept !== "time") ?? [];
  for (const match of matches) {
    const { column, field, plan } = match;
    if (field.kind !== "timestamp" || column?.times === undefined || column.times.hasClock || !("from" in plan))
      continue;
    const clock = columns.find(
      (other) =>
        other.clock !== undefined &&
        !matches.some((taken) => taken.column === other) &&
        about(other).some((concept) => about(column).includes(concept)),
    );
    if (clock?.clock === undefined) continue;
    const formats = plan.formats?.flatMap((format) => [`${format} ${clock.clock}`, format]);
    match.plan = { concat: [column.name, clock.name], with: " ", ...(formats === undefined ? {} : { formats }) };
    match.notes = [...match.notes, "the day and the clock stand in two columns"];
  }
}

/** A column of windows is where both ends of one come from. */
function splitWindows(fields: readonly Field[], matches: Match[]): void {
  for (const match of [...matches]) {
    if (match.column?.windows === undefined) continue;
    const [name, otherEnd] = match.field.name.endsWith("_from") ? [/_from$/, "_to"] : [/_to$/, "_from"];
    const field = fields.find((other) => other.name === match.field.name.replace(name, otherEnd));
    if (field === undefined || matches.some((taken) => taken.field === field)) continue;
    matches.push({ ...match, field, plan: { from: match.column.name, formats: [`window${otherEnd}`] } });
  }
}

/** What a match says for its entity. */
export function worth({ field, column, confidence }: Match): number {
  if (column === undefined) return 0;
  return confidence * (common.has(field.name) ? 0.4 : field.required ? 1.5 : 1);
}

/** An id where the file has none: the ticket's, when each ticket has one row, else the file and the line. */
export function madeId(field: Field, matches: readonly Match[]): Match {
  const ticket = matches.find((match) => match.field.name === "ticket_id")?.column;
  if (ticket !== undefined && ticket.distinct === ticket.filled && ticket.filled > 0) {
    return {
      field,
      plan: { from: ticket.name },
      confidence: 0.7,
      notes: ["the file has no id of its own; one row a ticket, so the ticket's"],
    };
  }
  const notes = ["the file has no id, so the file and the line; rows must keep their lines when it is exported again"];
  return { field, plan: { concat: ["_source", "_line"], with: "#" }, confidence: 0.5, notes };
}

/** Columns that follow from what kind of file it is. */
function constants(
  name: EntityName,
  fields: readonly Field[],
  matches: readonly Match[],
  header: readonly string[],
  readings: readonly Reading[],
): Match[] {
  const says = (pattern: RegExp) => header.some((cell) => pattern.test(cell));
  const has = (...concepts: string[]) =>
    readings.some((reading) => concepts.some((concept) => reading.concepts.includes(concept)));
  const told = ["feedback_id", "created_at", "text", "rating"];
  const speaks = (concept: string) =>
    matches.some(
      ({ field, column }) =>
        told.includes(field.name) && column !== undefined && read(column.name).concepts.includes(concept),
    );
  const result: Match[] = [];
  const put = (fieldName: string, value: string, note: string) => {
    const field = fields.find((candidate) => candidate.name === fieldName);
    if (field === undefined || matches.some((match) => match.field.name === fieldName)) return;
    result.push({ field, plan: { const: value }, confidence: 0.7, notes: [note] });
  };
  if (name === "tickets") {
    if (says(/上门|上門|入户|到户|到府|on.?site/iu))
      put("mode", "on_site", "the columns speak of visits at the user's place");
    if (says(/维修|維修|报修|報修|repair/iu))
      put("type", "repair", "the columns speak of repairs and name no other kind of service");
  }
  if (name !== "feedback") return result;
  if (has("nps", "survey", "satisfaction", "callback")) put("is_solicited", "true", "the user was asked");
  else if (speaks("review")) put("kind", "review", "the columns speak of reviews");
  else if (speaks("complaint")) put("kind", "complaint", "the columns speak of complaints");
  return result;
}
