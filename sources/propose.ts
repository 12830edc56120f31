import type { ColumnProfile } from "./column-profile.ts";
import { fieldsOf } from "./contracts/entity.ts";
import { type EntityName, entities, entityNames } from "./contracts/index.ts";
import { isDescribed } from "./headers/fields.ts";
import { read } from "./headers/terms.ts";
import {
  type EntityProposal,
  fallbackIds,
  type Match,
  madeId,
  proposeEntity,
  type Refusal,
  readColumn,
  worth,
} from "./propose-entity.ts";

export interface FileProposal {
  /** Empty where the columns fit no entity. */
  entities: EntityProposal[];
  /** Columns no entity reads; kept as they are. */
  extra: string[];
  /** Where there is no entity: the one that came nearest, and the required columns that came from nowhere. */
  nearest?: { entity: EntityName; lacks: string[]; refused: Refusal[] };
}

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
  const asNamed = proposals.find((proposal) => proposal.entity === entity);
  const chosen = asNamed === undefined ? choose(proposals, columns) : [asNamed];
  const used = new Set(
    chosen.flatMap(({ matches }) =>
      matches.flatMap(({ plan }) => ("from" in plan ? [plan.from] : "concat" in plan ? plan.concat : [])),
    ),
  );
  const own = columns.filter(({ within }) => within === undefined).map(({ name }) => name);
  const extra = own.filter((name) => !used.has(name));
  if (chosen.length > 0) return { entities: chosen, extra };
  const told = ({ entity, matches, lacks, refused }: (typeof all)[number]) =>
    matches.reduce((sum, match) => sum + worth(match), 0) +
    refused.filter(({ field }) => lacks.includes(field)).length +
    (hints.includes(entity) ? 1.5 : 0);
  const near = [...all].sort((a, b) => told(b) - told(a))[0];
  return {
    entities: [],
    extra,
    ...(near === undefined || told(near) === 0
      ? {}
      : { nearest: { entity: near.entity, lacks: near.lacks, refused: near.refused } }),
  };
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
