import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { literal } from "../../pipelines/engines/engine.ts";
import { defineSource, type Source } from "../../sources/source.ts";
import { fetchTables, type Snapshot } from "../../sources/tables.ts";
import type { Bench } from "./landing-folder.ts";

/** What happens at a source between two pulls. `age` is how far behind the newest cursor a change lies; `null` gives it none. */
export interface Change {
  kind: "put" | "mark" | "break" | "delete" | "undo" | "fail" | "cut" | "pull";
  key: number;
  text: number;
  age: number | null;
  /** The version before stays in the table, before the new one. */
  twice: boolean;
}

interface Row {
  key: number;
  text: number;
  cursor: number | null;
  gone: boolean;
  broken: boolean;
}

export const lag = 2;

async function cutLastLine(path: string): Promise<void> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(path, `${lines.slice(0, -1).join("\n")}\n`);
}

/** A table of a source that changes, read as tables of a database are: by a cursor with a lag, or whole. The oracle knows what is to be there. */
export function changingTable(bench: Bench, mode: "cursor" | "whole") {
  let table: Row[] = [];
  const past: Row[][] = [];
  let newest = 10;
  let changed = new Set<number>();
  let trouble: "fail" | "cut" | undefined;
  /** By key, what has to be there. */
  let landed = new Map<number, string>();

  const source: Source = defineSource({
    name: "crm",
    mapping: `files:\n  "tickets.csv": {entity: tickets, columns: {ticket_id: key, created_at: created, description: text}, deleted: "gone = 'y'"}\n`,
    async fetch(context) {
      await fill();
      const cursor = mode === "cursor" ? { cursor: "cur", lag } : {};
      const columns = `key, created, text, gone${mode === "cursor" ? ", cur" : ""}`;
      const query = `SELECT ${columns} FROM crm_tickets`;
      const result = await fetchTables([{ query, file: "tickets", ...cursor }], snapshot, context);
      if (trouble === "fail") throw new Error("the line was cut");
      if (trouble === "cut" && result.files?.["tickets.csv"]?.rows)
        await cutLastLine(join(context.into, "tickets.csv"));
      return result;
    },
  });

  const fill = async () => {
    const rows = table.map(
      ({ key, text, cursor, gone, broken }) =>
        `('T${key}', ${broken ? "'soon'" : "'2026-01-01'"}, 'text ${text}', ${gone ? "'y'" : "''"}, ${cursor ?? "NULL"})`,
    );
    await bench.engine.execute(
      "CREATE OR REPLACE TABLE crm_tickets (key VARCHAR, created VARCHAR, text VARCHAR, gone VARCHAR, cur BIGINT)",
    );
    if (rows.length > 0) await bench.engine.execute(`INSERT INTO crm_tickets VALUES ${rows.join(", ")}`);
  };

  const snapshot: Snapshot = {
    name: (name) => `"${name}"`,
    text: literal,
    kindOf: async () => "number",
    lagged: (value, units) => `${value} - ${units}`,
    moment: literal,
    async cell(sql) {
      const [row] = await bench.engine.query<{ cell: string | null }>(`SELECT CAST((${sql}) AS VARCHAR) AS cell`);
      return row?.cell ?? null;
    },
    async save(sql, path) {
      await bench.engine.execute(`COPY (${sql}) TO ${literal(path)} (FORMAT csv, HEADER true)`);
      const [row] = await bench.engine.query<{ n: number }>(`SELECT count(*) AS n FROM (${sql})`);
      return { rows: row?.n ?? 0 };
    },
  };

  return {
    source,
    trouble(kind: "fail" | "cut" | undefined): void {
      trouble = kind;
    },
    apply({ kind, key, text, age, twice }: Change): void {
      if (kind === "undo") {
        const before = past.pop() ?? table;
        for (const row of [...table, ...before])
          if (!table.includes(row) || !before.includes(row)) changed.add(row.key);
        table = before;
        return;
      }
      past.push(table);
      changed.add(key);
      const others = table.filter((row) => row.key !== key);
      if (kind === "delete") {
        table = others;
        return;
      }
      const cursor = age === null ? null : newest + 1 - age;
      newest = Math.max(newest, cursor ?? newest);
      const before = table.findLast((row) => row.key === key);
      // A version that stays lies no later than the one that replaces it.
      const earlier = before && { ...before, cursor: cursor && Math.min(before.cursor ?? cursor, cursor) };
      const now = { key, text, cursor, gone: kind === "mark", broken: kind === "break" };
      table = [...others, ...(twice && earlier ? [earlier] : []), now];
    },
    /** Keys that changed since it was called before. */
    changed(): number {
      const { size } = changed;
      changed = new Set();
      return size;
    },
    hasCursor: (): boolean => table.some(({ cursor }) => cursor !== null),
    /** What has to have landed after a pull of the table as it is: of a row that breaks the contract, its last good version. */
    expected(): string[] {
      const now = new Map<number, string | undefined>();
      for (const { key, text, gone, broken } of table) {
        if (broken) now.set(key, now.has(key) ? now.get(key) : landed.get(key));
        else now.set(key, gone ? undefined : `T${key} text ${text}`);
      }
      landed = new Map([...now].filter((entry): entry is [number, string] => entry[1] !== undefined));
      return [...landed.values()].sort();
    },
  };
}
