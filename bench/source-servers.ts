// Servers of this machine that give the tickets of bench/sources.ts: JSON page by page, as objects of a bucket, and over SSH.
import { createReadStream } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startSftp } from "../tests/servers/sftp.ts";

export interface Remote {
  url: string;
  close(): void;
}

export const recordsOfPage = 1_000;

async function listen(handler: RequestListener): Promise<Remote> {
  const server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** JSON lines as numbered pages: `{"total": 1000000, "tickets": […]}`. */
export async function pages(path: string): Promise<Remote> {
  const text = await readFile(path);
  const starts: number[] = [];
  let lines = 0;
  for (let at = 0; at < text.length; at = text.indexOf(10, at) + 1, lines += 1)
    if (lines % recordsOfPage === 0) starts.push(at);
  return listen((request, response) => {
    const page = Number(new URL(request.url ?? "", "http://server").searchParams.get("page"));
    const [from = text.length, to = text.length] = [starts[page - 1], starts[page]];
    const records = text.subarray(from, to).toString("utf8").trimEnd().replaceAll("\n", ",");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"total":${lines},"tickets":[${records}]}`);
  });
}

/** The files of a folder as a bucket that speaks as S3 does. */
export function bucket(folder: string): Promise<Remote> {
  return listen(async (request, response) => {
    const [, , key = ""] = decodeURIComponent(new URL(request.url ?? "", "http://server").pathname).split("/");
    if (key !== "") {
      response.writeHead(200, { etag: `"${key}"`, "content-length": (await stat(join(folder, key))).size });
      return void createReadStream(join(folder, key), { highWaterMark: 1 << 20 }).pipe(response);
    }
    const contents: string[] = [];
    for (const name of (await readdir(folder)).sort()) {
      const { size } = await stat(join(folder, name));
      contents.push(
        `<Contents><Key>${name}</Key><LastModified>2026-05-01T00:00:00.000Z</LastModified><ETag>"${name}"</ETag><Size>${size}</Size></Contents>`,
      );
    }
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><ListBucketResult>${contents.join("")}</ListBucketResult>`);
  });
}

/** The files of a folder over SSH; the address ends in the fingerprint of the server's key. */
export async function drop(folder: string): Promise<Remote> {
  const { port, fingerprint, close } = await startSftp(folder);
  return { url: `sftp://127.0.0.1:${port}/#${fingerprint}`, close };
}

/** Writes the body of every page to a file, a line each. */
export async function savePages(url: string, path: string): Promise<void> {
  const file = await open(path, "w");
  for (let page = 1; ; page += 1) {
    const body = Buffer.from(await (await fetch(`${url}/tickets?page=${page}`)).arrayBuffer());
    if (body.subarray(-13).toString() === '"tickets":[]}') break;
    await file.write(body);
    await file.write("\n");
  }
  await file.close();
}
