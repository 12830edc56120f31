import { entityNames } from "../../sources/contracts/index.ts";
import { type Check, loadChecks } from "../checks.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { identifier } from "../engines/engine.ts";
import { inputRelations, loadInputs } from "../inputs.ts";
import { loadModels, type Model, materialise, orderModels } from "../models.ts";
import { loadPrelude } from "../prelude.ts";
import { landingColumns, landingRelations, loadRelations } from "../relations.ts";
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
  const names = new Set(models.map((model) => model.name));
  const sections = layers.flatMap(([folder, title, says]) => {
    const own = models.filter((model) => model.path.startsWith(folder));
    return own.length === 0 ? [] : [`## ${title}`, says, ...own.map((model) => modelSection(model, names))];
  });
  return page(
    generated,
    "# Models",
    `${models.length} SELECTs in \`transforms/\`, one a file, named after the relation they make and listed in the order they are built. Inputs are found in the SQL itself. Each promise is tested on every run; each model that computes has cases in \`tests/models/\`.`,
    ...sections,
    "## Checks",
    "Each returns rows that ought not to exist; one that finds any with severity `fail` refuses to publish.",
    table(
      ["check", "finds", "", "severity"],
      checks.map((check) => [code(check.name), check.message_en, check.message_zh, check.severity]),
    ),
  );
}

/** Builds every model over empty inputs, so that its columns are the engine's word. */
async function describe(transforms: string): Promise<{ models: DescribedModel[]; checks: Check[] }> {
  const engine = await openDuckdb({ memoryLimit: "1GB", threads: 1 });
  try {
    const models = orderModels(await loadModels(engine, transforms), new Set([...landingRelations, ...inputRelations]));
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
    for (const model of models) {
      await materialise(engine, model, "table");
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

function modelSection(model: DescribedModel, names: ReadonlySet<string>): string {
  const link = (name: string) => (names.has(name) ? `[${code(name)}](#${name})` : code(name));
  const facts: [string, string][] = [
    ["file", code(`transforms/${model.path}`)],
    ["made as", model.kind],
    ["reads", model.inputs.map(link).join(", ")],
    ["one row is", model.grain.map(code).join(", ")],
    ["never NULL", model.notNull.map(code).join(", ")],
    ...model.accepted.map(({ column, values }): [string, string] => [
      `${code(column)} is one of`,
      values.map(code).join(" "),
    ]),
    ["columns", model.columns.map(({ name, type }) => `${code(name)} ${type.toLowerCase()}`).join(", ")],
  ];
  return [
    `### ${model.name}`,
    model.description,
    table(
      ["", ""],
      facts.filter(([, value]) => value !== ""),
    ),
  ].join("\n\n");
}
