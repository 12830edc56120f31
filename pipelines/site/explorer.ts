import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { encodeColumns } from "../../dashboards/explorer/column-file.ts";
import { type ExplorerFacts, reasons } from "../../dashboards/explorer/facts.ts";
import { type Dimension, dimensions } from "../../dashboards/explorer/tally.ts";
import type { Themes } from "../../dashboards/themes.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { fewestCustomers } from "../privacy/small-cells.ts";

/** Unassigned texts together before any of them is shown. */
const leastUnassigned = 30;
const unknown = 255;

/**
 * Writes the clauses of the explorer: redacted, with the codes of their texts. A clause is in it only where its theme has
 * three customers; the others are counted without words.
 */
export async function writeExplorer(engine: Engine, themes: Themes, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (themes.list.length === 0) return;
  const since = `day >= DATE ${literal(themes.fileSince)}`;
  const texts = await columnsOf(
    engine,
    `SELECT text_id, age, ticket_id, ${dimensions.join(", ")} FROM theme_texts WHERE ${since} ORDER BY age, text_id`,
  );
  const rows = await columnsOf(
    engine,
    `SELECT a.text_id, a.theme_id, CASE WHEN s.customers >= ${fewestCustomers}
         OR a.theme_id IS NULL AND ${themes.texts.unassigned.x >= leastUnassigned} THEN a.clause END AS clause,
       array_to_string(a.evidence, chr(9)) AS evidence, round(100 * a.score) AS score, round(100 * a.margin) AS margin, a.reason, a.clause_index,
       a.runner_up_id, CAST(a.is_safety AS INTEGER) AS is_safety
     FROM theme_clauses AS a LEFT JOIN dim_themes AS s ON s.theme_id = a.theme_id
     WHERE ${since} ORDER BY a.age, a.text_id, a.clause_index`,
  );
  const places = new Map(themes.list.map(({ theme_id }, i) => [theme_id, i + 1]));
  const order = new Map(texts.strings("text_id").map((id, i) => [id, i]));
  const clause = dictionary(rows.strings("clause"));
  const evidence = dictionary(
    rows.strings("clause").map((shown, i) => (shown === "" ? "" : (rows.strings("evidence")[i] ?? ""))),
  );
  const values = dimensions.map((name) => [name, dictionary(texts.strings(name))] as const);
  const facts: ExplorerFacts = {
    until: themes.until,
    themes: themes.list.map(({ theme_id, label_zh, label_en, keywords, parent_theme_id, status }) => ({
      id: theme_id,
      zh: label_zh,
      en: label_en,
      keywords: [...keywords],
      parent: places.get(parent_theme_id ?? "") ?? 0,
      emerging: status === "emerging",
    })),
    values: Object.fromEntries(values.map(([name, { words }]) => [name, words.slice(1)])) as Record<
      Dimension,
      string[]
    >,
  };
  const file = encodeColumns(
    {
      text: Uint32Array.from(rows.strings("text_id"), (id) => order.get(id) ?? 0),
      theme: Uint16Array.from(rows.strings("theme_id"), (id) => places.get(id) ?? 0),
      runnerUp: Uint16Array.from(rows.strings("runner_up_id"), (id) => places.get(id) ?? 0),
      danger: Uint8Array.from(rows.numbers("is_safety"), (is) => is ?? 0),
      clause: clause.codes,
      evidence: evidence.codes,
      score: Uint8Array.from(rows.numbers("score"), hundredths),
      margin: Uint8Array.from(rows.numbers("margin"), hundredths),
      reason: Uint8Array.from(rows.strings("reason"), (reason) =>
        Math.max(0, (reasons as readonly string[]).indexOf(reason)),
      ),
      index: Uint16Array.from(rows.numbers("clause_index"), (index) => index ?? 0),
      age: Uint16Array.from(texts.numbers("age"), (age) => Math.max(0, age ?? 0)),
      ...Object.fromEntries(values.map(([name, { codes }]) => [name, codes])),
      clauses: clause.words,
      evidences: evidence.words,
      ids: texts.strings("text_id"),
      tickets: texts.strings("ticket_id"),
    },
    facts,
  );
  await writeFile(path, file);
}

const hundredths = (value: number | null): number =>
  value === null ? unknown : Math.min(unknown - 1, Math.max(0, value));

/** Distinct texts in the order they are met, the empty one first, and each row's place among them. */
function dictionary(values: readonly string[]): { words: string[]; codes: Uint32Array } {
  const places = new Map([["", 0]]);
  const codes = Uint32Array.from(values, (value) => {
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, places.size);
    return places.size - 1;
  });
  return { words: [...places.keys()], codes };
}

/** A result by column; NULL texts are empty. */
async function columnsOf(engine: Engine, sql: string) {
  const columns = await engine.columns<Record<string, (string | number | null)[]>>(sql);
  const texts = new Map<string, string[]>();
  return {
    strings(name: string): string[] {
      const known = texts.get(name);
      if (known) return known;
      const made = (columns[name] ?? []).map((value) => (value === null ? "" : String(value)));
      texts.set(name, made);
      return made;
    },
    numbers: (name: string) => (columns[name] ?? []).map((value) => (value === null ? null : Number(value))),
  };
}
