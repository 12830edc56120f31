import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { finish } from "./process.ts";

const page = fileURLToPath(new URL("../../docs/when-it-goes-wrong.md", import.meta.url));
const desk = fileURLToPath(new URL("../../docs/examples/ticket-api/pipeline.ts", import.meta.url));
let root: string;
let text: string;
let locked: Server;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "huiyin-goes-wrong-"));
  text = await readFile(page, "utf8");
  locked = createServer((_, response) => response.writeHead(401).end("{}")).listen(0, "127.0.0.1");
  await new Promise((done) => locked.on("listening", done));
});
afterAll(async () => {
  locked.close();
  await rm(root, { recursive: true });
});

/** A workspace and an input folder of a case's own. */
async function place(name: string, files: Record<string, string | Uint8Array>) {
  const input = join(root, name, "input");
  await mkdir(input, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(input, file), content);
  return { input, workspace: join(root, name, "workspace") };
}

/** What a person sees, with the names of this machine taken out. */
async function told(argv: string[], variables: Record<string, string> = {}, now = "2026-11-20T00:00:00Z") {
  const said: string[] = [];
  let written = "";
  const code = await main(argv, {
    logger: {
      info: (message) => void said.push(message),
      warn: (message) => void said.push(`warning: ${message}`),
      error: (message) => void said.push(message),
    },
    write: (more) => {
      written += more;
    },
    variables: { HUIYIN_MEMORY: "500MB", ...variables },
    now: () => new Date(now),
  });
  return { code, lines: neutral([...said, ...written.split("\n")].join("\n")) };
}

const neutral = (lines: string) =>
  lines
    .replaceAll(/(?:\/[^\s/:]+)+\/(input|workspace)\b/g, "DIR")
    .replaceAll(hostname(), "HOST")
    .replaceAll(/process \d+/g, "process 4711")
    .replaceAll(/127\.0\.0\.1:\d+/g, "desk.example.com")
    .replaceAll(/began at \S+/g, "began at 2026-11-20T02:15:00.000Z")
    .split("\n");

/** The lines printed on the page under a heading, as they are in its block. */
function printed(heading: string): string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /```\n(.*?)```/s.exec(section ?? "")?.[1];
  expect(block, `docs/when-it-goes-wrong.md has "${heading}" with a block of what is printed`).toBeDefined();
  return (block ?? "").trimEnd().split("\n");
}

function shows(heading: string, lines: readonly string[]): void {
  for (const line of printed(heading)) expect(lines.map((one) => one.trim())).toContain(line.trim());
}

const good = "ticket_id,created_at,type\nT1,2026-01-05 09:00,repair\nT2,2026-01-06 09:00,repair\n";

test("a source that is down", async () => {
  const { input, workspace } = await place("down", {});
  // The example, with a thousandth of its patience and a hundred times its pace.
  const quick = (await readFile(desk, "utf8"))
    .replace("perSecond: 5,", "perSecond: 500,\n  waitMs: 1,")
    .replace(
      '"../../../sources/http.ts"',
      JSON.stringify(fileURLToPath(new URL("../../sources/http.ts", import.meta.url))),
    )
    .replace('new URL("mapping.yaml", import.meta.url)', JSON.stringify(join(dirname(desk), "mapping.yaml")));
  const pipeline = join(input, "pipeline.mts");
  await writeFile(pipeline, quick);
  // An address of this machine at which no server of any test listens.
  const variables = { TICKET_API_URL: "http://127.0.0.77:59999", TICKET_API_USER: "u", TICKET_API_TOKEN: "canary" };
  const { code, lines } = await told(["pull", "--pipeline", pipeline, "--workspace", workspace], variables);
  expect(code).toBe(3);
  // Both files are asked for at once: which of them gives up first is chance.
  shows(
    "A source is down",
    lines.map((line) => line.replaceAll("ratings.jsonl", "tickets.jsonl")),
  );
});

test("a wrong password", async () => {
  const { workspace } = await place("password", {});
  const { port } = locked.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const variables = { TICKET_API_URL: url, TICKET_API_USER: "u", TICKET_API_TOKEN: "canary-5b1" };
  const { code, lines } = await told(["pull", "--pipeline", desk, "--workspace", workspace], variables);
  expect(code).toBe(2);
  expect(lines.join()).not.toContain("canary-5b1");
  shows("A password is wrong", lines);
});

test("a disk that is full", async () => {
  const { input, workspace } = await place("full", { "tickets.csv": good });
  const ended = await finish(["pull", "--input", input, "--workspace", workspace], {
    HUIYIN_FAILPOINT: "landing-manifest=ENOSPC",
  });
  expect(ended.code).toBe(2);
  shows("The disk is full", neutral(ended.said));
});

test("a wrong encoding", async () => {
  const header = Buffer.from("ticket_id,created_at,description\nT1,2026-01-05 09:00,");
  const gbk = Buffer.from([0xcf, 0xb4, 0xd2, 0xc2, 0xbb, 0xfa]);
  const { input, workspace } = await place("encoding", {
    "tickets.csv": Buffer.concat([header, gbk, Buffer.from("\nT2,2026-01-06 09:00,fine\n")]),
    "mapping.yaml": "defaults: {encoding: utf-8}\n",
  });
  expect((await told(["pull", "--input", input, "--workspace", workspace])).code).toBe(0);
  const { lines } = await told(["quarantine", "list", "--workspace", workspace]);
  shows("An encoding is wrong", lines);
});

test("a column that was renamed", async () => {
  const { input, workspace } = await place("renamed", { "tickets.csv": good.replace("created_at", "opened_at") });
  const { code, lines } = await told(["pull", "--input", input, "--workspace", workspace]);
  expect(code).toBe(2);
  shows("A column was renamed", lines);
});

test("ids that occur twice", async () => {
  const { input, workspace } = await place("twice", { "tickets.csv": `${good}T1,2026-01-07 09:00,repair\n` });
  const { code, lines } = await told(["pull", "--input", input, "--workspace", workspace]);
  expect(code).toBe(0);
  shows("Ids occur twice", lines);
});

test("dates in the future", async () => {
  const { input, workspace } = await place("future", { "tickets.csv": `${good}T3,2062-01-07 09:00,repair\n` });
  expect((await told(["pull", "--input", input, "--workspace", workspace])).code).toBe(0);
  const { code, lines } = await told(["transform", "--workspace", workspace]);
  expect(code).toBe(0);
  shows("A date lies in the future", lines);
});

test("a run that was killed", async () => {
  const { input, workspace } = await place("killed", { "tickets.csv": good });
  const argv = ["pull", "--input", input, "--workspace", workspace];
  expect((await finish(argv, { HUIYIN_FAILPOINT: "landing-manifest" })).signal).toBe("SIGKILL");
  const { code, lines } = await told(argv);
  expect(code).toBe(0);
  shows("A run was killed", lines);
});

test("a year the calendar does not cover", async () => {
  const { workspace } = await place("calendar", {});
  const { lines } = await told(["doctor", "--workspace", workspace], {}, "2031-01-15T00:00:00Z");
  shows("A year is missing in the calendar", lines);
});

test("a second run at once", async () => {
  const { input, workspace } = await place("second", { "tickets.csv": good });
  await mkdir(workspace, { recursive: true });
  await writeFile(join(workspace, ".lock"), JSON.stringify({ pid: process.ppid, host: hostname() }));
  const { code, lines } = await told(["run", "--input", input, "--workspace", workspace]);
  expect(code).toBe(4);
  shows("A second run starts at once", lines);
});
