import { appendFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sftp } from "../../sources/sftp.ts";
import type { FetchContext } from "../../sources/source.ts";
import { checked, fetchContext } from "./fetch-context.ts";
import { type SftpServer, sftpServer } from "./sftp-server.ts";

let root: string;
let into: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "huiyin-sftp-"));
  root = join(folder, "drop");
  into = join(folder, "into");
  await mkdir(join(root, "in", "2026"), { recursive: true });
});
afterEach(() => rm(join(root, ".."), { recursive: true }));

type Options = Parameters<typeof sftp>[0];

async function fetchFrom(
  server: SftpServer,
  options: Partial<Options> = {},
  context: Partial<FetchContext> & { heard?: string[] } = {},
) {
  const source = sourceOf(server, options);
  await rm(into, { recursive: true, force: true });
  await mkdir(into);
  const result = await source.fetch(fetchContext(into, { variables, ...context }));
  const files: Record<string, string> = {};
  for (const entry of await readdir(into, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(into.length + 1)] = await readFile(path, "utf8");
  }
  return { ...result, files };
}

const variables = { SFTP_USER: "drop", SFTP_PASSWORD: "pass-0815" };

const sourceOf = (server: SftpServer, options: Partial<Options> = {}) =>
  sftp({
    name: "drop",
    host: "127.0.0.1",
    port: server.port,
    folder: "in",
    hostKey: server.fingerprint,
    user: "SFTP_USER",
    password: "SFTP_PASSWORD",
    ready: { by: "stable", seconds: 0 },
    waitMs: 1,
    retries: 2,
    ...options,
  });

const put = (path: string, content: string) => writeFile(join(root, "in", path), content);

test("files of a folder and the folders in it are taken, and again when they change", async () => {
  const long = `a\n${"工单".repeat(200_000)}\n`;
  await put("tickets-1.csv", long);
  await put("2026/tickets-2.csv", "a\n2\n");
  await put("notes.pdf", "no data");
  const server = await sftpServer(root);
  const first = await fetchFrom(server);
  expect(Object.keys(first.files).sort()).toEqual(["2026/tickets-2.csv", "tickets-1.csv"]);
  expect(first.files["tickets-1.csv"]).toBe(long);
  const state = first.state ?? null;
  expect((await fetchFrom(server, {}, { state })).files).toEqual({});
  await put("2026/tickets-2.csv", "a\n2\n3\n");
  expect((await fetchFrom(server, {}, { state })).files).toEqual({ "2026/tickets-2.csv": "a\n2\n3\n" });
});

test("a file that still grows, or has no marker yet, is left for the next time", async () => {
  await put("tickets.csv", "a\n1");
  await put("visits.csv", "a\n");
  const server = await sftpServer(root, {
    onList: (nth) => nth === 3 && appendFileSync(join(root, "in", "tickets.csv"), "\n2\n"),
  });
  const heard: string[] = [];
  expect(Object.keys((await fetchFrom(server, {}, { heard })).files)).toEqual(["visits.csv"]);
  expect(heard).toContain("drop: tickets.csv is not whole yet");
  await put("visits.csv.ok", "");
  const { files } = await fetchFrom(server, { ready: { by: "done", suffix: ".ok" } });
  expect(Object.keys(files)).toEqual(["visits.csv"]);
});

test("a connection that is lost in the middle of a file is made again, and the file is whole", async () => {
  const long = `a\n${"x".repeat(1_000_000)}\n`;
  await put("tickets.csv", long);
  const server = await sftpServer(root, { diesAtRead: 5 });
  const heard: string[] = [];
  expect((await fetchFrom(server, {}, { heard })).files).toEqual({ "tickets.csv": long });
  expect(server.connections()).toBe(2);
  expect(heard.some((line) => line.startsWith("drop: tickets.csv failed and is tried again: "))).toBe(true);
});

test("a server that falls silent is left, and asked again over another connection", async () => {
  await put("tickets.csv", "a\n1\n");
  for (const tricks of [{ mutesAtList: true }, { mutesAtRead: 1 }]) {
    const server = await sftpServer(root, tricks);
    const heard: string[] = [];
    const { files } = await fetchFrom(server, { timeoutSeconds: 0.2 }, { heard });
    expect(files).toEqual({ "tickets.csv": "a\n1\n" });
    expect(server.connections()).toBe(2);
    expect(heard[0]).toMatch(/ failed and is tried again: .*127\.0\.0\.1 did not answer for 0\.2 seconds/);
  }
}, 20_000);

test("a server that is not there is told as such, and a missing secret before it is called", async () => {
  const server = await sftpServer(root);
  server.close();
  await expect(fetchFrom(server, { retries: 0 })).rejects.toThrow("ECONNREFUSED");
  await expect(fetchFrom(server, { retries: 0 }, { variables: { SFTP_USER: "drop" } })).rejects.toThrow(
    "SFTP_PASSWORD",
  );
});

test("many requests are under way at once, and answers that come out of order or in crumbs make the same file", async () => {
  // Sixteen pieces of 31 KB, less the byte that tells whether the file grew.
  const long = "0123456789abcdef".repeat(31 * 1024).slice(1);
  await put("tickets.csv", long);
  expect((await fetchFrom(await sftpServer(root, { gathers: 16 }))).files).toEqual({ "tickets.csv": long });
  expect((await fetchFrom(await sftpServer(root, { mostBytes: 1_000 }))).files).toEqual({ "tickets.csv": long });
}, 20_000);

test("a file that grows or shrinks while it is read is not taken for the whole", async () => {
  const long = "x".repeat(100_000);
  for (const [now, means] of [
    ["x".repeat(100_001), "tickets.csv is longer than it was listed"],
    ["x".repeat(99_999), "tickets.csv has 99999 bytes of 100000"],
  ] as const) {
    await put("tickets.csv", long);
    const server = await sftpServer(root, {
      onRead: (nth) => nth === 1 && writeFileSync(join(root, "in", "tickets.csv"), now),
    });
    await expect(fetchFrom(server)).rejects.toThrow(means);
  }
});

test("only the server with the pinned key is talked to, and a wrong password is said to be one", async () => {
  await put("tickets.csv", "a\n");
  const server = await sftpServer(root);
  const other = await sftpServer(root);
  await expect(fetchFrom(server, { hostKey: other.fingerprint })).rejects.toThrow(
    `127.0.0.1 shows the key ${server.fingerprint}, not ${other.fingerprint}; it is not talked to.`,
  );
  const wrong = fetchFrom(server, {}, { variables: { SFTP_USER: "drop", SFTP_PASSWORD: "pass-4711" } });
  await expect(wrong).rejects.toThrow("127.0.0.1 refused the user or the key");
  expect(await wrong.catch((error: Error) => error.message)).not.toContain("pass-4711");
  await expect(fetchFrom(server, { folder: "nowhere" })).rejects.toThrow("No such file");
  expect(() => sftp({ name: "x", host: "h", user: "U", hostKey: "none" } as Options)).toThrow("ssh-keyscan");
});

test("asked whether it can be reached, it says which files fit and that they may be read", async () => {
  await put("tickets.csv", "a\n1\n");
  await put("readme.md", "no data");
  const server = await sftpServer(root);
  const of = (options: Partial<Options> = {}, given = variables) => checked(sourceOf(server, options), given);
  expect(await of()).toMatch(/^answers; 1 of 2 files fit \(0\.0 MB, the newest of \S+Z\) and may be read$/);
  expect(await of({ folder: "nowhere" })).toContain("No such file");
  expect(await of({}, { ...variables, SFTP_PASSWORD: "pass-4711" })).toMatch(
    /^SourceError: 127\.0\.0\.1 refused the user or the key/,
  );
});
