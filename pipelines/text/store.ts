import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { shortestCopy } from "../../transforms/text/similar.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { failpoint } from "../failpoint.ts";
import { writeWhole } from "../files.ts";
import type { Workspace } from "../workspace.ts";
import { clauseTypes, columnList, copyTypes, documentTypes, flat, unflat } from "./tables.ts";

const clauseFields = Object.entries(clauseTypes).map(([name, type]) => `${name} ${type}`);
const storedTypes = {
  text_key: "VARCHAR",
  ...documentTypes,
  letters_hash: "VARCHAR",
  bands: "UINTEGER[]",
  clauses: `STRUCT(${clauseFields.join(", ")})[]`,
};

/** Results of one chain in the workspace, by the hash of the text: `text/<chain id>/<part>.parquet`. */
export interface TextStore {
  /** Names of the master tables that were masked when the results were made. */
  masked(): Promise<string[]>;
  setMasked(names: readonly string[]): Promise<void>;
  /** Makes the view `_text_stored` over all that is kept, or over the parts that hold one of the keys a query gives. */
  register(keys?: string): Promise<void>;
  /** Takes the texts out whose keys a query gives. */
  forget(keys: string): Promise<void>;
  /** Makes the empty tables `_text_new_documents` and `_text_new_clauses`, to which results are appended. */
  begin(): Promise<void>;
  /** Keeps what was appended, whole or not at all. */
  keep(): Promise<void>;
}

/** Opens the store of a chain; results of other chains are removed. */
export async function openTextStore(engine: Engine, workspace: Workspace, chain: string): Promise<TextStore> {
  const root = workspace.path("text");
  const folder = join(root, chain);
  await mkdir(folder, { recursive: true });
  for (const other of await readdir(root)) {
    if (other !== chain) await rm(join(root, other), { recursive: true, force: true });
  }
  const parts = async () => (await readdir(folder)).filter((file) => /^\d{6}\.parquet$/.test(file)).sort();
  const maskedFile = join(folder, "masked.json");

  const holding = async (files: string[], keys: string): Promise<string[]> => {
    if (files.length === 0) return [];
    const found = await engine.query<{ file: string }>(
      `SELECT DISTINCT filename AS file FROM read_parquet([${files.join(", ")}], filename = true) WHERE text_key IN (${keys})`,
    );
    return found.map(({ file }) => literal(file)).sort();
  };

  const store: TextStore = {
    async masked() {
      return JSON.parse(await readFile(maskedFile, "utf8").catch(() => "[]")) as string[];
    },
    async setMasked(names) {
      await writeWhole(maskedFile, `${JSON.stringify(names)}\n`);
    },
    async register(keys) {
      const all = (await parts()).map((file) => literal(join(folder, file)));
      const files = keys === undefined ? all : await holding(all, keys);
      const nothing = Object.entries(storedTypes).map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`);
      const from =
        files.length === 0 ? `(SELECT ${nothing.join(", ")} LIMIT 0)` : `read_parquet([${files.join(", ")}])`;
      await engine.execute(`CREATE OR REPLACE VIEW _text_stored AS SELECT * FROM ${from}`);
    },
    async forget(keys) {
      await engine.execute(`CREATE OR REPLACE TABLE _text_forgotten AS ${keys}`);
      for (const file of await parts()) {
        const path = join(folder, file);
        const rows = `read_parquet(${literal(path)})`;
        const [held] = await engine.query<{ n: number }>(
          `SELECT count(*) AS n FROM ${rows} WHERE text_key IN (FROM _text_forgotten)`,
        );
        if (held?.n === 0) continue;
        await engine.exportParquet(`SELECT * FROM ${rows} WHERE text_key NOT IN (FROM _text_forgotten)`, path);
      }
      await engine.execute("DROP TABLE _text_forgotten");
      await store.register();
    },
    async begin() {
      const document = flat({ text_key: "VARCHAR", ...documentTypes, ...copyTypes });
      await engine.execute(`CREATE OR REPLACE TABLE _text_new_documents (${columnList(document)})`);
      const clause = flat({ text_key: "VARCHAR", ...clauseTypes });
      await engine.execute(`CREATE OR REPLACE TABLE _text_new_clauses (${columnList(clause)})`);
    },
    async keep() {
      const last = (await parts()).at(-1)?.slice(0, 6) ?? "0";
      const file = `${String(Number(last) + 1).padStart(6, "0")}.parquet`;
      await engine.exportParquet(newRows, join(folder, file));
      failpoint("text-store");
      for (const table of ["_text_new_documents", "_text_new_clauses"]) await engine.execute(`DROP TABLE ${table}`);
    },
  };
  return store;
}

const fields = Object.keys(clauseTypes).map((name) => `${name} := ${unflat(clauseTypes, name)}`);
const documents = Object.keys(documentTypes).map((name) => `${unflat(documentTypes, name)} AS ${name}`);
const newRows = `
  WITH grouped AS (
    SELECT text_key, list(struct_pack(${fields.join(", ")}) ORDER BY clause_index) AS clauses
    FROM _text_new_clauses GROUP BY text_key
  )
  SELECT text_key, ${documents.join(", ")},
    CASE WHEN length(letters) >= ${shortestCopy} THEN md5(letters) END AS letters_hash,
    CAST(${unflat(copyTypes, "bands")} AS UINTEGER[]) AS bands,
    coalesce(clauses, []) AS clauses
  FROM _text_new_documents LEFT JOIN grouped USING (text_key)
  ORDER BY text_key`;
