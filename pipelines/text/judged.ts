import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { bytesOfLearnt, type Learnt, learntOfBytes, type Polarity } from "../../transforms/text/sentiment.ts";
import { type Engine, literal } from "../engines/engine.ts";
import { writeWhole } from "../files.ts";

/** Judgements of texts by what they say, as columns. */
export interface Judgements {
  keys: readonly string[];
  polarity: readonly Polarity[];
  score: readonly (number | null)[];
  /** Of the clauses of a text, in their order. */
  clauses: readonly (readonly Polarity[])[];
}

/** What one model learnt and how it judged: `<folder>/<model id>/`. */
export interface JudgedStore {
  learnt(): Promise<Learnt | undefined>;
  setLearnt(learnt: Learnt): Promise<void>;
  /** Makes the view `_judged` (key, polarity, score, clauses) over all that is kept. */
  register(): Promise<void>;
  /** Keeps more judgements, whole or not at all. */
  add(judgements: Judgements): Promise<void>;
}

const between = ",";
const learntFile = "learnt.bin";

/** Opens the store of a model; those of other models are removed. */
export async function openJudged(engine: Engine, root: string, model: string): Promise<JudgedStore> {
  const folder = join(root, model);
  await mkdir(folder, { recursive: true });
  for (const other of await readdir(root)) {
    if (other !== model) await rm(join(root, other), { recursive: true, force: true });
  }
  const parts = async () => (await readdir(folder)).filter((file) => /^\d{6}\.parquet$/.test(file)).sort();
  return {
    async learnt() {
      const bytes = await readFile(join(folder, learntFile)).catch(() => undefined);
      return bytes && learntOfBytes(bytes);
    },
    setLearnt: (learnt) => writeWhole(join(folder, learntFile), bytesOfLearnt(learnt)),
    async register() {
      const files = (await parts()).map((file) => literal(join(folder, file)));
      const from =
        files.length === 0
          ? "(SELECT '' AS key, '' AS polarity, 0.0 AS score, CAST([] AS VARCHAR[]) AS clauses LIMIT 0)"
          : `read_parquet([${files.join(", ")}])`;
      await engine.execute(`CREATE OR REPLACE TEMP VIEW _judged AS SELECT * FROM ${from}`);
    },
    async add({ keys, polarity, score, clauses }) {
      await engine.execute(
        "CREATE OR REPLACE TEMP TABLE _judged_new (key VARCHAR, polarity VARCHAR, score DOUBLE, clauses VARCHAR)",
      );
      await engine.append("_judged_new", [keys, polarity, score, clauses.map((own) => own.join(between))]);
      const last = (await parts()).at(-1)?.slice(0, 6) ?? "0";
      await engine.exportParquet(
        `SELECT key, polarity, score, CASE WHEN clauses = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(clauses, '${between}') END AS clauses
         FROM _judged_new ORDER BY key`,
        join(folder, `${String(Number(last) + 1).padStart(6, "0")}.parquet`),
      );
      await engine.execute("DROP TABLE _judged_new");
    },
  };
}
