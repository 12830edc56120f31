import type { EntityName } from "../contracts/index.ts";
import { type Reading, readTable } from "./terms.ts";

interface Pattern {
  concepts: string[];
  /** Concepts that rule the pattern out, written with a ! before them. */
  without: string[];
  weight: number;
}

const patterns = new Map<string, Pattern[]>();
for (const [entity, field, text = ""] of readTable("fields.tsv")) {
  const list = text.split("|").map((pattern) => {
    const [concepts = "", weight = "1"] = pattern.split("@");
    const words = concepts.trim().split(" ");
    return {
      concepts: words.filter((word) => !word.startsWith("!")),
      without: words.filter((word) => word.startsWith("!")).map((word) => word.slice(1)),
      weight: Number(weight),
    };
  });
  patterns.set(`${entity}.${field}`, list);
}

/** Concepts that say nothing about which field it is. */
const neutral = new Set(["neutral", "service"]);
const extraCost = 0.28;
/** A name of something is nearly that thing. */
const nameCost = 0.1;
const unknownCost = 0.5;
/** Long names, such as the questions of a survey, hold many words that do not matter. */
const mostUnknown = 0.3;

/** How well a name's reading fits a field, 0 to 1: all concepts of one pattern must be there, and each further one costs. */
export function fieldFit(entity: EntityName, field: string, reading: Reading): number {
  let best = 0;
  for (const { concepts, without, weight } of patterns.get(`${entity}.${field}`) ?? []) {
    if (!concepts.every((concept) => reading.concepts.includes(concept))) continue;
    if (without.some((concept) => reading.concepts.includes(concept))) continue;
    const extra = reading.concepts.filter((concept) => !concepts.includes(concept) && !neutral.has(concept));
    const cost = extra.reduce((sum, concept) => sum + (concept === "name" ? nameCost : extraCost), 0);
    best = Math.max(best, weight - cost - Math.min(mostUnknown, reading.unknown * unknownCost));
  }
  return Math.max(0, best);
}

/** Whether the vocabulary knows fields of this entity at all. */
export const isDescribed = (entity: EntityName): boolean =>
  [...patterns.keys()].some((key) => key.startsWith(`${entity}.`));
