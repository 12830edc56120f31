import type { ColumnProfile } from "./column-profile.ts";
import { type Entity, type Field, fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities, entityNames } from "./contracts/index.ts";
import { fieldFit, isDescribed } from "./headers/fields.ts";
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
}

export interface FileProposal {
  /** Empty where the columns fit no entity. */
  entities: EntityProposal[];
  /** Columns no entity reads; kept as they are. */
  extra: string[];
  /** Where there is no entity: the one that came nearest, and the required columns that came from nowhere. */
  nearest?: { entity: EntityName; lacks: string[] };
}

const least = 0.3;
const fallbackIds: Partial<Record<EntityName, string>> = {
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
/** What a file's name says about its rows. */
const named: Record<string, EntityName> = {
  ticket: "tickets",
  request: "tickets",
  visit: "visits",
  arrive: "visits",
  nps: "ratings",
  satisfaction: "ratings",
  survey: "ratings",
  callback: "ratings",
  review: "feedback",
  feedback: "feedback",
  complaint: "feedback",
  text: "feedback",
  event: "ticket_events",
  service_point: "service_points",
  engineer: "engineers",
  serial: "units",
  install: "units",
  units: "installed_base",
  model: "products",
  product: "products",
  customer: "customers",
  component: "part_requests",
};

/** Proposes which entities a file feeds and which of its columns are which canonical ones, from names and sampled values. */
export function proposeFile(path: string, columns: readonly ColumnProfile[], entity?: EntityName): FileProposal {
  const readings = columns.map((column) => readColumn(column));
  const stem = path.slice(path.lastIndexOf("/") + 1).replace(/\.[a-z]+(\.gz)?$/i, "");
  const hints = read(stem).concepts.map((concept) => named[concept]);
  const wanted = entityNames.filter((name) => isDescribed(name) || name === entity);
  const ticketId = proposeEntity("tickets", columns, readings)?.matches.find(({ field }) => field.name === "ticket_id");
  const all = wanted.map((name) => proposeEntity(name, columns, readings, ticketId?.column));
  const proposals = all
    .filter(({ lacks }) => lacks.length === 0)
    .map((proposal) => ({ ...proposal, score: proposal.score + (hints.includes(proposal.entity) ? 1.5 : 0) }))
    .sort((a, b) => b.score - a.score);
  const own = proposals.find((proposal) => proposal.entity === entity);
  const chosen = own === undefined ? choose(proposals, columns) : [own];
  const used = new Set(
    chosen.flatMap(({ matches }) =>
      matches.flatMap(({ plan }) => ("from" in plan ? [plan.from] : "concat" in plan ? plan.concat : [])),
    ),
  );
  const extra = columns.map(({ name }) => name).filter((name) => !used.has(name));
  if (chosen.length > 0) return { entities: chosen, extra };
  const told = ({ matches }: EntityProposal) => matches.reduce((sum, match) => sum + worth(match), 0);
  const near = all.filter(({ lacks }) => lacks.length > 0).sort((a, b) => told(b) - told(a))[0];
  return {
    entities: [],
    extra,
    ...(near === undefined || told(near) === 0 ? {} : { nearest: { entity: near.entity, lacks: near.lacks } }),
  };
}

/** A column whose values are times speaks of time, whether its name says so or not. */
function readColumn(column: ColumnProfile): Reading {
  const reading = read(column.name);
  if (column.times === undefined || reading.concepts.includes("time") || reading.concepts.includes("id"))
    return reading;
  return { ...reading, concepts: [...reading.concepts, "time"] };
}

function proposeEntity(
  name: EntityName,
  columns: readonly ColumnProfile[],
  readings: readonly Reading[],
  ticketId?: ColumnProfile,
): EntityProposal & { lacks: string[] } {
  const entity: Entity = entities[name];
  const fields = fieldsOf(entity);
  const candidates: (Match & { column: ColumnProfile })[] = [];
  for (const field of fields) {
    for (const [index, column] of columns.entries()) {
      const exact = bareName(column.name) === bareName(field.name);
      const fit = exact ? 1.2 : fieldFit(name, field.name, readings[index] as Reading);
      if (fit < least) continue;
      const { factor, plan, notes } = valueFit(name, field, column);
      const confidence = fit * (exact && factor > 0 ? Math.max(factor, 0.5) : factor);
      if (confidence >= least) candidates.push({ field, column, plan, notes, confidence });
    }
  }
  candidates.sort((a, b) => b.confidence - a.confidence);
  const matches: Match[] = [];
  for (const candidate of candidates) {
    const taken = matches.some((match) => match.field === candidate.field || match.column === candidate.column);
    if (!taken) matches.push({ ...candidate, confidence: Math.min(1, candidate.confidence) });
  }
  joinClocks(matches, columns, readings);
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
  return { entity: name, matches, score, lacks };
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

function worth({ field, column, confidence }: Match): number {
  if (column === undefined) return 0;
  return confidence * (common.has(field.name) ? 0.4 : field.required ? 1.5 : 1);
}

/** An id where the file has none: the ticket's, when each ticket has one row, else the file and the line. */
function madeId(field: Field, matches: readonly Match[]): Match {
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

const find = (proposal: EntityProposal | undefined, field: string) =>
  proposal?.matches.find((match) => match.field.name === field && match.column !== undefined);
const sure = (proposal: EntityProposal | undefined, fields: readonly string[], confidence: number) =>
  fields.some((field) => (find(proposal, field)?.confidence ?? 0) >= confidence);

/** The best entity, and those the same rows feed beside it: visits and ratings of a wide ticket export, the words of a survey. */
function choose(proposals: readonly EntityProposal[], columns: readonly ColumnProfile[]): EntityProposal[] {
  const of = (name: EntityName) => proposals.find(({ entity }) => entity === name);
  const log = of("ticket_events");
  const isLog = log !== undefined && rowsPerTicket(log) >= 1.3;
  const eligible = proposals.filter(({ entity }) => {
    if (entity === "ticket_events") return isLog || (of("tickets") === undefined && columns.length > 2);
    if (entity === "tickets") return !isLog || sure(of("tickets"), ["created_at"], 0.8);
    return true;
  });
  const main = eligible[0];
  if (main === undefined || main.score < 1.5) return [];
  const chosen = [main];
  const add = (name: EntityName) => {
    const other = of(name);
    if (other === undefined || chosen.includes(other)) return;
    chosen.push(name === "tickets" ? other : linkToTicket(other, find(of("tickets"), "ticket_id")));
  };
  if (main.entity === "tickets" || main.entity === "ticket_events") {
    if (isLog) {
      add("ticket_events");
      if (sure(of("tickets"), ["created_at"], 0.8)) add("tickets");
    } else {
      if (sure(of("visits"), ["arrived_at"], 0.7) || sure(of("visits"), ["outcome"], 0.9)) add("visits");
      if (sure(of("ratings"), ["nps", "csat", "ces"], 0.75)) add("ratings");
      answerWithClose(of("ratings"), main);
    }
  }
  if (main.entity === "visits" && sure(of("tickets"), ["created_at"], 0.8)) add("tickets");
  if (main.entity === "ratings" && sure(of("feedback"), ["text"], 0.6)) add("feedback");
  if (main.entity === "feedback" && sure(of("ratings"), ["nps", "csat", "ces"], 0.75)) add("ratings");
  const order = (proposal: EntityProposal) => entityNames.indexOf(proposal.entity);
  return chosen.sort((a, b) => order(a) - order(b));
}

/** Rows beside a ticket in the same file are that ticket's, whatever else looks like an id. */
function linkToTicket(proposal: EntityProposal, ticketId: Match | undefined): EntityProposal {
  const own = find(proposal, "ticket_id");
  if (ticketId?.column === undefined || (own !== undefined && own.column === ticketId.column)) return proposal;
  const fields = fieldsOf(entities[proposal.entity]);
  const field = fields.find(({ name }) => name === "ticket_id");
  if (field === undefined || (own?.confidence ?? 0) > ticketId.confidence) return proposal;
  const link: Match = { ...ticketId, field, notes: [] };
  const others = proposal.matches.filter((match) => match !== own && match.field.name !== fallbackIds[proposal.entity]);
  const idField = fields.find(({ name }) => name === fallbackIds[proposal.entity]);
  const ownId = proposal.matches.find((match) => match.field === idField && match.confidence >= 0.6);
  const id = idField === undefined ? [] : [ownId ?? madeId(idField, [link])];
  return { ...proposal, matches: [...id, link, ...others] };
}

/** A rating kept in the ticket's own row was answered when the ticket closed, where no time of its own is given. */
function answerWithClose(ratings: EntityProposal | undefined, tickets: EntityProposal): void {
  const closed = find(tickets, "closed_at") ?? find(tickets, "created_at");
  if (ratings === undefined || closed === undefined) return;
  const answered = find(ratings, "answered_at");
  if (answered !== undefined && answered.column !== find(tickets, "created_at")?.column) return;
  const field = fieldsOf(entities.ratings).find(({ name }) => name === "answered_at");
  if (field === undefined) return;
  const notes = ["no time of the answer in the file, so the ticket's"];
  ratings.matches = [
    ...ratings.matches.filter((match) => match !== answered),
    { ...closed, field, confidence: 0.4, notes },
  ];
}

function rowsPerTicket(proposal: EntityProposal): number {
  const column = find(proposal, "ticket_id")?.column;
  return column === undefined || column.distinct === 0 ? 1 : column.filled / column.distinct;
}
