import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, identifier, literal } from "../engines/engine.ts";
import type { Workspace } from "../workspace.ts";
import { appended, clauseTypes, documentTypes, stored } from "./tables.ts";

const kinds = { documents: documentTypes, clauses: clauseTypes };
type Kind = keyof typeof kinds;

/** Results of one chain, kept in the workspace by the hash of the text: `text/<chain id>/<part>-documents.parquet` and `…-clauses.parquet`. */
export interface TextStore {
  /** Makes the views `_text_stored_documents` and `_text_stored_clauses` over all that is kept. */
  register(): Promise<void>;
  /** Makes the tables `_text_new_documents` and `_text_new_clauses`, to which results are appended. */
  begin(): Promise<void>;
  /** Keeps what was appended; a part counts once its documents are there, which are written last. */
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
  const parts = async () =>
    (await readdir(folder))
      .filter((file) => /^\d{6}-documents\.parquet$/.test(file))
      .map((file) => file.slice(0, 6))
      .sort();
  const fresh = (kind: Kind) => identifier(`_text_new_${kind}`);

  return {
    async register() {
      const kept = await parts();
      for (const kind of Object.keys(kinds) as Kind[]) {
        const files = kept.map((part) => literal(join(folder, `${part}-${kind}.parquet`)));
        const from =
          files.length === 0 ? `(SELECT ${empty(kinds[kind])} LIMIT 0)` : `read_parquet([${files.join(", ")}])`;
        await engine.execute(`CREATE OR REPLACE TEMP VIEW _text_stored_${kind} AS SELECT * FROM ${from}`);
      }
    },
    async begin() {
      for (const kind of Object.keys(kinds) as Kind[]) {
        await engine.execute(`CREATE OR REPLACE TABLE ${fresh(kind)} (${appended(kinds[kind])})`);
      }
    },
    async keep() {
      const part = String(Number((await parts()).at(-1) ?? "0") + 1).padStart(6, "0");
      for (const kind of ["clauses", "documents"] as const) {
        const rows = `SELECT ${stored(kinds[kind])} FROM ${fresh(kind)} ORDER BY text_key${kind === "clauses" ? ", clause_index" : ""}`;
        await engine.exportParquet(rows, join(folder, `${part}-${kind}.parquet`));
        await engine.execute(`DROP TABLE ${fresh(kind)}`);
      }
    },
  };
}

const empty = (types: Record<string, string>): string =>
  [
    "CAST(NULL AS VARCHAR) AS text_key",
    ...Object.entries(types).map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`),
  ].join(", ");
