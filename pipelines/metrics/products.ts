import { betaPosterior, intraUnitCorrelation, wilson } from "../../transforms/statistics.ts";
import type { Cell, Engine } from "../engines/engine.ts";

/** Answers a model needs, and how sure one must be, before it is said to fail or to displease more than its category. */
const least = 30;
const sure = 0.95;

const columns = {
  model: "VARCHAR",
  category: "VARCHAR",
  faults: "BIGINT",
  unit_months: "DOUBLE",
  fault_rate: "DOUBLE",
  fault_lo: "DOUBLE",
  fault_hi: "DOUBLE",
  fault_ratio: "DOUBLE",
  fault_p_above: "DOUBLE",
  answers: "BIGINT",
  dissatisfied: "BIGINT",
  dissatisfied_share: "DOUBLE",
  dissatisfied_lo: "DOUBLE",
  dissatisfied_hi: "DOUBLE",
  dissatisfied_ratio: "DOUBLE",
  dissatisfied_p_above: "DOUBLE",
  gap: "VARCHAR",
} as const;

/** A model's last twelve months: faults over exposure, and answers below 4 of 5 about its service. */
export interface ModelYear {
  model: string;
  category: string | null;
  faults: number;
  unit_months: number;
  fault_rate: number;
  fault_lo: number | null;
  fault_hi: number | null;
  fault_ratio: number | null;
  fault_p_above: number | null;
  answers: number;
  dissatisfied: number;
}

/**
 * Creates mart_products from mart_fault_rates and fct_ratings: technical failure beside dissatisfaction, each against the other models of
 * the category, and what the two say together. Returns its rows.
 */
export async function products(engine: Engine): Promise<number> {
  await engine.execute("DROP TABLE IF EXISTS mart_products");
  await engine.execute(
    `CREATE TABLE mart_products (${Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(", ")})`,
  );
  const rows = judgeProducts(
    await engine.query<ModelYear>(
      `SELECT r.model, r.category, r.faults, r.unit_months, r.rate AS fault_rate, r.lo AS fault_lo, r.hi AS fault_hi, r.ratio AS fault_ratio,
         r.p_above AS fault_p_above, COALESCE(a.answers, 0) AS answers, COALESCE(a.dissatisfied, 0) AS dissatisfied
       FROM mart_fault_rates AS r
       LEFT JOIN (SELECT model, COUNT(*) AS answers, COUNT(CASE WHEN csat < 4 THEN 1 END) AS dissatisfied FROM fct_ratings
                  WHERE is_valid AND csat IS NOT NULL
                    AND local_date(answered_at) >= add_months(period_start('month', local_date(as_of())), -11)
                  GROUP BY model) AS a ON a.model = r.model
       WHERE r.slice = 'model' ORDER BY r.model`,
    ),
  );
  await engine.append(
    "mart_products",
    (Object.keys(columns) as (keyof typeof columns)[]).map((name) => rows.map((row) => row[name])),
  );
  return rows.length;
}

/** Adds the share of dissatisfied answers, its ratio to the category's other models (beta-binomial), and the word for both. */
export function judgeProducts(models: readonly ModelYear[]): Record<keyof typeof columns, Cell>[] {
  const category = new Map<string, { answers: number; dissatisfied: number }>();
  for (const { category: name, answers, dissatisfied } of models) {
    const sum = category.get(name ?? "") ?? { answers: 0, dissatisfied: 0 };
    category.set(name ?? "", { answers: sum.answers + answers, dissatisfied: sum.dissatisfied + dissatisfied });
  }
  const observed = models.map(({ category: name, answers, dissatisfied }) => {
    const all = category.get(name ?? "") ?? { answers: 0, dissatisfied: 0 };
    const rate = (all.dissatisfied - dissatisfied) / (all.answers - answers);
    return answers > 0 && rate > 0 && rate < 1
      ? { x: dissatisfied, n: answers, expected: answers * rate, variance: answers * rate * (1 - rate) }
      : null;
  });
  const rho = intraUnitCorrelation(observed.filter((one) => one !== null));
  return models.map((model, i) => {
    const one = observed[i] ?? null;
    const posterior = one === null ? null : betaPosterior(one, rho);
    const limits = wilson({ x: model.dissatisfied, n: model.answers });
    const isShown = model.answers >= 10;
    const displeases = posterior?.above(1) ?? null;
    return {
      ...model,
      dissatisfied_share: isShown ? model.dissatisfied / model.answers : null,
      dissatisfied_lo: isShown ? (limits?.lo ?? null) : null,
      dissatisfied_hi: isShown ? (limits?.hi ?? null) : null,
      dissatisfied_ratio: isShown ? (posterior?.mean ?? null) : null,
      dissatisfied_p_above: isShown ? displeases : null,
      gap: gapOf(model, displeases),
    };
  });
}

/** What the two rates say together; `few` where either has too little to say. */
function gapOf({ answers, unit_months, fault_p_above }: ModelYear, displeases: number | null): string {
  if (answers < least || unit_months < least || fault_p_above === null || displeases === null) return "few";
  const [fails, hated] = [fault_p_above >= sure, displeases >= sure];
  return fails && hated ? "both" : fails ? "fails" : hated ? "displeases" : "neither";
}
