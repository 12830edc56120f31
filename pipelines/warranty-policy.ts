import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Engine } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import type { Workspace } from "./workspace.ts";
import { readWritten } from "./written-yaml.ts";

const name = "warranty_policy.yaml";
const thresholds = {
  repairs_before_exchange: z.int().min(1),
  parts_wait_days: z.int().min(1),
  extends_by_repair_days: z.boolean(),
};
const policy = z.strictObject({
  /** Who confirmed the thresholds, as it is printed beside them. */
  status: z.string().min(1),
  ...thresholds,
  categories: z.record(z.string(), z.strictObject(thresholds).partial()).default({}),
});

/** Fills input_warranty_policy from the workspace's file, else the product's own: a row without a category, and one a category named. */
export async function loadWarrantyPolicy(
  engine: Engine,
  root: string,
  workspace: Workspace | undefined,
): Promise<void> {
  const own = await (workspace && readFile(workspace.path(name), "utf8").catch(() => undefined));
  const text = own ?? (await readFile(join(root, "policy", name), "utf8"));
  const parsed = policy.safeParse(readWritten(text, name));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`${name}, ${issue?.path.join(".") || "top"}: ${issue?.message ?? "is not a policy"}.`, {
      hint: `transforms/policy/${name} shows every field.`,
    });
  }
  const { categories, status, ...all } = parsed.data;
  const rows = [
    { category: "", ...all },
    ...Object.entries(categories).map(([category, part]) => ({
      category,
      repairs_before_exchange: part.repairs_before_exchange ?? all.repairs_before_exchange,
      parts_wait_days: part.parts_wait_days ?? all.parts_wait_days,
      extends_by_repair_days: part.extends_by_repair_days ?? all.extends_by_repair_days,
    })),
  ];
  await engine.execute(
    `CREATE OR REPLACE TABLE input_warranty_policy
       (category VARCHAR, repairs_before_exchange INTEGER, parts_wait_days INTEGER, extends_by_repair_days BOOLEAN, status VARCHAR)`,
  );
  await engine.append("input_warranty_policy", [
    rows.map((row) => row.category),
    rows.map((row) => row.repairs_before_exchange),
    rows.map((row) => row.parts_wait_days),
    rows.map((row) => row.extends_by_repair_days),
    rows.map(() => status),
  ]);
}
