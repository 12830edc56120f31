import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { Random } from "../../pipelines/sample/random.ts";
import { planted, rowsOf, sampleFolder } from "./sample-folder.ts";

const hashes = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [
        file,
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      ]),
  );

describe("sample folder", () => {
  let folder = "";
  beforeAll(() => {
    folder = sampleFolder(0.05);
  });

  test("is the same bytes for the same seed and other bytes for another", () => {
    expect(hashes(sampleFolder(0.05))).toEqual(hashes(folder));
    expect(hashes(sampleFolder(0.05, 2))["tickets-2025.csv"]).not.toBe(hashes(folder)["tickets-2025.csv"]);
  });

  test("does not depend on the machine: these bytes are pinned", () => {
    const { "products.csv": products, "tickets-2024.csv": tickets } = hashes(folder);
    expect({ products, tickets }).toMatchInlineSnapshot(`
      {
        "products": "c0b079261b92ccb651cf4b3d4b71a62f389dac217149a2a0b42b6eec43941d36",
        "tickets": "0f62f4ed8659efb7aea6659a056f8c7763f5e3069d1605cebb56e7bfd9199194",
      }
    `);
  });

  test("holds every kind of file the folder source reads", () => {
    expect(readdirSync(folder).sort()).toEqual([
      "campaign_events.csv",
      "campaigns.csv",
      "charges.csv",
      "contacts.csv",
      "customers.csv",
      "engineers.tsv",
      "entitlements.csv",
      "feedback.jsonl",
      "installed_base.csv.gz",
      "loans.csv",
      "logistics_legs.csv",
      "orders.csv",
      "part_requests.csv",
      "planted-subjects.json",
      "planted.json",
      "proactive_tasks.csv",
      "products.csv",
      "ratings.csv",
      "remote_sessions.csv",
      "service_points.csv",
      "telemetry_alerts.csv",
      "ticket_events.csv",
      "tickets-2024.csv",
      "tickets-2025.csv",
      "tickets-2026.csv",
      "tickets-late.csv",
      "units.csv",
      "visits.csv",
    ]);
    expect(() =>
      new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(folder, "service_points.csv"))),
    ).toThrow();
  });

  test("has the same products and places at every scale, and counts that follow the scale", () => {
    const { rows } = planted(folder);
    expect(rows).toMatchObject({ products: 120, engineers: 1500, service_points: 301 });
    expect(new Set(rowsOf(folder, "service_points.csv").map((row) => row?.province)).size).toBe(31);
    expect(rows.tickets).toBeGreaterThan(2750);
    expect(rows.tickets).toBeLessThan(3350);
    expect((rows.feedback ?? 0) / (rows.tickets ?? 1)).toBeGreaterThan(0.33);
    expect((rows.feedback ?? 0) / (rows.tickets ?? 1)).toBeLessThan(0.5);
    expect((rows.visits ?? 0) / (rows.tickets ?? 1)).toBeGreaterThan(0.75);
    expect((rows.ticket_events ?? 0) / (rows.tickets ?? 1)).toBeGreaterThan(5);
  });
});

describe("huiyin sample", () => {
  const call = async (...argv: string[]) => {
    const said: string[] = [];
    let written = "";
    const logger = { ...silentLogger, error: (message: string) => said.push(message) };
    const code = await main(["sample", ...argv], { logger, write: (text) => (written += text), variables: {} });
    return { code, said: said.join(" "), written };
  };

  test("replaces an earlier sample and refuses to replace anything else", async () => {
    const parent = mkdtempSync(join(tmpdir(), "huiyin-sample-"));
    const out = join(parent, "out");
    expect((await call("--out", out, "--scale", "0.01")).code).toBe(0);
    const again = await call("--out", out, "--scale", "0.01", "--json");
    expect(again.code).toBe(0);
    expect(JSON.parse(again.written)).toMatchObject({ out, rows: { products: 120 } });
    const foreign = join(parent, "foreign");
    mkdirSync(foreign);
    writeFileSync(join(foreign, "tickets.csv"), "mine\n");
    const refused = await call("--out", foreign);
    expect(refused).toMatchObject({ code: 2, said: expect.stringContaining("no planted.json") });
    expect(readFileSync(join(foreign, "tickets.csv"), "utf8")).toBe("mine\n");
    expect(readdirSync(parent).sort()).toEqual(["foreign", "out"]);
  });

  test("says what is wrong with a scale or a seed", async () => {
    const out = join(tmpdir(), "huiyin-never-written");
    expect(await call("--out", out, "--scale", "big")).toMatchObject({
      code: 2,
      said: expect.stringContaining("--scale"),
    });
    expect(await call("--out", out, "--scale", "0")).toMatchObject({ code: 2 });
    expect(await call("--out", out, "--seed", "1.5")).toMatchObject({
      code: 2,
      said: expect.stringContaining("--seed"),
    });
  });
});

describe("random numbers", () => {
  test("are pinned, so that every machine draws the same", () => {
    const random = new Random(1, 1);
    expect(Array.from({ length: 4 }, () => random.int(1_000_000))).toMatchInlineSnapshot(`
      [
        298581,
        834197,
        394966,
        636328,
      ]
    `);
  });

  test("have the mean and spread they claim", () => {
    const random = new Random(5, 1);
    for (const mean of [0.4, 3, 40]) {
      let sum = 0;
      let squares = 0;
      const n = 20000;
      for (let i = 0; i < n; i++) {
        const x = random.count(mean);
        sum += x;
        squares += x * x;
      }
      const m = sum / n;
      expect(Math.abs(m - mean)).toBeLessThan(5 * Math.sqrt(mean / n));
      expect((squares / n - m * m) / mean).toBeGreaterThan(0.9);
      expect((squares / n - m * m) / mean).toBeLessThan(1.1);
    }
    const picks = [0, 0, 0];
    for (let i = 0; i < 30000; i++) {
      const k = random.weighted([1, 4, 10]);
      picks[k] = (picks[k] ?? 0) + 1;
    }
    expect(picks.map((count) => Math.round(count / 1000))).toEqual([3, 9, 18]);
  });
});
