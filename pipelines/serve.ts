import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";
import { UserError } from "./errors.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".parquet": "application/vnd.apache.parquet",
  ".arrow": "application/vnd.apache.arrow.file",
  ".bin": "application/octet-stream",
};

const compressible = new Set([".html", ".css", ".js", ".json", ".csv", ".svg", ".arrow", ".bin"]);

export interface Serving {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves a built site on this machine alone. Reads only regular files whose real path lies in the folder. Hashed files may be
 * kept for ever, all others are asked for again, so that a swapped site shows at once.
 */
export async function serve(folder: string, options: { host?: string; port?: number } = {}): Promise<Serving> {
  const { host = "127.0.0.1", port = 3000 } = options;
  const server = createServer((request, response) => {
    answer(folder, host, request, response).catch(() => end(response, 500, "Internal error"));
  });
  await listen(server, host, port);
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${host}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a --port option. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (text.trim() === "" || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserError(`--port "${text}" is not a port; wanted a number from 0 to 65535.`);
  }
  return port;
}

/** Serves a site until the process is asked to stop, and says what to open. */
export async function serveUntilStopped(folder: string, port: number, write: (text: string) => void): Promise<void> {
  const serving = await serve(folder, { port });
  const pages = ["", "response.html", "first-fix.html", "nps.html", "service-points.html", "about.html"];
  write(`Open ${pages.map((page) => `${serving.url}/${page}`).join("\n     ")}\nCtrl+C stops.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await serving.close();
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new UserError(`Port ${port} on ${host} is taken.`, { hint: `Use another with --port ${port + 1}.` })
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}

/** Names by which this machine is asked for; under any other a page of a stranger was led here. */
const isOwnName = (given: string | undefined, host: string): boolean =>
  [host, "127.0.0.1", "localhost", "[::1]"].includes((given ?? "").replace(/:\d+$/, "").toLowerCase());

async function answer(folder: string, host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOwnName(request.headers.host, host)) return end(response, 421, "Asked for under a strange name");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return end(response, 405, "Method not allowed");
  }
  const path = await find(folder, request.url ?? "/");
  if (path === null) return end(response, 404, "Not found");
  if (path.redirect !== undefined) {
    response.setHeader("location", path.redirect);
    return end(response, 301, "");
  }
  const kind = extname(path.file);
  response.setHeader("content-type", types[kind] ?? "application/octet-stream");
  response.setHeader(
    "cache-control",
    /\.[0-9a-f]{8}\.\w+$/.test(path.file) ? "public, max-age=31536000, immutable" : "no-cache",
  );
  harden(response, kind);
  response.setHeader("vary", "accept-encoding");
  const gzip = compressible.has(kind) && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (gzip) response.setHeader("content-encoding", "gzip");
  else response.setHeader("content-length", path.size);
  if (request.method === "HEAD") return void response.end();
  const source = createReadStream(path.file);
  const broken = () => response.destroy();
  if (gzip) pipeline(source, createGzip(), response, (error) => error && broken());
  else pipeline(source, response, (error) => error && broken());
}

/** Pages carry their own script policy; what only a header can say is said here. Anything else has nothing to run or load. */
function harden(response: ServerResponse, kind?: string): void {
  const alone = kind === ".html" ? "" : "default-src 'none'; sandbox; ";
  response.setHeader("content-security-policy", `${alone}frame-ancestors 'none'`);
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
}

type Found =
  | { redirect: string; file?: undefined; size?: undefined }
  | { file: string; size: number; redirect?: undefined };

/** The file an address means, or null. A symbolic link that leads out of the folder counts as absent. */
async function find(folder: string, address: string): Promise<Found | null> {
  let name: string;
  try {
    name = decodeURIComponent(new URL(`http://site${address}`).pathname);
  } catch {
    return null;
  }
  if (name.includes("\0")) return null;
  const root = await realpath(folder);
  const inside = join(name, "index.html");
  for (const candidate of [name, `${name}.html`, inside]) {
    const file = await realpath(join(root, candidate)).catch(() => null);
    if (file === null || (file !== root && !file.startsWith(root + sep))) continue;
    const info = await stat(file);
    if (!info.isFile()) continue;
    if (candidate === inside && !name.endsWith("/")) return { redirect: `${name}/` };
    return { file, size: info.size };
  }
  return null;
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  harden(response);
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
