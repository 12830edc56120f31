import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { bare } from "../../dashboards/bare.ts";
import { decodeColumns, encodeColumns } from "../../dashboards/explorer/column-file.ts";
import { readView } from "../../dashboards/explorer/view.ts";
import { words } from "../../dashboards/words.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { readRuns } from "../../pipelines/ledger.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { pull } from "../../pipelines/pull.ts";
import { parseCuration } from "../../pipelines/themes/curation.ts";
import { parseVerb, type Verb } from "../../pipelines/verb.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { readWritten } from "../../pipelines/written-yaml.ts";
import { records } from "../../sources/delimited.ts";
import { checkHeader } from "../../sources/header.ts";
import { parseMapping } from "../../sources/mapping.ts";

const keys = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
const before = Object.getOwnPropertyNames(Object.prototype).sort();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
  expect((Function.prototype as unknown as Record<string, unknown>).polluted).toBeUndefined();
});

const nested = [
  "__proto__: {polluted: 1}",
  "constructor: {prototype: {polluted: 1}}",
  "a: &a {__proto__: {polluted: 1}}\nb: {<<: *a}",
  '"__proto__": {"polluted": 1}',
  "? __proto__\n: {polluted: 1}",
];

describe("no text changes what every object has", () => {
  test.each(nested)("in YAML: %s", (text) => {
    expect(() => parseMapping(text, "mapping.yaml")).toThrow(/^mapping.yaml line \d+/);
    readWritten(text, "targets.yaml");
    expect(() =>
      parseCuration(`- {id: x, author: a, date: 2026-01-02, reason: r, rename: {${text.replaceAll("\n", ", ")}}}`),
    ).toThrow();
  });

  test.each(keys)("as a key of every part of mapping.yaml: %s", (key) => {
    for (const text of [
      `${key}: {}`,
      `defaults: {${key}: 1}`,
      `files: {x.csv: {entity: ${key}}}`,
      `files: {x.csv: {entity: tickets, ${key}: {}}}`,
      `files: {x.csv: {entity: tickets, columns: {${key}: {from: a}}}}`,
      `files: {x.csv: {entity: tickets, columns: {region: {${key}: a}}}}`,
      `files: {x.csv: {entity: tickets, rules: {${key}: warn}}}`,
    ]) {
      expect(() => parseMapping(text, "mapping.yaml"), text).toThrow(/^mapping.yaml line \d+/);
    }
  });

  test("as names of columns, keys of JSON, and values", async () => {
    const folder = await mkdtemp(join(tmpdir(), "huiyin-pollution-"));
    const engine = await openDuckdb({ threads: 1, memoryLimit: "300MB" });
    try {
      const header = ["ticket_id", "created_at", ...keys];
      expect(checkHeader(header, "x.csv").cells).toEqual(header);
      expect(records(`${keys.join(",")}\n`, ",")).toEqual([keys]);
      await writeFile(join(folder, "tickets.csv"), `${header.join(",")}\nT1,2026-01-01,${keys.join(",")}\n`);
      const deep = '{"polluted":1,"constructor":{"prototype":{"polluted":1}}}';
      const lines = [
        `{"ticket_id":"T2","created_at":"2026-01-01","__proto__":${deep},"constructor":${deep}}`,
        `{"ticket_id":"T3","created_at":"2026-01-01","__proto__":null}`,
        `{"__proto__":{"ticket_id":"T4","created_at":"2026-01-01"}}`,
      ];
      await writeFile(join(folder, "tickets-2.jsonl"), `${lines.join("\n")}\n`);
      const workspace = await openWorkspace(join(folder, "data"));
      const env = { logger: silentLogger, now: () => new Date(0), write: () => {}, variables: {} };
      const { loads } = await pull({ engine, workspace, input: folder, env });
      expect(loads.map(({ read, loaded, quarantined }) => [read, loaded, quarantined])).toEqual([
        [1, 1, 0],
        [3, 2, 1],
      ]);
    } finally {
      await engine.close();
      await rm(folder, { recursive: true });
    }
  });

  test("in the files a run left, the explorer's file and the command line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "huiyin-pollution-"));
    try {
      await writeFile(
        join(folder, "runs.jsonl"),
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}\n',
      );
      await readRuns(await openWorkspace(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
    const facts = JSON.parse('{"__proto__":{"polluted":1}}');
    decodeColumns(encodeColumns({ ["__proto__"]: new Uint8Array(1), texts: ["a"] }, facts).buffer as ArrayBuffer);
    const verb: Verb = { summary: "", positionals: [], options: {}, run: async () => 0 };
    for (const key of keys) expect(() => parseVerb("run", verb, [`--${key}`, "x"])).toThrow();
  });
});

describe("no text is taken for a word of the dictionary", () => {
  test.each(keys)("%s", (key) => {
    for (const lang of ["zh", "en"] as const) {
      expect(words[lang].values.category?.[key]).toBeUndefined();
      expect(words[lang].values[key]).toBeUndefined();
      expect((words[lang].dims as Record<string, string>)[key]).toBeUndefined();
    }
    expect(bare({ a: { b: "c" } } as Record<string, unknown>)[key]).toBeUndefined();
    expect(readView({ search: `?model=${key}&days=${key}`, hash: `#${key}` }, 28)).toMatchObject({
      days: 28,
      theme: key,
    });
  });
});
