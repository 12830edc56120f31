import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../pipelines/logger.ts";
import { loadPrelude } from "../../pipelines/prelude.ts";
import { openWarehouse } from "../../pipelines/run.ts";
import { runStep, type StepContext } from "../../pipelines/step.ts";
import { textStep } from "../../pipelines/text/step.ts";
import { themesStep } from "../../pipelines/themes/step.ts";
import { transformsRoot } from "../../pipelines/transform.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { clausesOf } from "../../transforms/text/clauses.ts";
import { random } from "../../transforms/themes/random.ts";
import { reviewTexts } from "./scale.ts";

const zone = "Asia/Shanghai";
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

/** CPU-seconds of the parts of a run, and what they take of the clock. */
export interface Parts {
  /** Reading and judging. */
  text: number;
  themes: number;
  wall: number;
}

/**
 * A workspace of `n` texts, and then `added` more: the text step, sentiment and the themes with all their tables, CPU-seconds of each
 * run. Texts are put together from clauses of real reviews, three each, so that nearly all are different.
 */
export async function measureIncrement(folder: string, n: number, added: number) {
  const dir = await mkdtemp(join(tmpdir(), "huiyin-bench-increment-"));
  const workspace = await openWorkspace(dir);
  const engine = await openWarehouse(workspace, { threads: 2, ordered: false });
  try {
    for (const [table, columns] of Object.entries(landed)) await engine.execute(`CREATE TABLE ${table} (${columns})`);
    await engine.execute('CREATE TABLE given (id INTEGER, text VARCHAR, score DOUBLE, "at" TIMESTAMP)');
    await engine.execute(`CREATE VIEW int_texts AS ${intTexts}`);
    const compose = composer(folder);
    const run = async (count: number, day: string): Promise<Parts> => {
      for (let from = 0; from < count; from += 10_000) {
        const rows = Array.from({ length: Math.min(10_000, count - from) }, compose);
        await engine.append("given", [
          rows.map(({ id }) => id),
          rows.map(({ text }) => text),
          rows.map(({ score }) => score),
          rows.map(({ id }) => timeOf(id, n, day)),
        ]);
      }
      await loadPrelude(engine, transformsRoot, { asOf: new Date(day), zone });
      const context: StepContext = {
        engine,
        workspace,
        logger: silentLogger,
        asOf: new Date(day),
        zone,
        upTo: undefined,
        hashKey: "",
        themes: undefined,
        version: "bench",
      };
      const clock = performance.now();
      const marks = [cpu()];
      await runStep(textStep, context);
      marks.push(cpu());
      await runStep(themesStep, context);
      marks.push(cpu());
      const [text = 0, themes = 0] = marks.slice(1).map((mark, i) => mark - (marks[i] as number));
      return { text, themes, wall: (performance.now() - clock) / 1000 };
    };
    return { n, added, cold: await run(n, "2026-06-01"), increment: await run(added, "2026-06-08") };
  } finally {
    await engine.close();
    await rm(dir, { recursive: true });
  }
}

const landed = {
  landing_products: "brand VARCHAR, model VARCHAR",
  landing_service_points: "service_point_id VARCHAR, name VARCHAR, province VARCHAR, city VARCHAR, county VARCHAR",
  landing_engineers: "engineer_id VARCHAR",
};

/** A text an hour's fraction, each of a customer of its own; a third has a score. */
const intTexts = `SELECT 'feedback:' || id AS text_id, 'feedback' AS entity, CAST(id AS VARCHAR) AS feedback_id,
  CAST(NULL AS VARCHAR) AS ticket_id, CAST(NULL AS VARCHAR) AS rating_id, "at" AS created_at, text, CAST(NULL AS VARCHAR) AS category,
  CAST(NULL AS VARCHAR) AS brand, 'M' || id % 40 AS model, CAST(NULL AS VARCHAR) AS batch, CAST(NULL AS VARCHAR) AS region,
  CAST(NULL AS VARCHAR) AS channel, CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS source_system, score,
  'C' || id || '|||' AS known_keys, CAST(NULL AS VARCHAR) AS known_extra FROM given`;

/** Makes up texts of three clauses, each of another real review. */
function composer(folder: string): () => { id: number; text: string; score: number | null } {
  const clauses = reviewTexts(folder, 100_000).flatMap((text) =>
    clausesOf(text).map(({ start, end }) => text.slice(start, end)),
  );
  const next = random(1);
  const one = () => clauses[Math.floor(next() * clauses.length)] as string;
  let id = 0;
  return () => {
    id++;
    return { id, text: `${one()}，${one()}。${one()}`, score: id % 3 === 0 ? (id % 2) * 0.9 : null };
  };
}

/** Old texts spread over the year before the first day, new ones over the week before theirs. */
function timeOf(id: number, n: number, day: string): string {
  const back = id <= n ? (id / n) * 365 : ((id - n) % 7) + 0.5;
  return new Date(Date.parse(day) - back * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
}
