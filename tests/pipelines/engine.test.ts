import { mkdtemp, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";

const folder = () => mkdtemp(join(tmpdir(), "huiyin-engine-"));
const options = { threads: 1, memoryLimit: "200MB" };

describe("engine", () => {
  test("reads numbers, UTC times, dates, lists and nulls as plain values", async () => {
    const engine = await openDuckdb(options);
    const [row] = await engine.query(
      "SELECT CAST(3 AS BIGINT) AS n, TIMESTAMP '2026-10-01 08:00:00.5' AS at, DATE '2026-10-01' AS day, [1, 2] AS list, NULL AS none, 1.5 AS d",
    );
    expect(row).toEqual({ n: 3, at: "2026-10-01T08:00:00.500Z", day: "2026-10-01", list: [1, 2], none: null, d: 1.5 });
    await engine.close();
  });

  test("refuses two statements in one call and a second instance on one file", async () => {
    const path = join(await folder(), "x.duckdb");
    const engine = await openDuckdb({ ...options, path });
    await expect(engine.execute("SELECT 1; SELECT 2")).rejects.toThrow(
      "Exactly one statement is wanted, 2 were given.",
    );
    await expect(openDuckdb({ ...options, path })).rejects.toThrow("already open");
    await engine.close();
    await (await openDuckdb({ ...options, path })).close();
  });

  test("exports whole files and leaves none where the query fails", async () => {
    const dir = await folder();
    const engine = await openDuckdb(options);
    expect(await engine.exportParquet("SELECT * FROM range(5)", join(dir, "five.parquet"))).toBe(5);
    await expect(engine.exportParquet("SELECT error('no') FROM range(5)", join(dir, "none.parquet"))).rejects.toThrow();
    expect(await readdir(dir)).toEqual(["five.parquet"]);
    await engine.close();
  });

  test("in its sandbox reads nothing outside, whatever the way", async () => {
    const inside = await folder();
    const outside = await folder();
    await writeFile(join(outside, "secret.csv"), "a\n1\n");
    await writeFile(join(inside, "own.csv"), "a\n2\n");
    await symlink(join(outside, "secret.csv"), join(inside, "link.csv"));
    const engine = await openDuckdb(options);
    await engine.sandbox([inside]);
    expect(await engine.query(`SELECT a FROM read_csv(${literal(join(inside, "own.csv"))})`)).toEqual([{ a: 2 }]);
    const secret = join(outside, "secret.csv");
    for (const sql of [
      `SELECT * FROM read_csv(${literal(secret)})`,
      `SELECT * FROM read_text(${literal(join(inside, "..", secret.split("/").slice(-2).join("/")))})`,
      `SELECT * FROM glob(${literal(join(outside, "*"))})`,
      `SELECT * FROM sniff_csv(${literal(secret)})`,
      `ATTACH ${literal(join(outside, "other.duckdb"))}`,
      `COPY (SELECT 1) TO ${literal(join(outside, "out.csv"))}`,
      "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
      "LOAD httpfs",
      "INSTALL httpfs",
      "SET enable_external_access = true",
      "SET lock_configuration = false",
      `SET allowed_directories = [${literal(outside)}]`,
    ]) {
      await expect(engine.query(sql), sql).rejects.toThrow();
    }
    await engine.close();
  });
});
