import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface WebServer {
  url: string;
  /** What was asked for: method, path and query. */
  asked: string[];
  requests: IncomingMessage[];
}

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL, nth: number) => void | Promise<void>;

/** A server of a test's own that answers, or does not, as it is told. `nth` counts the requests from 1. */
export async function webServer(handler: Handler): Promise<WebServer> {
  const asked: string[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    requests.push(request);
    void handler(request, response, new URL(request.url ?? "", "http://server"), asked.length);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, requests };
}

export function sendJson(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
