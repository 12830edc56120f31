import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { objects } from "../../sources/objects.ts";
import type { FetchContext } from "../../sources/source.ts";
import { checked, fetchContext } from "./fetch-context.ts";
import { type WebServer, webServer } from "./web-server.ts";

interface Stored {
  content: string;
  changedAt?: string;
}

/** A server that speaks as S3 does, two keys a page. `upset` may answer in its place. */
async function bucketServer(
  stored: Map<string, Stored>,
  upset: (nth: number, key: string) => number | undefined = () => undefined,
) {
  const etag = ({ content }: Stored) => `"${createHash("md5").update(content).digest("hex")}"`;
  const server: WebServer = await webServer((request, response, url, nth) => {
    const fail = (status: number, code: string) =>
      response
        .writeHead(status, { "content-type": "application/xml" })
        .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>as told</Message></Error>`);
    if (!/Credential=KEY1\/\d{8}\/cn-1\/s3\/aws4_request/.test(request.headers.authorization ?? ""))
      return void fail(403, "InvalidAccessKeyId");
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split("/");
    const key = rest.join("/");
    const status = upset(nth, key);
    // Silence.
    if (status === -1) return;
    if (status === 0) return void response.destroy();
    if (status !== undefined) return void fail(status, "SlowDown");
    if (bucket !== "drops") return void fail(404, "NoSuchBucket");
    if (key !== "") {
      const found = stored.get(key);
      if (found === undefined) return void fail(404, "NoSuchKey");
      if (request.headers["if-match"] !== etag(found)) return void fail(412, "PreconditionFailed");
      return void response.writeHead(200, { etag: etag(found) }).end(found.content);
    }
    const keys = [...stored.keys()].filter((name) => name.startsWith(url.searchParams.get("prefix") ?? "")).sort();
    const from = Number(url.searchParams.get("continuation-token") ?? 0);
    const contents = keys.slice(from, from + 2).map((name) => {
      const found = stored.get(name) as Stored;
      const at = found.changedAt ?? "2026-05-01T00:00:00.000Z";
      return `<Contents><Key>${name}</Key><LastModified>${at}</LastModified><ETag>${etag(found)}</ETag><Size>${Buffer.byteLength(found.content)}</Size></Contents>`;
    });
    const more = from + 2 < keys.length;
    response
      .writeHead(200, { "content-type": "application/xml" })
      .end(
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ""}${contents.join("")}</ListBucketResult>`,
      );
  });
  return server;
}

let into: string;
beforeEach(async () => {
  into = await mkdtemp(join(tmpdir(), "huiyin-objects-"));
});
afterEach(() => rm(into, { recursive: true }));

type Options = Parameters<typeof objects>[0];

async function fetchFrom(
  server: WebServer,
  options: Partial<Options> = {},
  context: Partial<FetchContext> & { heard?: string[] } = {},
) {
  const source = sourceOf(server, options);
  await rm(into, { recursive: true });
  await mkdir(into);
  const result = await source.fetch(
    fetchContext(into, { variables: { S3_ID: "KEY1", S3_KEY: "geheim-1" }, ...context }),
  );
  const files: Record<string, string> = {};
  for (const entry of await readdir(into, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(into.length + 1)] = await readFile(path, "utf8");
  }
  return { ...result, files };
}

const sourceOf = (server: WebServer, options: Partial<Options> = {}) =>
  objects({
    name: "drops",
    bucket: "drops",
    prefix: "in/",
    endpoint: server.url,
    region: "cn-1",
    pathStyle: true,
    accessKeyId: "S3_ID",
    secretAccessKey: "S3_KEY",
    ready: { by: "stable", seconds: 0 },
    waitMs: 1,
    retries: 2,
    ...options,
  });

describe("a bucket", () => {
  test("is listed page by page; what is new or changed is taken, once", async () => {
    const stored = new Map<string, Stored>([
      ["in/tickets-1.csv", { content: "a\n1\n" }],
      ["in/2026/tickets-2.csv", { content: "a\n2\n" }],
      ["in/readme.md", { content: "no data" }],
      ["in/empty/", { content: "" }],
      ["other/tickets.csv", { content: "x" }],
    ]);
    const server = await bucketServer(stored);
    const first = await fetchFrom(server);
    expect(first.files).toEqual({ "tickets-1.csv": "a\n1\n", "2026/tickets-2.csv": "a\n2\n" });
    expect(Object.keys(first.state as object).sort()).toEqual(["2026/tickets-2.csv", "tickets-1.csv"]);
    const state = first.state ?? null;
    expect((await fetchFrom(server, {}, { state })).files).toEqual({});
    stored.set("in/tickets-1.csv", { content: "a\n1b\n" });
    stored.delete("in/2026/tickets-2.csv");
    const third = await fetchFrom(server, {}, { state });
    expect(third.files).toEqual({ "tickets-1.csv": "a\n1b\n" });
    expect(Object.keys(third.state as object)).toEqual(["tickets-1.csv"]);
  });

  test("gives a span again by the time of its objects, and a batch at a time otherwise", async () => {
    const stored = new Map(
      [1, 2, 10].map((n) => [
        `in/tickets-${n}.csv`,
        { content: `a\n${n}\n`, changedAt: `2026-05-${String(n).padStart(2, "0")}T00:00:00.000Z` },
      ]),
    );
    const server = await bucketServer(stored);
    const first = await fetchFrom(server, { batchFiles: 2 });
    expect([Object.keys(first.files), first.more]).toEqual([["tickets-1.csv", "tickets-2.csv"], true]);
    const second = await fetchFrom(server, { batchFiles: 2 }, { state: first.state ?? null });
    expect([Object.keys(second.files), second.more]).toEqual([["tickets-10.csv"], false]);
    const range = { from: "2026-05-02T00:00:00Z", to: "2026-05-09T00:00:00Z" };
    expect(Object.keys((await fetchFrom(server, {}, { state: second.state ?? null, range })).files)).toEqual([
      "tickets-2.csv",
    ]);
  });

  test("may have a file that waits for its marker", async () => {
    const stored = new Map([
      ["in/tickets-1.csv", { content: "a\n" }],
      ["in/tickets-2.csv", { content: "a\n" }],
      ["in/tickets-2.csv.done", { content: "" }],
    ]);
    const heard: string[] = [];
    const { files } = await fetchFrom(await bucketServer(stored), { ready: { by: "done" } }, { heard });
    expect(Object.keys(files)).toEqual(["tickets-2.csv"]);
    expect(heard).toContain("drops: tickets-1.csv is not whole yet");
  });

  test("that changes between two looks is left for the next time", async () => {
    const stored = new Map<string, Stored>([["in/tickets.csv", { content: "a\n1" }]]);
    const server = await bucketServer(stored, (nth) => {
      if (nth === 2) stored.set("in/tickets.csv", { content: "a\n1\n2\n" });
      return undefined;
    });
    expect((await fetchFrom(server)).files).toEqual({});
  });

  test("that is slow or hangs up is asked again", async () => {
    const stored = new Map([["in/tickets.csv", { content: "a\n1\n" }]]);
    const server = await bucketServer(stored, (nth) => ({ 1: 503, 3: 0, 5: 500 })[nth]);
    const heard: string[] = [];
    expect((await fetchFrom(server, {}, { heard })).files).toEqual({ "tickets.csv": "a\n1\n" });
    expect(heard.filter((line) => line.includes("is tried again"))).toHaveLength(3);
  });

  test("that falls silent is left and asked again", async () => {
    for (const silent of [1, 2]) {
      const server = await bucketServer(new Map([["in/a.csv", { content: "a\n1\n" }]]), (nth) =>
        nth === silent ? -1 : undefined,
      );
      const heard: string[] = [];
      const { files } = await fetchFrom(server, { timeoutSeconds: 0.2 }, { heard });
      expect(Object.values(files)).toEqual(["a\n1\n"]);
      expect(heard[0]).toContain("failed and is tried again: ");
    }
  }, 20_000);

  test("that cannot be read says why, without the key", async () => {
    const server = await bucketServer(new Map());
    await expect(fetchFrom(server, { bucket: "gone" })).rejects.toThrow("The bucket gone cannot be read: NoSuchBucket");
    const wrong = fetchFrom(server, {}, { variables: { S3_ID: "KEY2", S3_KEY: "geheim-1" } });
    await expect(wrong).rejects.toThrow("InvalidAccessKeyId");
    expect(await wrong.catch((error: Error) => error.message)).not.toContain("geheim-1");
    const outside = await bucketServer(new Map([["in/../../evil.csv", { content: "a" }]]));
    await expect(fetchFrom(outside)).rejects.toThrow("has a name that leads elsewhere");
    const big = await bucketServer(new Map([["in/tickets.csv", { content: "a".repeat(2000) }]]));
    await expect(fetchFrom(big, { mostMegabytes: 0.001 })).rejects.toThrow("larger than 0.001 MB");
  });

  test("asked whether it can be reached, it says which objects fit and that they may be read", async () => {
    const stored = new Map<string, Stored>([
      ["in/tickets-1.csv", { content: "a\n1\n", changedAt: "2026-05-02T08:00:00.000Z" }],
      ["in/tickets-1.csv.done", { content: "" }],
      ["in/2026/tickets-2.csv", { content: "a\n2\n" }],
      ["in/readme.md", { content: "no data" }],
    ]);
    const variables = { S3_ID: "KEY1", S3_KEY: "geheim-1" };
    const server = await bucketServer(stored);
    const of = (options: Partial<Options> = {}, given = variables) => checked(sourceOf(server, options), given);
    expect(await of()).toBe("answers; 2 of 4 files fit (0.0 MB, the newest of 2026-05-02T08:00Z) and may be read");
    expect(await of({ ready: { by: "done" } })).toContain(
      "2 of 4 files fit (0.0 MB, the newest of 2026-05-02T08:00Z), 1 without .done",
    );
    expect(await of({ files: ["*.parquet"] })).toBe("answers; of 4 files none fits *.parquet");
    expect(await of({}, { ...variables, S3_ID: "KEY2" })).toMatch(
      /^SourceError: The bucket drops cannot be read: InvalidAccessKeyId/,
    );
    const listed = await bucketServer(stored, (_, key) => (key === "" ? undefined : 403));
    expect(await checked(sourceOf(listed), variables)).toContain("SlowDown");
    expect(await readdir(into)).toEqual([]);
  });
});
