import { type Curation, type Routed, route, survivorOf } from "../../transforms/themes/curation.ts";
import { isWeak } from "../../transforms/themes/evidence.ts";
import type { Placement } from "../../transforms/themes/identity.ts";
import type { Lexicon } from "../../transforms/themes/named.ts";
import type { Engine } from "../engines/engine.ts";
import { literal } from "../engines/engine.ts";
import type { PlacedWordings, ReadWordings } from "./evolve.ts";
import { tokenReader } from "./read.ts";
import { ownWords, type ThemeState } from "./state.ts";

export interface Placed {
  wordings: ReadWordings;
  /** Without one every wording is without a theme. */
  placement: Placement | undefined;
  state: ThemeState | undefined;
  /** Theme of each place. */
  ids: readonly string[];
  curation: Curation;
}

/** Themes that came up lately. */
export const emergingOf = (state: ThemeState | undefined): ReadonlySet<string> =>
  new Set(
    state?.themes.filter(({ born_by, lasted_at }) => born_by === "emerging" && lasted_at === null).map(({ id }) => id),
  );

/**
 * Keeps in `_theme_wordings` what became of the wordings of `_theme_fresh`: their place, the theme people's routes send them to
 * (`routed_id`), and the theme they are shown in with the reason. Texts of those that turned to another are due too. Returns the words
 * of routes that none of them holds.
 */
export async function keepPlaces(engine: Engine, placed: Placed, isKept: boolean): Promise<Routed["unheard"]> {
  const { wordings, placement, state, ids, curation } = placed;
  const given = Array.from(wordings.tokens, (_, i) => ids[placement?.place[i] ?? -1] ?? null);
  const routed = route(wordings.tokens, given, curation.routes, await pinnedRows(engine, curation));
  const emerging = emergingOf(state);
  const wordsOf = ownWords(state, curation.banned);
  const isKeptBy = (i: number) => routed.isChosen[i] === 1 || emerging.has(routed.theme[i] ?? "");
  const weak = given.map(
    (id, i) =>
      id !== null &&
      !isKeptBy(i) &&
      isWeak(wordings.tokens[i] as readonly string[], placement?.score[i] ?? 0, wordsOf.get(id) ?? new Set()),
  );
  const runnerUp = (i: number) => {
    const next = ids[placement?.runnerUp[i] ?? -1];
    const survivor = next === undefined ? null : survivorOf(curation.themes, next);
    return survivor === routed.theme[i] || routed.isCurated[i] === 1 ? null : survivor;
  };
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_places (id INTEGER, place INTEGER, routed_id VARCHAR, theme_id VARCHAR, score DOUBLE,
     margin DOUBLE, runner_up_id VARCHAR, reason VARCHAR)`,
  );
  await engine.append("_theme_places", [
    Array.from(routed.theme.keys()),
    Array.from(placement?.place ?? new Int32Array(given.length).fill(-1)),
    routed.theme,
    routed.theme.map((id, i) => (weak[i] ? null : id)),
    Array.from(placement?.score ?? new Float32Array(given.length), rounded),
    Array.from(placement?.margin ?? new Float32Array(given.length), rounded),
    routed.theme.map((id, i) => (id === null || weak[i] ? null : runnerUp(i))),
    routed.theme.map((id, i) => {
      if (weak[i]) return "weak";
      if (routed.isCurated[i] === 1) return "curated";
      if (id === null) return "residual";
      return emerging.has(id) ? "emerging" : "assigned";
    }),
  ]);
  await writeWordings(engine, isKept);
  return routed.unheard;
}

/** Scores are shown, and their last bits mean nothing. */
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

async function writeWordings(engine: Engine, isKept: boolean): Promise<void> {
  const rows =
    "SELECT fresh.* EXCLUDE (id), places.* EXCLUDE (id) FROM _theme_fresh AS fresh JOIN _theme_places AS places USING (id)";
  if (!isKept) return engine.execute(`CREATE OR REPLACE TABLE _theme_wordings AS ${rows} ORDER BY print`);
  const shown = "print, theme_id, score, margin, runner_up_id, reason";
  await engine.execute(
    `INSERT INTO _theme_due
     SELECT DISTINCT text_id FROM _theme_said SEMI JOIN (
       SELECT print FROM (SELECT ${shown} FROM (${rows}) AS fresh EXCEPT SELECT ${shown} FROM _theme_wordings) AS turned
       SEMI JOIN _theme_wordings USING (print)) AS turned USING (print)`,
  );
  await engine.execute("DELETE FROM _theme_wordings WHERE print IN (SELECT print FROM _theme_changed)");
  await engine.execute(`INSERT INTO _theme_wordings BY NAME ${rows}`);
}

/** The wordings that pins name, by operation. */
async function pinnedRows(engine: Engine, { routes }: Curation): Promise<ReadonlyMap<string, number>> {
  const pins = routes.flatMap((one) => (one.kind === "pin" ? [one] : []));
  if (pins.length === 0) return new Map();
  const list = pins.map(
    ({ operation, text_id, clause_index }) => `(${literal(operation)}, ${literal(text_id)}, ${clause_index})`,
  );
  const rows = await engine.query<{ operation: string; id: number }>(
    `SELECT pin.operation, fresh.id FROM (VALUES ${list.join(", ")}) AS pin(operation, text_id, clause_index)
     JOIN _theme_said AS said ON pin.text_id = said.text_id AND pin.clause_index = said.clause_index
     JOIN _theme_fresh AS fresh USING (print)`,
  );
  return new Map(rows.map(({ operation, id }) => [operation, id]));
}

/** The wordings of `_theme_wordings`, of which only those asked for are read. */
export async function storedWordings(
  engine: Engine,
  lexicon: Lexicon,
  whole: PlacedWordings["whole"],
): Promise<PlacedWordings> {
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _theme_order AS
     SELECT CAST(row_number() OVER (ORDER BY print) - 1 AS INTEGER) AS id, wording, weight, texts, place, first_at FROM _theme_wordings`,
  );
  const { place, first_at } = await engine.columns<{ place: number[]; first_at: number[] }>(
    "SELECT place, first_at FROM _theme_order ORDER BY id",
  );
  const tokensOf = tokenReader(lexicon);
  return {
    place: Int32Array.from(place),
    firstAt: Float64Array.from(first_at),
    whole,
    async read(rows) {
      await engine.execute("CREATE OR REPLACE TEMP TABLE _theme_asked (spot INTEGER, id INTEGER)");
      await engine.append("_theme_asked", [[...rows.keys()], rows]);
      const read = await engine.columns<{ wording: string[]; weight: number[]; texts: number[] }>(
        "SELECT wording, weight, CAST(texts AS INTEGER) AS texts FROM _theme_asked JOIN _theme_order USING (id) ORDER BY spot",
      );
      return {
        tokens: read.wording.map(tokensOf),
        weights: Float64Array.from(read.weight),
        texts: Float64Array.from(read.texts),
      };
    },
  };
}
