import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadVerb, main, verbNames } from "../../pipelines/cli.ts";
import { printable } from "../../pipelines/guarded.ts";
import { readHashKey } from "../../pipelines/hash-key.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const secrets = {
  CRM_URL: "postgres://reader:kanarie-pass+w0rd@db.invalid:5432/crm",
  CRM_TOKEN: "kanarie-token-31c7",
  HUIYIN_HASH_KEY: "kanarie-hash-key-0a55",
};
const canary = /kanarie/i;

let folder: string;
const heard: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-secrets-"));
  heard.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

async function huiyin(argv: readonly string[], variables: Record<string, string> = secrets): Promise<number> {
  const say = (text: string) => void heard.push(text);
  return main(argv, { logger: { info: say, warn: say, error: say }, write: say, now: () => new Date(0), variables });
}

async function source(body: string): Promise<string> {
  const file = join(folder, "pipeline.mjs");
  await writeFile(
    file,
    `import { writeFile } from "node:fs/promises";
import { secret } from ${JSON.stringify(new URL("../../sources/secret.ts", import.meta.url).href)};
export default { name: "crm", async fetch({ into, variables, say }) { ${body} } };\n`,
  );
  return file;
}

/** Every byte under the folder but the pipeline file, which holds names of variables alone. */
async function written(): Promise<string> {
  let whole = "";
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) whole += await readFile(join(entry.parentPath, entry.name), "latin1");
  }
  return whole;
}

describe("a secret is in nothing that is said or written", () => {
  test.each([
    ["an error that quotes the address", 'throw new Error("connect ECONNREFUSED " + secret(variables, "CRM_URL"));', 3],
    [
      "an error that quotes an address nobody read as a secret",
      'throw new Error("no route to " + variables.CRM_URL);',
      3,
    ],
    [
      "an error that quotes a header",
      'throw new Error("401 for authorization: Bearer " + secret(variables, "CRM_TOKEN"));',
      3,
    ],
    [
      "an error with the password alone",
      'secret(variables, "CRM_URL"); throw new Error("bad password kanarie-pass+w0rd");',
      3,
    ],
    ["an error in base64", 'throw new Error(Buffer.from(secret(variables, "CRM_TOKEN")).toString("base64"));', 3],
    ["a message", 'say("reading " + secret(variables, "CRM_URL"));', 0],
    ["a message with the hash key", 'say("key " + secret(variables, "HUIYIN_HASH_KEY"));', 0],
    [
      "an error with a cause",
      'throw Object.assign(new Error("asked " + secret(variables, "CRM_URL")), { cause: new Error(variables.CRM_URL) });',
      3,
    ],
  ])("%s", async (_, body, code) => {
    const pipeline = await source(
      `${body} await writeFile(into + "/tickets.csv", "ticket_id,created_at\\nT1,2026-01-01\\n"); return {};`,
    );
    for (const extra of [[], ["--debug"]]) {
      expect(await huiyin(["pull", "--pipeline", pipeline, "--workspace", join(folder, "data"), ...extra])).toBe(code);
    }
    const said = heard.join("\n");
    expect(said.length).toBeGreaterThan(20);
    expect(said).not.toMatch(canary);
    for (const one of Object.values(secrets)) expect(said).not.toContain(Buffer.from(one).toString("base64"));
    await rm(pipeline);
    expect(await written()).not.toMatch(canary);
  });

  test("doctor and status name variables and never their values", async () => {
    await huiyin(["doctor", "--workspace", join(folder, "data")]);
    await huiyin(["status", "--workspace", join(folder, "data")]);
    expect(heard.join("\n")).toContain("HUIYIN_HASH_KEY");
    expect(heard.join("\n")).not.toMatch(canary);
  });
});

test("no verb takes a secret on the command line, where every user of the machine sees it", async () => {
  for (const name of await verbNames()) {
    const options = Object.keys((await loadVerb(name)).options);
    expect(
      options.filter((option) => /pass|secret|token|credential|api-?key|auth/.test(option)),
      name,
    ).toEqual([]);
  }
});

test("the hash key is for its owner alone, also where it came back from a backup for everybody", async () => {
  const workspace = await openWorkspace(join(folder, "data"));
  const made = await readHashKey(workspace);
  const mode = async () => ((await stat(workspace.path("hash.key"))).mode & 0o777).toString(8);
  expect(await mode()).toBe("600");
  await rm(workspace.path("hash.key"));
  await writeFile(workspace.path("hash.key"), `${made}\n`, { mode: 0o644 });
  expect(await readHashKey(workspace)).toBe(made);
  expect(await mode()).toBe("600");
});

test("folders with personal data are their owner's alone, and nothing can be written by everybody", async () => {
  const pipeline = await source(
    'await writeFile(into + "/tickets.csv", "ticket_id,created_at\\nT1,2026-01-01\\n,\\n"); return { state: 1 };',
  );
  const data = join(folder, "data");
  expect(await huiyin(["pull", "--pipeline", pipeline, "--workspace", data])).toBe(0);
  const rights = async (name: string) => (await stat(join(data, name))).mode & 0o777;
  for (const name of ["landing", "quarantine", "sources"]) expect(await rights(name), name).toBe(0o700);
  expect(await rights("warehouse.duckdb")).toBe(0o600);
  for (const name of await readdir(data, { recursive: true })) expect((await rights(name)) & 0o002, name).toBe(0);
});

describe("a terminal obeys no text of a stranger", () => {
  test.each([
    ["\u001b[2J\u001b]0;title\u0007x", "\\u{1b}[2J\\u{1b}]0;title\\u{7}x"],
    ["a\r\nb\tc", "a\\u{d}\nb\tc"],
    ["\u009b31m", "\\u{9b}31m"],
    ["tickets-\u202egpj.csv", "tickets-\\u{202e}gpj.csv"],
    ["回音 é 😀", "回音 é 😀"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("in messages of a run", async () => {
    const pipeline = await source('throw new Error("\\u001b]0;pwned\\u0007 down");');
    expect(await huiyin(["pull", "--pipeline", pipeline, "--workspace", join(folder, "data")])).toBe(3);
    expect(heard.join("\n")).toContain("\\u{1b}]0;pwned\\u{7} down");
    expect(heard.join("\n")).not.toContain("\u001b");
  });
});
