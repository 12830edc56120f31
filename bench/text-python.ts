import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, held, told } from "./text-report.ts";

const program = `
import resource, sys, jieba
jieba.setLogLevel(60)
jieba.lcut("")
texts = open(sys.argv[1], encoding="utf-8").read().split("\\n")
before = resource.getrusage(resource.RUSAGE_SELF)
for text in texts: jieba.lcut(text, HMM=False)
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
`;

/** The same texts through python's jieba, where there is one: CPU-seconds over those of our tokens, and of the cut alone. */
export async function pythonJieba(texts: readonly string[], ours: number, cut: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-text-"));
  try {
    const file = join(folder, "texts.txt");
    writeFileSync(file, texts.join("\n"));
    const said = execFileSync("python3", ["-c", program, file], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return [
      held("python jieba's CPU over ours", Number(said) / ours, 12, 1, "x"),
      told("python jieba's CPU over our cut of the same texts", `${(Number(said) / cut).toFixed(1)}x`),
    ];
  } catch {
    return [told("python jieba's CPU over ours", "no python3 with jieba here")];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
