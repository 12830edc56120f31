import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Serving, serve } from "../../pipelines/serve.ts";

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-serve-"));
  const site = join(folder, "site");
  await mkdir(join(site, "definitions"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(site, "index.html"), "<h1>总览</h1>");
  await writeFile(join(site, "about.html"), "about");
  await writeFile(join(site, "definitions", "index.html"), "definitions");
  await writeFile(join(site, "a.12345678.css"), "body{}");
  await writeFile(join(site, "a.parquet"), "PAR1");
  await symlink(join(folder, "secret.txt"), join(site, "link.txt"));
  serving = await serve(site, { port: 0 });
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true });
});

/** A request whose path is sent as it stands; fetch would tidy it. */
function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const { port } = new URL(serving.url);
    const call = request({ host: "127.0.0.1", port, path, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

test("pages have their type, a policy, and are found with and without their ending", async () => {
  for (const path of ["/", "/index.html"]) {
    const { status, headers, body } = await ask(path);
    expect([status, headers["content-type"], body.toString()]).toEqual([
      200,
      "text/html; charset=utf-8",
      "<h1>总览</h1>",
    ]);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-cache");
  }
  expect((await ask("/about")).body.toString()).toBe("about");
  expect((await ask("/index")).body.toString()).toBe("<h1>总览</h1>");
  expect((await ask("/definitions/index")).body.toString()).toBe("definitions");
  expect((await ask("/definitions")).headers.location).toBe("/definitions/");
  expect((await ask("/definitions/")).body.toString()).toBe("definitions");
});

test("text is packed for those who can unpack it; what is packed already is not", async () => {
  const packed = await ask("/about.html", { headers: { "accept-encoding": "gzip" } });
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(packed.body).toString()).toBe("about");
  const parquet = await ask("/a.parquet", { headers: { "accept-encoding": "gzip" } });
  expect(parquet.headers["content-encoding"]).toBeUndefined();
  expect(parquet.headers["content-length"]).toBe("4");
});

test("a file named by its content may be kept for ever", async () => {
  expect((await ask("/a.12345678.css")).headers["cache-control"]).toContain("immutable");
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/link.txt",
  "//secret.txt",
  "/a%00.html",
  "/%",
  "/nothing",
])("%s is not found", async (path) => {
  const { status, body } = await ask(path);
  expect([status, body.toString()]).toEqual([404, "Not found"]);
});

test.each(["stranger.invalid", "stranger.invalid:3000", "127.0.0.1.stranger.invalid", "localhost.stranger.invalid"])(
  "a page of a stranger that was led to this machine gets nothing: Host %s",
  async (host) => {
    const { status, body } = await ask("/about.html", { headers: { host } });
    expect([status, body.toString()]).toEqual([421, "Asked for under a strange name"]);
  },
);

test.each(["localhost", "LOCALHOST:3000", "127.0.0.1:1", "[::1]:3000"])(
  "this machine is asked by its names: %s",
  async (host) => {
    expect((await ask("/about.html", { headers: { host } })).status).toBe(200);
  },
);

test("what is no page may run and load nothing, and no other site may have it", async () => {
  for (const path of ["/a.parquet", "/a.12345678.css", "/nothing"]) {
    const { headers } = await ask(path);
    expect(headers["content-security-policy"]).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
});

test("only this machine can ask", () => {
  expect(new URL(serving.url).hostname).toBe("127.0.0.1");
});

test("only reading is allowed", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
    expect((await ask("/", { method })).status, method).toBe(405);
  }
  const head = await ask("/about.html", { method: "HEAD" });
  expect([head.status, head.body.length]).toEqual([200, 0]);
});

test("a taken port is said with the next one to try", async () => {
  const port = Number(new URL(serving.url).port);
  await expect(serve(folder, { port })).rejects.toMatchObject({
    message: `Port ${port} on 127.0.0.1 is taken.`,
    hint: `Use another with --port ${port + 1}.`,
  });
});
