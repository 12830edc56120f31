import { expect, test } from "vitest";
import { http } from "../../sources/http.ts";
import { checked } from "./fetch-context.ts";
import { sendJson, webServer } from "./web-server.ts";

const secrets = { TOKEN: "token-4711", SECRET: "geheim-99" };
const page = (...all: number[]) => all.map((id) => ({ id }));

test("asked whether it can be reached, it says how many records the first page has, and tries once", async () => {
  const server = await webServer((request, response, url) =>
    request.headers.authorization === "Bearer token-4711"
      ? sendJson(response, { list: page(1, 2), total: 1234 })
      : void response.writeHead(url.searchParams.has("busy") ? 503 : 401).end("{}"),
  );
  const source = (query: Record<string, string>, secret = "TOKEN") =>
    http({
      name: "api",
      url: server.url,
      auth: { by: "header", secret },
      requests: [
        { file: "a.jsonl", path: "a", query, records: "list", total: "total" },
        { file: "b.jsonl", path: "b", query, records: "list" },
      ],
    });
  expect(await checked(source({}), secrets)).toBe(
    "answers; a.jsonl: 2 of 1,234 records on the first page; b.jsonl: 2 records on the first page",
  );
  expect(await checked(source({}, "SECRET"), secrets)).toContain("refused with 401");
  server.asked.length = 0;
  expect(await checked(source({ busy: "1" }, "SECRET"), secrets)).toContain("answered with 503");
  expect(server.asked).toEqual(["GET /a?busy=1"]);
});
