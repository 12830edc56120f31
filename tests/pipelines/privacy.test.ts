import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeColumns } from "../../dashboards/explorer/column-file.ts";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import type { Env } from "../../pipelines/env.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { forget } from "../../pipelines/privacy/forget.ts";
import { nobody, readPeople } from "../../pipelines/privacy/people.ts";
import { filesOf, scanFolder } from "../../pipelines/privacy/scan.ts";
import { run } from "../../pipelines/run.ts";
import { planted, sampleFolder } from "./sample-folder.ts";

let root: string;
let engine: DuckdbEngine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-privacy-"));
  engine = await openDuckdb({ memoryLimit: "1GB", threads: 2 });
});
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

const lines: string[] = [];
const env: Env = {
  logger: { ...silentLogger, error: (text) => void lines.push(text) },
  now: () => new Date("2026-11-01T00:00:00Z"),
  write: () => {},
  variables: {},
};

describe("a folder is scanned", () => {
  const scanned = async (files: Record<string, string | Uint8Array>, people = nobody) => {
    const folder = await mkdtemp(join(root, "scan-"));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return { folder, leaks: () => scanFolder(engine, folder, people) };
  };
  const parquet = (folder: string, name: string, sql: string) =>
    engine.execute(`COPY (${sql}) TO ${literal(join(folder, name))} (FORMAT parquet)`);

  test("text with the escapes of HTML and JSON undone, packed or not", async () => {
    const { leaks } = await scanned({
      "a.json": '{"note":"\\u0031\\u0033812345678"}',
      "b.html": "<p>ok</p>\n<p>&#49;&#x33;812345678 and zhang&#64;example.com</p>",
      "c.csv": "id,text\n1,身份证11010519491231002X",
      "d.bin.gz": gzipSync("卡号6217001234567890122"),
    });
    expect(await leaks()).toEqual([
      { file: "a.json", place: "line 1", kind: "phone" },
      { file: "b.html", place: "line 2", kind: "phone" },
      { file: "b.html", place: "line 2", kind: "email" },
      { file: "c.csv", place: "line 2", kind: "id_card" },
      { file: "d.bin.gz", place: "line 1", kind: "bank_card" },
    ]);
  });

  test("the texts of a column file and not its numbers", async () => {
    const digits = new TextEncoder().encode("13812345678");
    const { leaks } = await scanned({
      "a.bin": encodeColumns({ score: digits, texts: ["不制冷"] }, null),
      "b.bin": encodeColumns({ score: digits, texts: ["不制冷", "打13912345678"] }, null),
    });
    expect(await leaks()).toEqual([{ file: "b.bin", place: "line 4", kind: "phone" }]);
  });

  test("Parquet by column and row, lists too", async () => {
    const { folder, leaks } = await scanned({});
    await parquet(
      folder,
      "t.parquet",
      "SELECT 'x' AS a, ['ok', '+86 138-1234-5678'] AS b UNION ALL SELECT 'a@b.cn', []",
    );
    expect(await leaks()).toEqual([
      { file: "t.parquet", place: "column a, row 2", kind: "email" },
      { file: "t.parquet", place: "column b, row 1", kind: "phone" },
    ]);
  });

  test("for names and keys the landing holds", async () => {
    const people = { names: new Set(["阿不都"]), keysAmong: async () => new Set(["CUST-0042"]) };
    const { leaks } = await scanned({ "a.html": "<b>阿不都</b>", "b.csv": "CUST-0042" }, people);
    expect((await leaks()).map(({ file, kind }) => [file, kind])).toEqual([
      ["a.html", "name"],
      ["b.csv", "key"],
    ]);
  });

  test("for customers' keys that are no id, model, part or batch besides", async () => {
    await engine.execute(
      `CREATE TABLE landing_tickets AS SELECT * FROM (VALUES ('K-000042', 'T-000001', 'FN-100'), (NULL, NULL, NULL),
         ('T-000002', 'T-000002', NULL), ('FN-200', 'T-000003', 'FN-200')) AS t(customer_key, ticket_id, model)`,
    );
    await engine.execute("CREATE TABLE landing_units AS SELECT 'K-000077' AS customer_key, 'K-000042' AS note");
    try {
      const { keysAmong } = await readPeople(engine);
      const among = async (...tokens: string[]) => [...(await keysAmong(new Set(tokens)))].sort();
      expect(await among("K-000042", "K-000077", "K-000099", "T-000001", "T-000002", "FN-200")).toEqual([
        "K-000042",
        "K-000077",
      ]);
      expect(await among("T-000001")).toEqual([]);
    } finally {
      for (const name of ["tickets", "units"]) await engine.execute(`DROP TABLE landing_${name}`);
    }
  });

  test("without alarm at ids, hashes, models, numbers and times", async () => {
    const { folder, leaks } = await scanned({
      "a.json": '{"sum":13812345678,"share":0.13812345678,"hash":"a13812345678f","at":"2026-10-31T23:59:59Z"}',
      "b.csv": "13812345678,T000000108,6901234567892,XQG100-12BD138,1698765432101,FN-13812345678",
      "c.js": "// by somebody@example.org",
      "d.html": '<path d="M13.812345678,15.912345678"/>〔电话〕 400-699-9999 v1.2.3',
    });
    await parquet(
      folder,
      "t.parquet",
      "SELECT '13812345678' AS ticket_id, 15912345678 AS n, 'ab12cd34ef56' AS engineer",
    );
    expect(await leaks()).toEqual([]);
  });
});

describe("a workspace of the sample", () => {
  let input: string;
  const dir = () => join(root, "data");
  const canaries = () => planted(input).personal_data.canaries;
  const decoded = async (path: string): Promise<string> => {
    if (!path.endsWith(".parquet")) return readFileSync(path, "utf8");
    return JSON.stringify(await engine.query(`SELECT * FROM read_parquet(${literal(path)})`));
  };
  const published = (metric: string) =>
    engine.query(
      `SELECT n, value FROM read_parquet(${literal(join(dir(), "published", "mart_metric_values.parquet"))})
       WHERE metric_id = ${literal(metric)} AND grain = 'all' AND dims = '{}'`,
    );

  beforeAll(async () => {
    input = sampleFolder(0.02, 3);
    expect(await run({ workspace: dir(), input, steps: ["pull", "transform", "publish"], env })).toBe(0);
    // The site is built once, by the forgetting, which makes anew what is there.
    await mkdir(join(dir(), "site"));
    await writeFile(join(dir(), "site", "before.html"), "of the run before");
  }, 600_000);

  test("publishing is refused where a column holds a number of a person", async () => {
    const before = readFileSync(join(dir(), "published", "manifest.json"), "utf8");
    const inWarehouse = async (sql: string) => {
      const warehouse = await openDuckdb({ path: join(dir(), "warehouse.duckdb"), memoryLimit: "512MB" });
      await warehouse.execute(sql);
      await warehouse.close();
    };
    await inWarehouse("CREATE TABLE mart_notes AS SELECT 1 AS position, '老张13812345678' AS note");
    lines.length = 0;
    expect(await run({ workspace: dir(), steps: ["publish"], env })).toBe(1);
    expect(lines).toEqual([
      "published/mart_notes.parquet, column note, row 1, holds a telephone number; it is not published.",
    ]);
    expect(readFileSync(join(dir(), "published", "manifest.json"), "utf8")).toBe(before);
    await inWarehouse("DROP TABLE mart_notes");
  }, 600_000);

  describe("forgets a customer", () => {
    let key: string;
    beforeAll(async () => {
      const [row] = await engine.query<{ customer_key: string }>(
        `SELECT customer_key FROM read_json(${literal(join(input, "feedback.jsonl"))}, ignore_errors = true)
         WHERE customer_key IN (SELECT customer_key FROM read_csv(${literal(join(input, "tickets-2026.csv"))}, all_varchar = true))
         ORDER BY customer_key LIMIT 1`,
      );
      key = row?.customer_key ?? "";
    });

    test("everywhere, says what, and keeps the facts of the service", async () => {
      const before = await published("nps");
      for (const folder of ["reports/2026-10-31/birthday", "sources"])
        await mkdir(join(dir(), folder), { recursive: true });
      await mkdir(join(dir(), "reports", "2026-09-30"), { recursive: true });
      await writeFile(join(dir(), "reports", "2026-09-30", "executive.md"), "last month");
      const named = ["reports/2026-10-31/birthday/SP0001.csv", "reports/2026-10-31/old.csv.gz", "sources/crm.json"];
      await writeFile(join(dir(), named[0] ?? ""), `customer_key\r\n${key}\r\n`);
      await writeFile(join(dir(), named[1] ?? ""), gzipSync(`customer_key\n${key}\n`));
      await writeFile(join(dir(), named[2] ?? ""), JSON.stringify({ state: { after: [key] }, rules: "" }));
      await writeFile(join(dir(), "sources", "other.json"), "{}");
      const { rows, files, scanned } = await forget({ workspace: dir(), customer: key, env });
      expect(files.sort()).toEqual(named.sort());
      expect(readFileSync(join(dir(), "sources", "other.json"), "utf8")).toBe("{}");
      const byEntity = new Map(rows.map((one) => [one.entity, one]));
      expect(byEntity.get("customers")).toMatchObject({ removed: 1, cleared: 0 });
      expect(byEntity.get("feedback")?.removed).toBeGreaterThan(0);
      expect(byEntity.get("tickets")).toMatchObject({ removed: 0 });
      expect(byEntity.get("tickets")?.cleared).toBeGreaterThan(0);
      expect(scanned).toBeGreaterThan(100);
      expect(await readdir(join(dir(), "site"))).not.toContain("before.html");
      // What was sent before is gone, and what the run says now is written anew.
      await expect(readdir(join(dir(), "reports"))).resolves.toEqual(["2026-10-31"]);
      expect(readFileSync(join(dir(), "reports", "2026-10-31", "executive.md"), "utf8")).toContain("2026-10-31");
      for (const path of await filesOf(dir())) {
        if (path.endsWith(".duckdb")) continue;
        expect((await decoded(path)).includes(key), relative(dir(), path)).toBe(false);
      }
      expect(await published("nps")).toEqual(before);
      const manifest = JSON.parse(readFileSync(join(dir(), "published", "manifest.json"), "utf8"));
      expect(manifest.basis.forgotten).toBeGreaterThan(0);
      const difference = JSON.parse(readFileSync(join(dir(), "differences", `${manifest.run_id}.json`), "utf8"));
      const reasons = difference.numbers.flatMap((one: { reasons: { reason: string }[] }) => one.reasons);
      expect(new Set(reasons.map(({ reason }: { reason: string }) => reason))).toEqual(new Set(["forgotten"]));
    }, 600_000);

    test("and no canary is in a published byte, on the site, in the stores of texts and themes", async () => {
      const values = new Set(canaries().map(({ value }) => value));
      expect(values.size).toBeGreaterThan(20);
      const found: string[] = [];
      for (const part of ["published", "site", "text", "themes"]) {
        for (const path of await filesOf(join(dir(), part))) {
          const text = await decoded(path);
          for (const value of values) if (text.includes(value)) found.push(`${relative(dir(), path)}: ${value}`);
        }
      }
      expect(found).toEqual([]);
    }, 600_000);

    test("a second time without changing anything", async () => {
      const manifest = readFileSync(join(dir(), "published", "manifest.json"), "utf8");
      expect((await forget({ workspace: dir(), customer: key, env })).rows).toEqual([]);
      expect(readFileSync(join(dir(), "published", "manifest.json"), "utf8")).toBe(manifest);
    });

    test("who does not come back with the same rows in another file", async () => {
      const again = join(root, "again");
      await mkdir(again);
      const ticket = readFileSync(join(input, "tickets-2026.csv"), "utf8").split("\n");
      const theirs = ticket.filter((line, i) => i === 0 || line.includes(key));
      await writeFile(join(again, "tickets-again.csv"), `${theirs.join("\n")}\n`);
      const feedback = readFileSync(join(input, "feedback.jsonl"), "utf8").split("\n");
      await writeFile(join(again, "feedback-again.jsonl"), feedback.filter((line) => line.includes(key)).join("\n"));
      appendFileSync(join(again, "feedback-again.jsonl"), `\n{"feedback_id":"","customer_key":"${key}","text":"x"}\n`);
      expect(await run({ workspace: dir(), input: again, steps: ["pull"], env })).toBe(0);
      for (const path of await filesOf(dir())) {
        if (path.endsWith(".duckdb")) continue;
        expect((await decoded(path)).includes(key), relative(dir(), path)).toBe(false);
      }
    }, 600_000);

    test("and finishes when it was killed half-way", async () => {
      const tickets = `read_parquet(${literal(join(dir(), "landing", "tickets", "*", "part-0.parquet"))}, union_by_name = true)`;
      const [row] = await engine.query<{ customer_key: string }>(
        `SELECT min(customer_key) AS customer_key FROM ${tickets} WHERE customer_key <> ${literal(key)}`,
      );
      const next = row?.customer_key ?? "";
      const failing: Env = {
        ...env,
        logger: {
          ...silentLogger,
          info: () => {
            throw new Error("killed");
          },
        },
      };
      await expect(forget({ workspace: dir(), customer: next, env: failing })).rejects.toThrow("killed");
      const left = async () =>
        (await engine.query(`SELECT 1 FROM ${tickets} WHERE customer_key = ${literal(next)}`)).length;
      expect(await left()).toBe(0);
      const done = () =>
        JSON.parse(readFileSync(join(dir(), "forgotten.json"), "utf8")).customers.map(
          (one: { done: boolean }) => one.done,
        );
      expect(done().sort()).toEqual([false, true]);
      // Without anything published there is nothing to make anew.
      for (const folder of ["published", "site"]) rmSync(join(dir(), folder), { recursive: true });
      await forget({ workspace: dir(), customer: next, env });
      expect(done()).toEqual([true, true]);
    }, 600_000);
  });
});
