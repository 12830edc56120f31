import { type EntityName, entities, fieldsOf } from "../sources/contracts/index.ts";
import { type Engine, identifier, literal } from "./engines/engine.ts";
import type { LoadRecord } from "./landing.ts";

type Policy = LoadRecord["duplicates"];

export interface Doubles {
  /** Rows that another row of the same load with the same key replaces. */
  superseded: number;
  /** Under the policy `quarantine`, the lines of such rows with their keys instead. */
  quarantined: Map<number, string>;
}

/**
 * Finds the rows of a load that another row of it with the same key replaces, and lists them in the Parquet file `target`
 * as `_line` and `key`. `fields` are the columns the load has.
 */
export async function findDoubles(
  engine: Engine,
  part: string,
  target: string,
  load: { entity: EntityName; fields: ReadonlySet<string>; policy: Policy },
): Promise<Doubles> {
  const key = entities[load.entity].key.filter((name) => load.fields.has(name)).map(identifier);
  const rows = `read_parquet(${literal(part)})`;
  const sorted = await inSortedRows(engine, rows, load);
  const replaced = sorted ?? (await inAnyRows(engine, rows, key, load.policy));
  if (replaced.keys === 0) return { superseded: 0, quarantined: new Map() };
  const count = await engine.exportParquet(replaced.sql, target);
  if (load.policy !== "quarantine") return { superseded: count, quarantined: new Map() };
  const lines = await engine.query<{ _line: number; key: string }>(
    `SELECT _line, key FROM read_parquet(${literal(target)})`,
  );
  return { superseded: 0, quarantined: new Map(lines.map(({ _line, key }) => [_line, key])) };
}

interface Replaced {
  /** No row is replaced where it is 0. */
  keys: number;
  /** SELECT of `_line` and `key` of the replaced rows, in the order of their lines. */
  sql: string;
}

/** More than this are looked for the other way, which keeps what is compared row by row small. */
const mostNeighbours = 100_000;

/** SQL of whether one key stands after another or is the same: shorter keys first, as numbers are counted up, or as texts are sorted. */
const orders = [
  (key: string, other: string) =>
    `(strlen(${key}) > strlen(${other}) OR (strlen(${key}) = strlen(${other}) AND ${key} >= ${other}))`,
  (key: string, other: string) => `${key} >= ${other}`,
];

/**
 * Rows that come in an order of their key, as exports mostly do, need only be held against their neighbours. Stops at
 * once in a file in any other order, and returns undefined there.
 */
async function inSortedRows(
  engine: Engine,
  rows: string,
  { entity, policy }: { entity: EntityName; policy: Policy },
): Promise<Replaced | undefined> {
  const [name, ...others] = entities[entity].key;
  const field = fieldsOf(entities[entity]).find((each) => each.name === name);
  if (field === undefined || others.length > 0 || field.kind !== "text" || !field.required) return undefined;
  const key = identifier(field.name);
  const [neighbour, first, second] = policy === "latest" ? ["lead", "key", "neighbour"] : ["lag", "neighbour", "key"];
  for (const reaches of orders) {
    await engine.execute(
      `CREATE OR REPLACE TEMP TABLE neighbours AS SELECT _line, key, key <> neighbour AS falls
       FROM (SELECT _line, ${key} AS key, ${neighbour}(${key}) OVER () AS neighbour FROM ${rows})
       WHERE ${reaches(first, second)} LIMIT ${mostNeighbours}`,
    );
    const [found] = await engine.query<{ keys: number; falls: number }>(
      "SELECT count(*) AS keys, count(*) FILTER (WHERE falls) AS falls FROM neighbours",
    );
    if (found !== undefined && found.falls === 0 && found.keys < mostNeighbours) {
      return { keys: found.keys, sql: "SELECT _line, key FROM neighbours ORDER BY _line NULLS LAST" };
    }
  }
  return undefined;
}

/** Keys are compared by hash first, so that only keys that occur twice are ranked. */
async function inAnyRows(engine: Engine, rows: string, key: readonly string[], policy: Policy): Promise<Replaced> {
  const hash = `hash(${key.join(", ")})`;
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE doubled AS SELECT ${hash} AS h FROM ${rows} GROUP BY h HAVING count(*) > 1`,
  );
  const [keys] = await engine.query<{ count: number }>("SELECT count(*) AS count FROM doubled");
  const order = policy === "latest" ? "DESC" : "ASC";
  const sql = `WITH
    ranked AS (SELECT _line, concat_ws(' ', ${key.join(", ")}) AS key,
      row_number() OVER (PARTITION BY ${key.join(", ")} ORDER BY _line ${order} NULLS LAST) AS rank
      FROM ${rows} WHERE ${hash} IN (SELECT h FROM doubled))
    SELECT _line, key FROM ranked WHERE rank > 1 ORDER BY _line NULLS LAST`;
  return { keys: keys?.count ?? 0, sql };
}
