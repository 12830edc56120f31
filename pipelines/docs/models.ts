import { entityNames } from "../../sources/contracts/index.ts";
import { type Check, loadChecks } from "../checks.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { identifier } from "../engines/engine.ts";
import { inputRelations, loadInputs } from "../inputs.ts";
import { loadModels, type Model, materialise, orderModels } from "../models.ts";
import { loadPrelude } from "../prelude.ts";
import { landingColumns, landingRelations, loadRelations } from "../relations.ts";
import { createOutputs, isModel, type Output, type Step } from "../step.ts";
import { steps } from "../steps.ts";
import { code, generated, page, table } from "./markdown.ts";

const layers = [
  ["staging", "Staging", "One entity each, cleaned: names, zones, one row a key."],
  ["intermediate", "Intermediate", "One measure each, at its own grain."],
  ["marts", "Marts", "What is published and what metrics count."],
] as const;

interface Column {
  name: string;
  type: string;
}

interface DescribedModel extends Model {
  columns: Column[];
}

/** Every SQL model by layer in build order, with its inputs, promises and columns, then the checks over them. */
export async function modelsPage(transforms: string): Promise<string> {
  const { models, checks } = await describe(transforms);
  const names = new Set([...models.map(({ name }) => name), ...steps.flatMap(outputNames)]);
  const sections = layers.flatMap(([folder, title, says]) => {
    const own = models.filter((model) => model.path.startsWith(folder));
    return own.length === 0 ? [] : [`## ${title}`, says, ...own.map((model) => modelSection(model, names))];
  });
  return page(
    generated,
    "# Models",
    `${models.length} SELECTs in \`transforms/\`, one a file, named after the relation they make and listed in the order they are built. Inputs are found in the SQL itself. Each promise is tested on every run; each model that computes has cases in \`tests/models/\`.`,
    ...sections,
    ...(steps.length === 0 ? [] : ["## Steps", stepsSay, ...steps.map((step) => stepSection(step, names))]),
    "## Checks",
    "Each returns rows that ought not to exist; one that finds any with severity `fail` refuses to publish.",
    table(
      ["check", "finds", "", "severity"],
      checks.map((check) => [code(check.name), check.message_en, check.message_zh, check.severity]),
    ),
  );
}

const stepsSay =
  "What no SELECT can do. A step stands among the models, after what it reads and before the models that read what it makes.";

const outputNames = ({ outputs }: Step) => outputs.map(({ name }) => name);

/** Builds every model over empty inputs, so that its columns are the engine's word. */
async function describe(transforms: string): Promise<{ models: DescribedModel[]; checks: Check[] }> {
  const engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
  try {
    const known = new Set([...landingRelations, ...inputRelations]);
    const parts = orderModels<Model | Step>([...(await loadModels(engine, transforms)), ...steps], known);
    for (const step of steps) await createOutputs(engine, step);
    await loadPrelude(engine, transforms, { asOf: new Date(0), zone: "Asia/Shanghai" });
    await loadInputs(engine, transforms, undefined);
    for (const [name, columns] of Object.entries(loadRelations)) {
      await engine.execute(`CREATE OR REPLACE TABLE ${identifier(name)} (${columns})`);
    }
    for (const entity of entityNames) {
      const columns = landingColumns(entity).map(({ name, type }) => `${identifier(name)} ${type}`);
      await engine.execute(`CREATE TABLE ${identifier(`landing_${entity}`)} (${columns.join(", ")})`);
    }
    const described: DescribedModel[] = [];
    for (const model of parts.filter(isModel)) {
      await materialise(engine, model, { kind: "table" });
      const columns = await engine.query<Column>(
        `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${identifier(model.name)})`,
      );
      described.push({ ...model, columns });
    }
    return { models: described, checks: await loadChecks(engine, transforms) };
  } finally {
    await engine.close();
  }
}

function stepSection(step: Step, names: ReadonlySet<string>): string {
  return [
    `### The step ${step.name}`,
    `${step.description} It reads ${step.inputs.map((name) => linkTo(name, names)).join(", ")}.`,
    ...step.outputs.map(outputSection),
  ].join("\n\n");
}

function outputSection({ name, description, columns, ...promises }: Output): string {
  const shape = columns
    .replace(/\s+/g, " ")
    .replace(/(\w+) ([A-Z]+(?:\[\])?)/g, (_, column, type) => `${code(column)} ${type.toLowerCase()}`);
  return [`#### ${name}`, description, facts([...promisesOf(promises), ["columns", shape]])].join("\n\n");
}

const linkTo = (name: string, names: ReadonlySet<string>) =>
  names.has(name) ? `[${code(name)}](#${name})` : code(name);

const promisesOf = ({
  grain,
  notNull,
  accepted,
}: Pick<Model, "grain" | "notNull" | "accepted">): [string, string][] => [
  ["one row is", grain.map(code).join(", ")],
  ["never NULL", notNull.map(code).join(", ")],
  ...accepted.map(({ column, values }): [string, string] => [`${code(column)} is one of`, values.map(code).join(" ")]),
];

const facts = (rows: [string, string][]) =>
  table(
    ["", ""],
    rows.filter(([, value]) => value !== ""),
  );

function modelSection(model: DescribedModel, names: ReadonlySet<string>): string {
  return [
    `### ${model.name}`,
    model.description,
    facts([
      ["file", code(`transforms/${model.path}`)],
      ["made as", model.kind],
      ["reads", model.inputs.map((name) => linkTo(name, names)).join(", ")],
      ...promisesOf(model),
      ["columns", model.columns.map(({ name, type }) => `${code(name)} ${type.toLowerCase()}`).join(", ")],
    ]),
  ].join("\n\n");
}
