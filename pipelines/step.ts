import type { Embedder } from "../transforms/themes/vectoriser.ts";
import type { DuckdbEngine } from "./engines/duckdb.ts";
import { identifier } from "./engines/engine.ts";
import type { Logger } from "./logger.ts";
import type { Model } from "./models.ts";
import type { TextSettings } from "./text/settings.ts";
import type { Workspace } from "./workspace.ts";

/** A relation that a step makes: its SQL column list, and the promises that a model's header would make. */
export interface Output extends Pick<Model, "name" | "description" | "grain" | "notNull" | "accepted"> {
  columns: string;
}

/** Work that no SELECT can do. It stands among the models, after what it reads and before what reads its outputs. */
export interface Step {
  name: string;
  description: string;
  inputs: readonly string[];
  outputs: readonly Output[];
  /** Whether the outputs of the last run are there, whole, and rest on what they would rest on now. */
  keeps?(context: StepContext): Promise<boolean>;
  /** Fills the outputs, which are there: empty, or kept with the rows of the last run. */
  run(context: StepContext, isKept: boolean): Promise<void>;
}

export interface StepContext {
  engine: DuckdbEngine;
  workspace: Workspace;
  logger: Logger;
  asOf: Date;
  /** Zone in which days and weeks are counted. */
  zone: string;
  /** The newest load that counts, by its sequence; all when absent. */
  upTo: number | undefined;
  /** Secret under which people are named. */
  hashKey: string;
  /** The state of the themes to go by, and no other, null for none; the workspace's newest when absent. */
  themes: string | null | undefined;
  /** How texts are read. */
  text?: TextSettings | undefined;
  /** Stands in for the space that themes are found in. */
  embedder?: Embedder | undefined;
  /** Version of the program; without one nothing of the last run is kept. */
  version?: string | undefined;
}

export const isStep = (part: Model | Step): part is Step => "outputs" in part;
export const isModel = (part: Model | Step): part is Model => !isStep(part);

/** Makes a step's outputs anew, empty. */
export async function createOutputs(engine: Pick<DuckdbEngine, "execute">, step: Pick<Step, "outputs">): Promise<void> {
  for (const { name, columns } of step.outputs) {
    await engine.execute(`CREATE OR REPLACE TABLE ${identifier(name)} (${columns})`);
  }
}

/** Runs a step over the outputs of the last run where it keeps them, over empty ones otherwise. */
export async function runStep(step: Step, context: StepContext): Promise<void> {
  const isKept = (await step.keeps?.(context)) ?? false;
  if (!isKept) await createOutputs(context.engine, step);
  await step.run(context, isKept);
}
