import { type Engine, identifier, literal } from "./engines/engine.ts";

/*
 * Tables that a step keeps from run to run: `basis` names all that their rows rest on beside the rows read, and stands in a table of
 * its own while they are whole.
 */

/** Whether the tables are whole and rest on this basis. From here on they count for nothing until they are vouched for again. */
export async function takeKept(engine: Engine, table: string, basis: string | undefined): Promise<boolean> {
  if (!(await hasTable(engine, table))) return false;
  // Another version may have said it in another column.
  const [kept] = await engine.query<{ basis: string }>(`SELECT basis FROM ${identifier(table)}`).catch(() => []);
  await engine.execute(`DROP TABLE ${identifier(table)}`);
  return kept?.basis === basis;
}

export async function vouchFor(engine: Engine, table: string, basis: string | undefined): Promise<void> {
  if (basis === undefined) return;
  await engine.execute(`CREATE OR REPLACE TABLE ${identifier(table)} AS SELECT ${literal(basis)} AS basis`);
}

export async function hasTable(engine: Engine, name: string): Promise<boolean> {
  const [row] = await engine.query<{ n: number }>(
    `SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = ${literal(name)}`,
  );
  return (row?.n ?? 0) > 0;
}

/** Renames a table of the last run to `<name>_before`; without one, or where it is not kept, an empty table of these columns stands there. */
export async function putAside(engine: Engine, name: string, columns: string, isKept: boolean): Promise<void> {
  const before = `${name}_before`;
  await engine.execute(`DROP TABLE IF EXISTS ${identifier(before)}`);
  if (isKept) await engine.execute(`ALTER TABLE ${identifier(name)} RENAME TO ${identifier(before)}`);
  else await engine.execute(`CREATE TABLE ${identifier(before)} (${columns})`);
}
