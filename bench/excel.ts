// How fast a workbook is decoded, and with how much memory: one sheet of 15 columns (texts shared and own, dates, numbers).
//   npm run bench:excel -- --rows 1000000 [--heap 512]
// The decoding is a process of its own; CPU is user + system of it, start included; the peak is its resident memory.
// Beside it: unpacking the same sheet and doing nothing with it, and reading its XML with the same parser and nothing else.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { decodeSheet } from "../sources/excel/sheet.ts";
import { openWorkbook } from "../sources/excel/workbook.ts";
import { readXml } from "../sources/excel/xml.ts";
import { makeZip, workbookParts } from "../tests/sources/make-workbook.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    heap: { type: "string", default: "512" },
    job: { type: "string" },
    file: { type: "string" },
  },
});

const jobs = ["unpack", "unpack + XML", "decode"] as const;

const header = "工单号 报修时间 类型 渠道 方式 状态 完成时间 品类 型号 机身号 客户 地区 网点 响应时间 故障现象".split(
  " ",
);
const distinct = 20_000;

/** The texts most cells share: of types, models, places, and complaints. */
const shared = [
  ...header,
  ..."维修 安装 热线 上门 已完成 洗衣机 冰箱 浙江 广东 山东".split(" "),
  ...Array.from({ length: distinct }, (_, i) => `洗衣机脱水时异响，第${i}次使用后更明显`),
].map((text) => `<t>${text}</t>`);

function sheetXml(rows: number): Buffer {
  const pieces: Buffer[] = [];
  const text = (ref: string, index: number) => `<c r="${ref}" t="s"><v>${index}</v></c>`;
  const time = (ref: string, value: number) => `<c r="${ref}" s="1"><v>${45292 + value / 1440}</v></c>`;
  const own = (ref: string, value: string) => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;
  pieces.push(
    Buffer.from(`<row r="1">${header.map((_, i) => text(`${String.fromCharCode(65 + i)}1`, i)).join("")}</row>`),
  );
  let block = "";
  for (let i = 0; i < rows; i += 1) {
    const r = i + 2;
    const word = (n: number) => 15 + ((i + n) % 10);
    block += `<row r="${r}" spans="1:15">${own(`A${r}`, `T${String(i).padStart(9, "0")}`)}${time(`B${r}`, i)}${text(`C${r}`, word(0))}${text(`D${r}`, word(1))}${text(`E${r}`, word(2))}${text(`F${r}`, word(3))}${time(`G${r}`, i + 600)}${text(`H${r}`, word(4))}${own(`I${r}`, `M-${i % 120}`)}<c r="J${r}"><v>${i * 31}</v></c><c r="K${r}"><v>${i % 400000}</v></c>${text(`L${r}`, word(5))}<c r="M${r}"><v>${i % 300}</v></c>${time(`N${r}`, i + 10)}${text(`O${r}`, 25 + (i % distinct))}</row>`;
    if (block.length > 4_000_000 || i === rows - 1) {
      pieces.push(Buffer.from(block));
      block = "";
    }
  }
  return Buffer.concat(pieces);
}

async function makeFile(path: string, rows: number): Promise<void> {
  const parts = workbookParts({ sheets: [{ name: "明细", rows: "|" }], shared, formats: [0, "yyyy-mm-dd hh:mm"] });
  const sheet = parts.find(({ name }) => name.endsWith("sheet1.xml"));
  if (sheet === undefined) return;
  const [start = "", end = ""] = String(sheet.content).split("|");
  sheet.content = Buffer.concat([Buffer.from(start), sheetXml(rows), Buffer.from(end)]);
  await writeFile(path, makeZip(parts));
}

async function job(name: string, path: string): Promise<void> {
  if (name === "decode") await decodeSheet({ path, sheet: "明细", into: `${path}.jsonl` });
  else {
    const { zip, sheets } = await openWorkbook(path);
    const stream = await zip.read(sheets[0]?.part ?? "");
    if (name === "unpack") for await (const _ of stream);
    else await readXml(stream, "sheet", { open: () => {}, close: () => {}, text: () => {} });
    zip.close();
  }
  const { user, system } = process.cpuUsage();
  // Not maxRSS, which begins with what the parent held.
  const [, peak = 0] = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  const cost = { cpu: (user + system) / 1e6, peak: Number(peak) / 1024 };
  process.stdout.write(JSON.stringify(cost));
}

async function main(): Promise<void> {
  const rows = Number(values.rows);
  const folder = await mkdtemp(join(tmpdir(), "huiyin-bench-"));
  try {
    const path = join(folder, "tickets.xlsx");
    await makeFile(path, rows);
    console.log(
      `Excel: ${rows.toLocaleString("en")} rows, 15 columns, ${((await stat(path)).size / 1e6).toFixed(0)} MB; heap limit ${values.heap} MB`,
    );
    for (const name of jobs) {
      const own = ["--import", "tsx", fileURLToPath(import.meta.url), "--job", name, "--file", path];
      const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${values.heap}`, ...own]);
      const { cpu, peak } = JSON.parse(stdout) as { cpu: number; peak: number };
      console.log(
        `  ${name.padEnd(14)} ${cpu.toFixed(1).padStart(6)} CPU-s  ${Math.round(rows / cpu)
          .toLocaleString("en")
          .padStart(9)} rows per CPU-s  peak ${peak.toFixed(0)} MB`,
      );
    }
    console.log(`  JSON lines written: ${((await stat(`${path}.jsonl`)).size / 1e6).toFixed(0)} MB`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

await (values.job === undefined ? main() : job(values.job, values.file ?? ""));
