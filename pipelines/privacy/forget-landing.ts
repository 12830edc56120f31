import { join } from "node:path";
import { type EntityName, entities, fieldsOf } from "../../sources/contracts/index.ts";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import { failpoint } from "../failpoint.ts";
import { exists, writeWhole } from "../files.ts";
import { allLoads, type LoadRecord, loadFolder, manifestFile, partFile, supersededFile } from "../landing.ts";
import type { Workspace } from "../workspace.ts";
import { isKeyLike } from "./people.ts";

export interface Forgotten {
  entity: EntityName | "quarantine";
  /** Rows that are gone, and rows that stay as facts of the service without the person. */
  removed: number;
  cleared: number;
}

/** What stands in `extra` of a ticket whose customer was forgotten: later rows of it are cleared too. */
const forgottenMark = '{"forgotten":true}';
/** Rows that are the person's own words or file; the others are facts of a ticket, a unit or a campaign. */
const ownRows: ReadonlySet<EntityName> = new Set(["customers", "feedback"]);
/** Personal columns that name a unit or a member of the staff and stay. */
const kept = new Set(["serial", "engineer_id", "customer_key"]);

/** Every key of customers that stands in the landing. */
export async function landedCustomers(engine: Engine, workspace: Workspace): Promise<string[]> {
  const selects: string[] = [];
  for (const { part, columns } of await parts(engine, workspace)) {
    if (columns.includes("customer_key")) selects.push(`SELECT customer_key FROM read_parquet(${literal(part)})`);
  }
  if (selects.length === 0) return [];
  const sql = `SELECT DISTINCT customer_key AS key FROM (${selects.join(" UNION ALL ")}) WHERE customer_key IS NOT NULL`;
  return (await engine.columns<{ key: string[] }>(sql)).key;
}

/**
 * Takes customers out of every load: their own rows go, facts of the service lose their key, their words and what else is
 * personal. Each file appears whole, so that a run killed half-way finishes when it is started again; without anything to
 * take out nothing is written.
 */
export async function forgetInLanding(
  engine: Engine,
  workspace: Workspace,
  keys: readonly string[],
): Promise<Forgotten[]> {
  const all = await parts(engine, workspace);
  await engine.execute("CREATE OR REPLACE TEMP TABLE _forgotten_keys (key VARCHAR)");
  if (keys.length > 0) await engine.append("_forgotten_keys", [keys]);
  await engine.execute(
    `CREATE OR REPLACE TEMP TABLE _forgotten_tickets AS SELECT DISTINCT ticket_id FROM (${ticketsOf(all)}) AS t`,
  );
  const totals = new Map<EntityName, Forgotten>();
  for (const one of all) {
    const { removed, cleared } = await forgetInLoad(engine, workspace, one, keys);
    const { entity } = one.load;
    const total = totals.get(entity) ?? { entity, removed: 0, cleared: 0 };
    totals.set(entity, { entity, removed: total.removed + removed, cleared: total.cleared + cleared });
  }
  for (const table of ["_forgotten_keys", "_forgotten_tickets"]) await engine.execute(`DROP TABLE ${table}`);
  return [...totals.values()].filter(({ removed, cleared }) => removed + cleared > 0);
}

interface Part {
  load: LoadRecord;
  part: string;
  columns: string[];
  texts: ReadonlySet<string>;
}

async function parts(engine: Engine, workspace: Workspace): Promise<Part[]> {
  const found: Part[] = [];
  for (const load of await allLoads(workspace, Number.POSITIVE_INFINITY)) {
    const part = join(loadFolder(workspace, load), partFile);
    const columns = await engine.query<{ name: string; type: string }>(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet(${literal(part)}))`,
    );
    found.push({
      load,
      part,
      columns: columns.map(({ name }) => name),
      texts: new Set(columns.filter(({ type }) => type === "VARCHAR").map(({ name }) => name)),
    });
  }
  return found;
}

/** The tickets of the forgotten: those that name them, those that were cleared before, those without a name their words are about. */
function ticketsOf(all: readonly Part[]): string {
  const selects = ["SELECT CAST(NULL AS VARCHAR) AS ticket_id WHERE FALSE"];
  const named: string[] = [];
  for (const { load, part, columns } of all) {
    const from = `read_parquet(${literal(part)})`;
    const has = (name: string) => columns.includes(name);
    if (load.entity === "tickets") {
      if (has("customer_key"))
        named.push(
          `SELECT ticket_id FROM ${from} WHERE customer_key IS NOT NULL AND customer_key NOT IN (FROM _forgotten_keys)`,
        );
      if (has("extra")) selects.push(`SELECT ticket_id FROM ${from} WHERE extra = ${literal(forgottenMark)}`);
    }
    if (has("customer_key") && has("ticket_id"))
      selects.push(`SELECT ticket_id FROM ${from} WHERE customer_key IN (FROM _forgotten_keys)`);
  }
  const rows = `SELECT ticket_id FROM (${selects.join(" UNION ALL ")}) WHERE ticket_id IS NOT NULL`;
  return named.length === 0 ? rows : `${rows} AND ticket_id NOT IN (${named.join(" UNION ALL ")})`;
}

async function forgetInLoad(
  engine: Engine,
  workspace: Workspace,
  { load, part, columns, texts }: Part,
  keys: readonly string[],
): Promise<{ removed: number; cleared: number }> {
  const has = (name: string) => columns.includes(name);
  const own = has("customer_key") ? "coalesce(customer_key IN (FROM _forgotten_keys), FALSE)" : "FALSE";
  const ofTicket = has("ticket_id") ? "coalesce(ticket_id IN (FROM _forgotten_tickets), FALSE)" : "FALSE";
  const theirs = has("customer_key") ? `(${own} OR (customer_key IS NULL AND ${ofTicket}))` : ofTicket;
  const isGone = ownRows.has(load.entity) ? theirs : "FALSE";
  const said = new Set(
    fieldsOf(entities[load.entity]).flatMap(({ name, pii }) => (pii && !kept.has(name) ? [name] : [])),
  );
  const values = new Map<string, string>();
  for (const name of columns) {
    const column = identifier(name);
    if (name === "customer_key") values.set(name, `CASE WHEN ${own} THEN NULL ELSE ${column} END`);
    else if (name === "extra" && load.entity === "tickets")
      values.set(name, `CASE WHEN ${theirs} THEN ${literal(forgottenMark)} ELSE ${column} END`);
    else if (name === "extra" || name === "_warnings" || said.has(name))
      values.set(name, `CASE WHEN ${theirs} THEN NULL ELSE ${mentioned(name)} END`);
    else if (texts.has(name) && !name.startsWith("_"))
      values.set(name, `CASE WHEN ${column} IN (FROM _forgotten_keys) THEN NULL ELSE ${column} END`);
  }
  // A ticket is marked as forgotten even where the file brought no extra column.
  const marked = load.entity === "tickets" && !has("extra");
  const changes = [...values].map(([name, value]) => `(${identifier(name)} IS DISTINCT FROM (${value}))`);
  if (marked) changes.push(theirs);
  const from = `read_parquet(${literal(part)})`;
  const [count] = await engine.query<{ removed: number; cleared: number }>(
    `SELECT count_if(gone) AS removed, count_if(changed AND NOT gone) AS cleared
     FROM (SELECT ${isGone} AS gone, ${changes.join(" OR ") || "FALSE"} AS changed FROM ${from})`,
  );
  const { removed = 0, cleared = 0 } = count ?? {};
  const folder = loadFolder(workspace, load);
  const { forgetting = 0, ...settled } = load;
  // Of a run that was killed, rows that are still to be taken out were noted and are counted again.
  const before = (load.forgotten ?? 0) - (removed + cleared > 0 ? forgetting : 0);
  if (removed + cleared > 0) {
    // Noted before, so that a run killed between the files is still told from the one before.
    await writeManifest({ ...load, forgotten: before + removed + cleared, forgetting: removed + cleared });
    failpoint("forget-landing");
    await dropLines(engine, join(folder, supersededFile), `SELECT _line FROM ${from} WHERE ${isGone}`);
    const selected = columns.map((name) => {
      const value = values.get(name);
      if (name === "_row_hash" && changes.length > 0) {
        return `CASE WHEN ${changes.join(" OR ")} THEN NULL ELSE ${identifier(name)} END AS _row_hash`;
      }
      return value === undefined ? identifier(name) : `${value} AS ${identifier(name)}`;
    });
    if (marked) selected.push(`CASE WHEN ${theirs} THEN ${literal(forgottenMark)} END AS extra`);
    await engine.exportParquet(`SELECT ${selected.join(", ")} FROM ${from} WHERE NOT ${isGone} ORDER BY _line`, part);
  }
  const counted = await recount(engine, load, part, join(folder, supersededFile), marked && cleared > 0);
  const forgotten = before + removed + cleared;
  if (removed + cleared + forgetting > 0 || counted.read !== load.read)
    await writeManifest({ ...settled, ...counted, forgotten });
  return { removed, cleared };

  async function writeManifest(record: LoadRecord): Promise<void> {
    const others = load.notes.filter((note) => !note.endsWith(onRequest));
    const changed = { ...record, notes: [...others, `${record.forgotten ?? 0} rows ${onRequest}`] };
    await writeWhole(join(folder, manifestFile), `${JSON.stringify(changed, null, 2)}\n`);
  }

  /** The text of a column in which somebody else may have written the key. */
  function mentioned(name: string): string {
    const likely = keys.filter((key) => texts.has(name) && isKeyLike(key)).slice(0, 50);
    return likely.reduce((sql, key) => `replace(${sql}, ${literal(key)}, '〔编号〕')`, identifier(name));
  }
}

const onRequest = "forgotten on request";

/** What the manifest counts, from the files as they are. */
async function recount(engine: Engine, load: LoadRecord, part: string, lines: string, hasExtra: boolean) {
  const names = [...new Set([...Object.keys(load.fields), ...(hasExtra ? ["extra"] : [])])];
  const counts = names.map((name) => `count(${identifier(name)}) AS ${identifier(name)}`);
  const none = { rows: 0, gone: 0 };
  const [{ rows, gone, ...fields } = none] = await engine.query<Record<string, number> & typeof none>(
    `SELECT count(*) AS rows, ${load.deleted ? "count_if(_deleted)" : "0"} AS gone${counts.map((sql) => `, ${sql}`).join("")} FROM read_parquet(${literal(part)})`,
  );
  const listed = (await exists(lines)) ? await countRows(engine, `read_parquet(${literal(lines)})`) : 0;
  const replaced = load.duplicates === "quarantine" ? 0 : listed;
  // A settled load has no list: what was replaced in it is no longer there to be forgotten.
  const superseded = load.unchanged === undefined ? replaced : load.superseded;
  const loaded = rows - gone - (load.unchanged === undefined ? listed : 0);
  return { loaded, superseded, read: loaded + superseded + load.quarantined, fields: fields as Record<string, number> };
}

async function countRows(engine: Engine, from: string): Promise<number> {
  const [row] = await engine.query<{ n: number }>(`SELECT count(*) AS n FROM ${from}`);
  return row?.n ?? 0;
}

/** Takes lines out of the list of superseded rows. */
async function dropLines(engine: Engine, path: string, lines: string): Promise<void> {
  if (!(await exists(path))) return;
  const from = `read_parquet(${literal(path)})`;
  if ((await countRows(engine, `${from} WHERE _line IN (${lines})`)) === 0) return;
  await engine.exportParquet(`SELECT * FROM ${from} WHERE _line NOT IN (${lines}) ORDER BY _line`, path);
}
