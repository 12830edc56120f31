import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const faults = [
  ["洗衣机脱水时噪音很大，师傅上门后还是响", "noise", "washer"],
  ["冰箱不制冷，食物都坏了，要求换新", "no_cooling", "fridge"],
  ["空调漏水，地板泡坏了", "leak", "air_conditioner"],
  ["师傅没有按时上门，等了一整天", "late", "washer"],
  ["收费太贵，配件价格不透明", "price", "fridge"],
  ["服务态度很好，师傅很专业，谢谢", "praise", "air_conditioner"],
] as const;

const two = (n: number) => String(n).padStart(2, "0");
const day = (n: number, hour: number) =>
  `2026-${two(1 + (Math.floor(n / 28) % 9))}-${two(1 + (n % 28))} ${two(hour)}:00`;

/** Writes a small folder with every kind of trouble a load knows: rows refused, keys that occur twice, texts. `from` to `to` are days. */
export async function writeInput(folder: string, { from, to }: { from: number; to: number }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tickets: string[] = [];
  const visits: string[] = [];
  const ratings: string[] = [];
  const feedback: string[] = [];
  for (let n = from; n < to; n++) {
    const [text, symptom, category] = faults[n % faults.length] ?? faults[0];
    const id = `T${String(n).padStart(5, "0")}`;
    tickets.push(
      `${id},${n % 17 === 3 ? "soon" : day(n, 9)},repair,on_site,closed,${day(n, 18)},S${n % 40},${symptom},${category},C${n}`,
    );
    if (n % 19 === 0) tickets.push(tickets.at(-1) ?? "");
    visits.push(`V${id},${id},E${n % 7},${day(n, 13)},${day(n, 14)},${n % 5 === 0 ? "not_fixed" : "fixed"}`);
    ratings.push(`R${id},${id},phone,${day(n, 19)},${day(n, 20)},${n % 11}`);
    const said = `${text}，第${n}次，型号${n % 9}`;
    feedback.push(
      JSON.stringify({
        feedback_id: `F${id}`,
        ticket_id: id,
        created_at: day(n, 17),
        text: said,
        kind: "complaint",
        category,
      }),
    );
  }
  const name = `${from}`;
  const files: [string, string, string[]][] = [
    [
      `tickets-${name}.csv`,
      "ticket_id,created_at,type,mode,status,closed_at,serial,symptom_group,category,customer_key",
      tickets,
    ],
    [`visits-${name}.csv`, "visit_id,ticket_id,engineer_id,arrived_at,left_at,outcome", visits],
    [`ratings-${name}.csv`, "rating_id,ticket_id,mode,invited_at,answered_at,nps", ratings],
  ];
  for (const [file, header, rows] of files) await writeFile(join(folder, file), `${[header, ...rows].join("\n")}\n`);
  await writeFile(join(folder, `feedback-${name}.jsonl`), `${feedback.join("\n")}\n`);
}
