import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DuckdbEngine, openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";

const canary = "canary-of-the-outside";
let folder: string;
let inside: string;
let outside: string;
let engine: DuckdbEngine;
let server: Server;
let asked = 0;
let host: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-sandbox-"));
  inside = join(folder, "inside");
  outside = join(folder, "inside-not");
  for (const each of [inside, outside]) await mkdir(each);
  await writeFile(join(outside, "secret.csv"), `a\n${canary}\n`);
  await writeFile(join(outside, "secret.json"), `{"a":"${canary}"}\n`);
  await writeFile(join(inside, "own.csv"), "a\n2\n");
  await symlink(join(outside, "secret.csv"), join(inside, "link.csv"));
  await symlink(outside, join(inside, "folder"));
  const before = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
  await before.execute(`COPY (SELECT ${literal(canary)} AS a) TO ${literal(join(outside, "secret.parquet"))}`);
  await before.execute(`ATTACH ${literal(join(outside, "other.duckdb"))} AS other`);
  await before.execute(`CREATE TABLE other.t AS SELECT ${literal(canary)} AS a`);
  await before.execute("DETACH other");
  await before.execute(`EXPORT DATABASE ${literal(join(outside, "exported"))}`);
  await before.close();
  server = createServer((_, response) => {
    asked += 1;
    response.end("a\n1\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
  await engine.sandbox([inside]);
});

afterAll(async () => {
  await engine?.close();
  server?.close();
  await rm(folder, { recursive: true });
});

test("files of the allowed folder are read and written", async () => {
  expect(await engine.query(`SELECT a FROM read_csv(${literal(join(inside, "own.csv"))})`)).toEqual([{ a: 2 }]);
  expect(await engine.exportParquet("SELECT 1 AS one", join(inside, "one.parquet"))).toBe(1);
});

const out = (name: string) => literal(join(outside, name));
const ways: Record<string, () => string> = {
  "reading a file outside": () => `SELECT * FROM read_csv(${out("secret.csv")})`,
  "reading a file by its name alone": () => `SELECT * FROM ${out("secret.csv")}`,
  "reading a file's text": () => `SELECT * FROM read_text(${out("secret.csv")})`,
  "reading a file's bytes": () => `SELECT * FROM read_blob(${out("secret.csv")})`,
  "reading JSON": () => `SELECT * FROM read_json(${out("secret.json")})`,
  "reading Parquet": () => `SELECT * FROM read_parquet(${out("secret.parquet")})`,
  "reading what Parquet says of itself": () => `SELECT * FROM parquet_metadata(${out("secret.parquet")})`,
  "reading Parquet's keys": () => `SELECT * FROM parquet_kv_metadata(${out("secret.parquet")})`,
  "traversal out of the folder": () => `SELECT * FROM read_csv(${literal(`${inside}/../inside-not/secret.csv`)})`,
  "traversal by a folder that is not there": () =>
    `SELECT * FROM read_csv(${literal(`${inside}/none/../../inside-not/secret.csv`)})`,
  "a glob of files outside": () => `SELECT * FROM glob(${out("*")})`,
  "a glob that is read": () => `SELECT * FROM read_csv(${out("*.csv")})`,
  "a list with one file outside": () =>
    `SELECT * FROM read_csv([${literal(join(inside, "own.csv"))}, ${out("secret.csv")}])`,
  sniff_csv: () => `SELECT * FROM sniff_csv(${out("secret.csv")})`,
  "a file: address": () => `SELECT * FROM read_csv(${literal(`file://${join(outside, "secret.csv")}`)})`,
  "the machine's own files": () => "SELECT * FROM read_text('/proc/self/environ')",
  ATTACH: () => `ATTACH ${out("other.duckdb")}`,
  "ATTACH for reading": () => `ATTACH ${out("other.duckdb")} AS o (READ_ONLY)`,
  "ATTACH of a new file": () => `ATTACH ${out("new.duckdb")}`,
  "COPY to a file outside": () => `COPY (SELECT 1) TO ${out("out.csv")}`,
  "COPY to Parquet outside": () => `COPY (SELECT 1) TO ${out("out.parquet")} (FORMAT parquet)`,
  "COPY to a folder outside": () =>
    `COPY (SELECT 1 AS a, 2 AS b) TO ${out("parts")} (FORMAT parquet, PARTITION_BY (a))`,
  "COPY from a file outside": () => `COPY t FROM ${out("secret.csv")}`,
  "EXPORT DATABASE": () => `EXPORT DATABASE ${out("exported-2")}`,
  "IMPORT DATABASE": () => `IMPORT DATABASE ${out("exported")}`,
  http: () => `SELECT * FROM read_csv(${literal(`http://${host}/x.csv`)})`,
  s3: () => "SELECT * FROM read_csv('s3://bucket/x.csv')",
  "LOAD of an extension": () => "LOAD httpfs",
  "LOAD of a file": () => `LOAD ${out("x.duckdb_extension")}`,
  "INSTALL of an extension": () => "INSTALL httpfs",
  "a secret for a cloud": () => "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
  "switching external access on": () => "SET enable_external_access = true",
  "resetting external access": () => "RESET enable_external_access",
  "unlocking the configuration": () => "SET lock_configuration = false",
  "allowing a folder more": () => `SET allowed_directories = [${literal(outside)}]`,
  "allowing a path more": () => `SET allowed_paths = [${out("secret.csv")}]`,
  "another folder for spilling": () => `SET temp_directory = ${literal(outside)}`,
  "another home": () => `SET home_directory = ${literal(outside)}`,
  "another folder of extensions": () => `SET extension_directory = ${literal(outside)}`,
  "a log file": () => `SET log_query_path = ${out("log.sql")}`,
  "loading extensions by themselves": () => "SET autoload_known_extensions = true",
  "extensions that nobody signed": () => "SET allow_unsigned_extensions = true",
  "PRAGMA of a setting": () => "PRAGMA enable_external_access=true",
  "PRAGMA of a profile": () => `PRAGMA profiling_output=${out("profile.json")}`,
  getenv: () => "SELECT getenv('PATH') AS a",
};

test.each(Object.keys(ways))("denied in the sandbox: %s", async (name) => {
  const before = await readdir(outside, { recursive: true });
  const sql = ways[name]?.() ?? "";
  await expect(engine.query(sql), sql).rejects.toThrow();
  expect(await readdir(outside, { recursive: true })).toEqual(before);
  expect(asked).toBe(0);
});

test.each(["a link to a file outside", "a link to a folder outside"])(
  "not told from the folder's own by DuckDB, so refused before it is asked: %s",
  async (name) => {
    // The allowed folders are compared by name; readFolder and forEach workspace file resolve links first (see paths.test.ts).
    const path = name.includes("folder") ? join(inside, "folder", "secret.csv") : join(inside, "link.csv");
    const met = await engine.query<{ a: string }>(`SELECT a FROM read_csv(${literal(path)})`).then(
      ([row]) => row?.a,
      () => "denied",
    );
    expect([canary, "denied"]).toContain(met);
  },
);

test("nothing outside was changed", async () => {
  expect(await readFile(join(outside, "secret.csv"), "utf8")).toBe(`a\n${canary}\n`);
});
