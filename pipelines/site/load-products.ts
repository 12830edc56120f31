import type { FaultRate, ModelAge, Product, Products } from "../../dashboards/products.ts";
import type { Engine } from "../engines/engine.ts";

/** What the pages about products read: fault rates, reporting delays, and failure beside dissatisfaction. */
export async function loadProducts(engine: Engine, names: ReadonlySet<string>): Promise<Products> {
  const query = async <Row extends object>(table: string, sql: string): Promise<Row[]> =>
    names.has(table) ? engine.query<Row>(sql) : [];
  const month = "period_start('month', local_date(as_of()))";
  const [span] = await engine.query<{ since: string; until: string }>(
    `SELECT CAST(add_months(${month}, -11) AS VARCHAR) AS since, CAST(add_months(${month}, 1) AS VARCHAR) AS until`,
  );
  return {
    since: span?.since ?? "",
    until: span?.until ?? "",
    models: await query<Product>("mart_products", "SELECT * FROM mart_products ORDER BY category, model"),
    rates: await query<FaultRate>(
      "mart_fault_rates",
      `SELECT * FROM mart_fault_rates
       ORDER BY model, slice, component, batch, production_month, month, months_in_service`,
    ),
    ages: await query<ModelAge>(
      "mart_model_ages",
      `SELECT * EXCLUDE (category) REPLACE (CAST(faults AS INTEGER) AS faults, CAST(peer_faults AS INTEGER) AS peer_faults)
       FROM mart_model_ages ORDER BY model, months_in_service`,
    ),
    delays: await query<Products["delays"][number]>(
      "mart_report_delays",
      "SELECT days, known_share, n FROM mart_report_delays ORDER BY days",
    ),
  };
}
