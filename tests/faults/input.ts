import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const categories = ["washer", "fridge", "air_conditioner"] as const;
const symptoms = ["noise", "no_cooling", "leak", "late", "price"] as const;

/** Pieces of complaints, so that no two texts are near each other and enough of them are to be told apart in themes. */
const pieces = [
  ["洗衣机", "冰箱", "空调", "热水器", "油烟机", "电视机", "洗碗机"],
  [
    "脱水的时候噪音很大",
    "完全不制冷了",
    "一直往下漏水",
    "打不着火",
    "屏幕有一条黑线",
    "电机烧了",
    "遥控没有反应",
    "面板一直闪",
  ],
  ["刚买了半年", "上个月才修过", "新装的第二天", "用了三年多", "过了保修期两天"],
  [
    "师傅没有按时上门",
    "客服一直推脱",
    "配件等了三个星期",
    "收费太贵又不给发票",
    "换了零件还是老样子",
    "打了六个电话没人管",
    "上门的人态度很差",
  ],
  [
    "要求退货",
    "请尽快安排人来",
    "希望换一台新的",
    "食物全坏了谁赔",
    "地板都泡了",
    "不会再买这个牌子",
    "孩子都没法睡觉",
    "已经去投诉了",
    "家里老人受不了",
    "你们看着办",
    "等你们答复",
  ],
] as const;

/** The n-th complaint: the lengths of the lists have no common divisor, so that all combinations come in turn. */
const complaint = (n: number): string => pieces.map((list) => list[n % list.length]).join("，");

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
