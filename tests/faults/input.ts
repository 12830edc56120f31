import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const categories = ["washer", "fridge", "air_conditioner"] as const;
const symptoms = ["noise", "no_cooling", "leak", "late", "price"] as const;

/** Pieces of complaints: what is wrong, then how it was dealt with; a comma ends a clause, so that there are clauses enough to be told apart. */
const pieces = [
  ["洗衣机", "冰箱", "空调", "热水器", "油烟机", "电视机", "洗碗机"],
  ["晚上", "一直", "突然", "又开始", "每天都"],
  ["脱水噪音很大", "不制冷", "漏水", "打不着火", "黑屏", "电机烧了", "遥控没有反应", "面板闪"],
  ["，"],
  ["师傅", "客服", "网点", "热线"],
  [
    "没有按时上门",
    "一直推脱",
    "说配件要等",
    "收费太贵",
    "换了零件还是不行",
    "打了电话没人管",
    "态度很差",
    "说没有发票",
    "不肯来",
  ],
  ["，"],
  [
    "要求退货",
    "请尽快安排",
    "希望换新",
    "食物全坏了",
    "地板都泡了",
    "不会再买",
    "孩子没法睡觉",
    "已经投诉了",
    "老人受不了",
    "你们看着办",
    "等答复",
  ],
] as const;

/** The n-th complaint. */
const complaint = (n: number): string => pieces.map((list) => list[n % list.length]).join("");

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
    const [symptom, category] = [symptoms[n % symptoms.length], categories[n % categories.length]];
    const id = `T${String(n).padStart(5, "0")}`;
    tickets.push(
      `${id},${n % 17 === 3 ? "soon" : day(n, 9)},repair,on_site,closed,${day(n, 18)},S${n % 40},${symptom},${category},C${n}`,
    );
    if (n % 19 === 0) tickets.push(tickets.at(-1) ?? "");
    visits.push(`V${id},${id},E${n % 7},${day(n, 13)},${day(n, 14)},${n % 5 === 0 ? "not_fixed" : "fixed"}`);
    ratings.push(`R${id},${id},phone,${day(n, 19)},${day(n, 20)},${n % 11}`);
    const said = complaint(n);
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
