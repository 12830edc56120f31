import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openDuckdb } from "../pipelines/engines/duckdb.ts";
import { literal } from "../pipelines/engines/engine.ts";

/** SELECT of made-up tickets: 15 columns, 26 months, carry-in repairs and remote inquiries, no text. */
export function ticketsSql(rows: number): string {
  const at = (seconds: string) => `TIMESTAMP '2024-01-01' + to_seconds(${seconds})`;
  const created = `(i * 7919) % 68000000`;
  const pick = (choices: string, by: string) => {
    const list = choices.split(" ").map(literal);
    return `[${list.join(", ")}][1 + (${by}) % ${list.length}]`;
  };
  return `SELECT 'T' || lpad(CAST(i AS VARCHAR), 9, '0') AS ticket_id, ${at(created)} AS created_at,
    ${pick("repair repair repair inquiry", "i")} AS "type", ${pick("hotline app wechat web", "i // 3")} AS channel,
    ${pick("carry_in carry_in mail_in remote", "i")} AS "mode", CASE WHEN i % 50 > 0 THEN 'closed' ELSE 'open' END AS status,
    CASE WHEN i % 50 > 0 THEN ${at(`${created} + 7200 + (i * 31) % 400000`)} END AS closed_at,
    ${pick("washer fridge heater tv phone", "i // 7")} AS category, 'M-' || (i % 120) AS model,
    'S' || ((i * 37) % ${Math.ceil(rows * 0.8)}) AS serial, 'C' || (i % 400000) AS customer_key,
    ${pick("浙江 广东 四川 黑龙江 北京 上海", "i // 11")} AS region, ${pick("urban county rural", "i // 5")} AS region_tier,
    'SP' || (i % 300) AS service_point_id, ${at(`${created} + (i * 13) % 9000`)} AS first_response_at
    FROM range(${rows}) t(i)`;
}

/** Writes them to `folder`/tickets.csv, numbered as they came in. */
export async function writeTickets(folder: string, rows: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const engine = await openDuckdb({ memoryLimit: "2GB" });
  const numbered =
    "'T' || lpad(CAST(row_number() OVER (ORDER BY created_at, ticket_id) AS VARCHAR), 9, '0') AS ticket_id";
  await engine.execute(
    `COPY (SELECT * REPLACE (${numbered}) FROM (${ticketsSql(rows)}) ORDER BY ticket_id)
     TO ${literal(join(folder, "tickets.csv"))} (HEADER)`,
  );
  await engine.close();
}
