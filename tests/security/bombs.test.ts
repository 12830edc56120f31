import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { pull } from "../../pipelines/pull.ts";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { readWritten } from "../../pipelines/written-yaml.ts";
import { globMatches } from "../../sources/glob.ts";
import { parseMapping } from "../../sources/mapping.ts";

let folder: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-bombs-"));
  engine = await openDuckdb({ threads: 1, memoryLimit: "300MB" });
});
afterAll(async () => {
  await engine?.close();
  await rm(folder, { recursive: true });
});

/** Pulls one file; its loads, or the error. */
async function pulled(name: string, content: string | Uint8Array, size?: number) {
  const input = await mkdtemp(join(folder, "in-"));
  await mkdir(input, { recursive: true });
  await writeFile(join(input, name), content);
  if (size !== undefined) await truncate(join(input, name), size);
  const workspace = await openWorkspace(`${input}-data`);
  const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables: {} };
  const { loads } = await pull({ engine, workspace, input, env });
  return loads.map(({ read, loaded, quarantined, rules }) => ({
    read,
    loaded,
    quarantined,
    rules: rules.map((r) => r.rule),
  }));
}

const head = "ticket_id,created_at\n";
const row = "T1,2026-01-01\n";

describe("a packed file", () => {
  test("that unpacks to more than any export does is refused before it has filled the disk", async () => {
    const bomb = gzipSync(head + row.repeat(6_000_000), { level: 9 });
    expect(bomb.length).toBeLessThan(1 << 20);
    await expect(pulled("tickets.csv.gz", bomb)).rejects.toThrow(
      /tickets.csv.gz unpacks to more than 250 times its size/,
    );
  });

  test("that is packed twice holds no text", async () => {
    await expect(pulled("tickets.csv.gz", gzipSync(gzipSync(head + row)))).rejects.toThrow(/tickets.csv.gz/);
  });

  test("that is cut short, or none, says so", async () => {
    const whole = gzipSync(head + row.repeat(1000));
    await expect(pulled("tickets.csv.gz", whole.subarray(0, whole.length - 20))).rejects.toThrow(/cannot be unpacked/);
  });
});

describe("a file of text", () => {
  test("with a line that never ends is refused with a bounded amount of memory", async () => {
    const before = process.memoryUsage().rss;
    const line = Buffer.alloc(80 << 20, "a");
    await expect(pulled("tickets.csv", Buffer.concat([Buffer.from(head), line]))).rejects.toThrow(
      /a line of more than 64 MB/,
    );
    await expect(pulled("tickets.jsonl", line)).rejects.toThrow(/tickets.jsonl/);
    expect(process.memoryUsage().rss - before).toBeLessThan(800 << 20);
  });

  test("with more columns than any table is refused, by its count", async () => {
    const cells = Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(",");
    await expect(pulled("tickets.csv", `ticket_id,created_at,${cells}\n`)).rejects.toThrow(
      "tickets.csv has 20,002 columns; at most 2,000 are read.",
    );
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`c${i}`, i]));
    await expect(pulled("tickets.jsonl", `${JSON.stringify({ ticket_id: "T1", ...keys })}\n`)).rejects.toThrow(
      "tickets.jsonl has 20,001 keys; at most 2,000 are read.",
    );
  });

  test("with one long cell is quarantined or loaded, and the rows beside it are loaded", async () => {
    const [load] = await pulled(
      "tickets.csv",
      `ticket_id,created_at,description\nT1,2026-01-01,${"长".repeat(300_000)}\nT2,2026-01-01,x\n`,
    );
    expect(load).toMatchObject({ read: 2, loaded: 2, quarantined: 0 });
  });
});

describe("JSON", () => {
  const deep = (levels: number) => `${'{"a":['.repeat(levels)}1${"]}".repeat(levels)}`;

  test("of any depth brings nothing down, and the records beside it are loaded", async () => {
    for (const levels of [50, 5_000, 100_000]) {
      const lines = [
        '{"ticket_id":"T1","created_at":"2026-01-01"}',
        `{"ticket_id":"T2","created_at":"2026-01-01","deep":${deep(levels)}}`,
        '{"ticket_id":"T3","created_at":"2026-01-01"}',
      ];
      const [load] = await pulled("tickets.jsonl", `${lines.join("\n")}\n`);
      expect(load?.read, String(levels)).toBe(3);
      expect((load?.loaded ?? 0) + (load?.quarantined ?? 0), String(levels)).toBe(3);
      expect(load?.loaded, String(levels)).toBeGreaterThanOrEqual(2);
    }
  });
});

describe("YAML that people write", () => {
  const laughs = `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefghij"]
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(", ")}]`)
    .join("\n")}\n`;
  const bombs: Record<string, string> = {
    "a billion laughs": laughs,
    "an alias of itself": "files: &a\n  x: *a\n",
    "ten thousand brackets": `files: ${"[".repeat(10_000)}`,
    "ten thousand maps": `files: ${"{a: ".repeat(10_000)}`,
    "lists in lists": `${"- ".repeat(10_000)}x`,
    "a folder of indents": Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    "eight megabytes": `a: ${"x".repeat(8 << 20)}`,
    "a long row of anchors": Array.from({ length: 20_000 }, (_, i) => `a${i}: &a${i} *a${i - 1}`).join("\n"),
    "a zero byte": 'files: {"tickets.csv": {entity: tickets, columns: {region: {const: "a\\0b"}}}}',
  };

  test.each(Object.keys(bombs))("is refused in one sentence: %s", (name) => {
    const text = bombs[name] ?? "";
    expect(() => parseMapping(text, "mapping.yaml")).toThrow(/^mapping.yaml[^\n]*\.$/);
    if (name !== "a zero byte" && name !== "an alias of itself") {
      expect(() => readWritten(text, "targets.yaml")).toThrow(/^targets.yaml[^\n]*\.$/);
    }
    expect(() => parseCuration(text)).toThrow(/^curation.yaml[^\n]*\.$/);
  });
});

test("patterns of people are matched in steps that can be counted, never as regular expressions of JavaScript", () => {
  for (const glob of [
    `${"*a".repeat(100)}!`,
    `${"(a+)+".repeat(20)}$`,
    `${"[^/]*".repeat(50)}!`,
    `${"**/*".repeat(60)}!`,
  ]) {
    expect(globMatches(glob, `${"a".repeat(200)}/${"a".repeat(50)}`)).toBe(false);
  }
});
