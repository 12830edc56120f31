import { knownValues, namesHint } from "../../transforms/text/redact.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";

/** What the landing knows of people, by which the files to be published are searched. */
export interface People {
  /** Whole names of the source's own columns, at least three characters long, so that none is a word. */
  names: ReadonlySet<string>;
  /** Of the tokens of the files, those that are a customer's key and nothing else's. */
  keysAmong(tokens: ReadonlySet<string>): Promise<Set<string>>;
}

/** Nobody is known: only what is personal by its form is found. */
export const nobody: People = { names: new Set(), keysAmong: async () => new Set() };

/** What is looked up as a key: letters and digits together, or many digits; a year or a count is none. */
export const tokenPattern = "[A-Za-z0-9][A-Za-z0-9_-]{5,63}";
export const isKeyLike = (token: string): boolean =>
  /\d/u.test(token) && (/[A-Za-z]/u.test(token) || token.length >= 9);

/** Reads the relations `landing_*` of an open warehouse. */
export async function readPeople(engine: Engine): Promise<People> {
  const relations = await engine.query<{ relation: string; columns: string[] }>(
    `SELECT table_name AS relation, list(column_name ORDER BY column_index) AS columns FROM duckdb_columns()
     WHERE starts_with(table_name, 'landing_') GROUP BY table_name ORDER BY table_name`,
  );
  const names = new Set<string>();
  for (const { relation, columns } of relations) {
    if (!columns.includes("extra")) continue;
    const rows = await engine.columns<{ extra: string[] }>(
      `SELECT DISTINCT extra FROM ${identifier(relation)} WHERE regexp_matches(extra, ${literal(namesHint)}, 'i')`,
    );
    for (const extra of rows.extra) for (const value of knownValues("", extra)) if (isName(value)) names.add(value);
  }
  return {
    names,
    async keysAmong(tokens) {
      const keys = await valuesAmong(/^customer_key$/u, [...tokens].filter(isKeyLike));
      const others = await valuesAmong(/_id$|^(?:model|part_no|batch)$/u, [...keys]);
      return new Set([...keys].filter((key) => !others.has(key)));
    },
  };

  /** Of the tokens, those that are a value of a column that is called so. */
  async function valuesAmong(column: RegExp, tokens: readonly string[]): Promise<Set<string>> {
    const selects = relations.flatMap(({ relation, columns }) =>
      columns
        .filter((name) => column.test(name))
        .map((name) => `SELECT ${identifier(name)} AS value FROM ${identifier(relation)}`),
    );
    if (tokens.length === 0 || selects.length === 0) return new Set();
    await engine.execute("CREATE OR REPLACE TEMP TABLE _tokens (token VARCHAR)");
    await engine.append("_tokens", [tokens]);
    const found = await engine.query<{ token: string }>(
      `SELECT token FROM _tokens SEMI JOIN (${selects.join(" UNION ALL ")}) AS known ON known.value = token`,
    );
    await engine.execute("DROP TABLE _tokens");
    return new Set(found.map(({ token }) => token));
  }
}

const isName = (value: string): boolean => /^[\p{Script=Han}·]{3,12}$/u.test(value);
