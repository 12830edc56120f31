import type { Lexicon } from "../../transforms/text/lexicon.ts";
import type { Engine } from "../engines/engine.ts";

/** Where names come from that are columns already and must not become themes. Of places the ending may be left out in a text. */
const names: { kind: "name" | "place"; from: string; columns: readonly string[] }[] = [
  { kind: "name", from: "landing_products", columns: ["brand", "model"] },
  { kind: "name", from: "_texts", columns: ["brand", "model"] },
  { kind: "name", from: "landing_service_points", columns: ["service_point_id", "name", "county"] },
  { kind: "name", from: "landing_engineers", columns: ["engineer_id"] },
  { kind: "place", from: "landing_service_points", columns: ["province", "city"] },
  { kind: "place", from: "_texts", columns: ["region"] },
];

/** Relations the names are read from, but for the texts themselves. */
export const maskedFrom = ["landing_products", "landing_service_points", "landing_engineers"] as const;

/** Brands, models, places, service points and engineers' keys, sorted; words of the lexicon are none. */
export async function readMasked(engine: Engine, lexicon: Lexicon): Promise<string[]> {
  const own = new Set([
    ...[...lexicon.categories, ...lexicon.components].map(({ zh }) => zh),
    ...(lexicon.stopWords.get("zh") ?? []),
  ]);
  const found = new Set<string>();
  for (const { kind, from, columns } of names) {
    for (const column of columns) {
      const { name } = await engine.columns<{ name: string[] }>(
        `SELECT DISTINCT trim(${column}) AS name FROM ${from} WHERE ${column} IS NOT NULL`,
      );
      for (const term of name.flatMap(kind === "place" ? placesOf : namesOf)) found.add(term);
    }
  }
  return [...found].filter((term) => term.length > 1 && !own.has(term)).sort();
}

/** 海尔/Haier is two names; of CoolLine 300 people say CoolLine. */
const namesOf = (name: string): string[] =>
  [name, ...name.split(/[/（()）|]+/), ...(series.exec(name) ?? [])].map((part) => part.trim());

/** A word with a capital inside, before the rest of a name. */
const series = /^[A-Za-z]?[a-z]+[A-Z][A-Za-z]*(?=[\s-])/;

const placesOf = (place: string): string[] => {
  const bare = place.replace(/(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$/, "");
  return [place, bare, ...place.split(/[\s/-]+/)];
};
