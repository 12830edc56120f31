import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isInnerAddress, redirectFault } from "../../sources/http/addresses.ts";
import { parseForeignJson, valueAt } from "../../sources/http/json.ts";
import { http } from "../../sources/http.ts";
import type { FetchContext, FetchResult } from "../../sources/source.ts";
import { sendJson, webServer } from "./web-server.ts";

let into: string;
let heard: string[];
beforeEach(async () => {
  into = await mkdtemp(join(tmpdir(), "huiyin-http-"));
  heard = [];
});
afterEach(() => rm(into, { recursive: true }));

type Options = Parameters<typeof http>[0];
type Paging = NonNullable<Options["requests"][number]["paging"]>;

const secrets = { TOKEN: "token-4711", USER: "anna", PASSWORD: "pass-0815", ID: "client-1", SECRET: "geheim-99" };
const now = () => new Date("2026-05-03T00:00:00Z");

async function pull(
  url: string,
  request: Partial<Options["requests"][number]> = {},
  options: Partial<Options> = {},
  context: Partial<FetchContext> = {},
): Promise<FetchResult & { rows: unknown[] }> {
  const source = http(
    { name: "api", url, waitMs: 1, retries: 2, ...options, requests: [{ file: "a.jsonl", path: "a", ...request }] },
    now,
  );
  const result = await source.fetch({
    into,
    since: undefined,
    state: undefined,
    range: undefined,
    signal: new AbortController().signal,
    variables: secrets,
    say: (text) => void heard.push(text),
    ...context,
  });
  const text = await readFile(join(into, "a.jsonl"), "utf8").catch(() => "");
  const rows = text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { ...result, rows };
}

const ids = (rows: unknown[]) => rows.map((row) => (row as { id: number }).id);
const page = (...all: number[]) => all.map((id) => ({ id }));

describe("pages", () => {
  test("by cursor: the next fetch begins where the last answer ended", async () => {
    const server = await webServer((_, response, url) => {
      const cursor = Number(url.searchParams.get("cursor") ?? 0);
      const end = cursor >= 2;
      sendJson(response, { data: { list: page(cursor) }, after: `${end ? 2 : cursor + 1}`, end });
    });
    const paging: Paging = { by: "cursor", parameter: "cursor", next: "after", end: "end", start: "since" };
    const request = { records: "data.list", paging, query: { since: "0", order: "asc" } };
    const { rows, state, files, more } = await pull(server.url, request);
    expect(ids(rows)).toEqual([0, 1, 2]);
    expect({ state, files, more }).toEqual({
      state: { "a.jsonl": { cursor: "2" } },
      files: { "a.jsonl": { rows: 3 } },
      more: false,
    });
    await pull(server.url, request, {}, { state: state ?? null });
    expect(server.asked).toEqual([
      "GET /a?since=0&order=asc",
      "GET /a?order=asc&cursor=1",
      "GET /a?order=asc&cursor=2",
      "GET /a?order=asc&cursor=2",
    ]);
  });

  test("by cursor that is missing at the end: the next fetch begins anew", async () => {
    const server = await webServer((_, response, url) =>
      sendJson(response, { list: page(1), next: url.searchParams.has("c") ? null : 7 }),
    );
    const { rows, state } = await pull(server.url, {
      records: "list",
      paging: { by: "cursor", parameter: "c", next: "next" },
    });
    expect([ids(rows), state]).toEqual([[1, 1], { "a.jsonl": {} }]);
  });

  test("by a cursor that goes round are not read for ever", async () => {
    const server = await webServer((_, response, url) =>
      sendJson(response, { list: page(1), next: url.searchParams.get("c") === "x" ? "y" : "x" }),
    );
    const paging: Paging = { by: "cursor", parameter: "c", next: "next" };
    await expect(pull(server.url, { records: "list", paging })).rejects.toThrow("page 4 is one that was read before");
  });

  test("by a cursor that is always another, and nothing under it, are not read for ever", async () => {
    const server = await webServer((_, response, _url, nth) => sendJson(response, { list: [], next: `c${nth}` }));
    const paging: Paging = { by: "cursor", parameter: "c", next: "next" };
    await expect(pull(server.url, { records: "list", paging })).rejects.toThrow(
      "api: a.jsonl: 1,000 pages in a row held no record and each named another.",
    );
    expect(server.asked).toHaveLength(1_000);
  });

  test("by number: to the first that is not full, or empty", async () => {
    const all = [page(1, 2), page(3, 4), page(5)];
    const server = await webServer((_, response, url) =>
      sendJson(response, all[Number(url.searchParams.get("p")) - 1] ?? []),
    );
    expect(ids((await pull(server.url, { paging: { by: "page", parameter: "p", size: 2 } })).rows)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(server.asked).toHaveLength(3);
    await rm(join(into, "a.jsonl"));
    expect(ids((await pull(server.url, { paging: { by: "page", parameter: "p" } })).rows)).toEqual([1, 2, 3, 4, 5]);
    expect(server.asked).toHaveLength(7);
  });

  test("by number of a server that gives its last page for ever, or knows no numbers", async () => {
    const server = await webServer((_, response, url) =>
      sendJson(response, page(Math.min(3, Number(url.searchParams.get("p"))))),
    );
    expect(ids((await pull(server.url, { paging: { by: "page", parameter: "p" } })).rows)).toEqual([1, 2, 3]);
    await expect(pull(server.url, { paging: { by: "page", parameter: "side", first: 0 } })).rejects.toThrow(
      'the second page is the same as the first; does the server know "side"?',
    );
  });

  test("by link of the header or of the answer", async () => {
    const server = await webServer((request, response, url) => {
      const n = Number(url.searchParams.get("n") ?? 1);
      const next =
        n < 3 ? `<http://${request.headers.host}/a?n=${n + 1}>; rel="next", </a?n=1>; rel="first"` : '</a>; rel="prev"';
      sendJson(response, { list: page(n), links: n < 3 ? { next: `?n=${n + 1}` } : {} }, { link: next });
    });
    expect(ids((await pull(server.url, { records: "list", paging: { by: "link" } })).rows)).toEqual([1, 2, 3]);
    await rm(join(into, "a.jsonl"));
    const { rows } = await pull(server.url, { records: "list", paging: { by: "link", next: "links.next" } });
    expect(ids(rows)).toEqual([1, 2, 3]);
  });

  test("by a link to another server are not followed", async () => {
    const other = await webServer((_, response) => sendJson(response, []));
    const server = await webServer((_, response) =>
      sendJson(response, page(1), { link: `<${other.url}/a>; rel=next` }),
    );
    await expect(pull(server.url, { paging: { by: "link" } })).rejects.toThrow("it is not followed");
    expect(other.asked).toEqual([]);
  });

  test("by spans of time, the last ones again for rows that come late; a backfill asks for its span alone", async () => {
    const server = await webServer((_, response, url) => sendJson(response, [Object.fromEntries(url.searchParams)]));
    const window = { from: "from", to: "to", start: "2026-05-01T00:00:00Z", hours: 24, overlapMinutes: 60 };
    const { rows, state } = await pull(server.url, { window });
    expect(rows).toEqual([
      { from: "2026-05-01T00:00:00.000Z", to: "2026-05-02T00:00:00.000Z" },
      { from: "2026-05-02T00:00:00.000Z", to: "2026-05-03T00:00:00.000Z" },
    ]);
    expect(state).toEqual({ "a.jsonl": { to: "2026-05-03T00:00:00.000Z" } });
    await rm(join(into, "a.jsonl"));
    const later = { "a.jsonl": { to: "2026-05-02T23:00:00.000Z" } };
    const again = await pull(server.url, { window: { ...window, format: "epoch" } }, {}, { state: later });
    expect(again.rows).toEqual([{ from: "1777759200", to: "1777766400" }]);
    await rm(join(into, "a.jsonl"));
    const range = { from: "2025-01-01T00:00:00Z", to: "2025-01-01T06:00:00Z" };
    expect((await pull(server.url, { window }, {}, { range })).rows).toEqual([
      { from: "2025-01-01T00:00:00.000Z", to: "2025-01-01T06:00:00.000Z" },
    ]);
    await expect(pull(server.url, {}, {}, { range })).rejects.toThrow("a.jsonl has no window");
  });

  test("are left for the next fetch once there are enough", async () => {
    const server = await webServer((_, response, url) => {
      const p = Number(url.searchParams.get("p"));
      sendJson(response, p < 5 ? page(p * 10, p * 10 + 1) : []);
    });
    const request = { paging: { by: "page", parameter: "p" } as const };
    const first = await pull(server.url, request, { batchRecords: 3 });
    expect(first).toMatchObject({ state: { "a.jsonl": { page: 3 } }, more: true, files: { "a.jsonl": { rows: 4 } } });
    const second = await pull(server.url, request, { batchRecords: 3 }, { state: first.state ?? null });
    expect(second).toMatchObject({ state: { "a.jsonl": { page: 5 } }, more: true });
    const third = await pull(server.url, request, { batchRecords: 3 }, { state: second.state ?? null });
    expect(third).toMatchObject({ state: { "a.jsonl": {} }, more: false, files: {} });
    expect(ids(third.rows)).toEqual([10, 11, 20, 21, 30, 31, 40, 41]);
  });
});

test("keys inside a record can be put beside the others", async () => {
  const record = {
    id: 1,
    via: { channel: "mail" },
    fields: [
      { id: 41, value: "a" },
      { id: 42, value: "XQG100" },
    ],
  };
  const server = await webServer((_, response) => sendJson(response, [record, 7]));
  const add = { channel: "via.channel", model: "fields.id=42.value", none: "fields.id=43.value" };
  expect((await pull(server.url, { add })).rows).toEqual([
    { ...record, channel: "mail", model: "XQG100", none: null },
    7,
  ]);
});

test("pages that hold everything say so, and come in one piece", async () => {
  const request = { complete: true, paging: { by: "page", parameter: "p" } as const };
  const server = await webServer((_, response, url) => {
    const p = Number(url.searchParams.get("p"));
    sendJson(response, p < 4 ? page(p) : []);
  });
  const { files, more } = await pull(server.url, request, { batchRecords: 1 });
  expect({ files, more }).toEqual({ files: { "a.jsonl": { rows: 3, complete: true } }, more: false });
});

describe("a server that fails for a moment is asked again, and no record comes twice", () => {
  const long = JSON.stringify(page(...Array.from({ length: 5000 }, (_, i) => i)));
  const faults: Record<string, (response: ServerResponse) => void> = {
    "is busy": (response) => response.writeHead(429, { "retry-after": "0" }).end(),
    "is busy until a time": (response) =>
      response.writeHead(503, { "retry-after": new Date(Date.now() - 5000).toUTCString() }).end(),
    breaks: (response) => response.writeHead(500).end("<html>"),
    "does not answer": () => {},
    "does not end its answer": (response) => response.write('[{"id":1},'),
    "hangs up": (response) => response.destroy(),
    "hangs up in the middle": (response) => {
      response.writeHead(200, { "content-length": String(long.length) });
      response.write(long.slice(0, 20_000), () => response.destroy());
    },
    "says less than it sends": (response) => {
      response.writeHead(200, { "content-length": "12" });
      response.socket?.write('[{"id":1},{"id":2}]');
      response.socket?.end();
    },
    "sends broken JSON": (response) => response.end('[{"id":1},{"id"'),
    "sends nothing": (response) => response.end(),
    "sends a web page": (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Wartung"),
  };
  test.each(Object.entries(faults))("%s", async (_, fault) => {
    const server = await webServer((_, response, url, nth) => {
      if (nth === 2) fault(response);
      else sendJson(response, Number(url.searchParams.get("p")) < 3 ? page(Number(url.searchParams.get("p"))) : []);
    });
    const { rows } = await pull(server.url, { paging: { by: "page", parameter: "p" } }, { timeoutSeconds: 0.5 });
    expect(ids(rows)).toEqual([1, 2]);
    expect(server.asked).toHaveLength(4);
    expect(heard[0]).toMatch(/^api: a\.jsonl: page 2 failed and is tried again: /);
  });

  test("but not for ever", async () => {
    const server = await webServer((_, response) => void response.writeHead(502).end());
    await expect(pull(server.url)).rejects.toThrow("api: a.jsonl: page 1 was answered with 502");
    expect(server.asked).toHaveLength(3);
  });

  test("nor for as long as a server likes", async () => {
    const at = new Date(Date.now() + 7_200_000).toUTCString();
    for (const wait of ["7200", at]) {
      const server = await webServer((_, response) => void response.writeHead(429, { "retry-after": wait }).end());
      await expect(pull(server.url)).rejects.toThrow(/was answered with 429 and asks to wait 7\d\d\d seconds/);
      expect(server.asked).toHaveLength(1);
    }
  });

  test("nor when the run was stopped", async () => {
    const stop = new AbortController();
    const server = await webServer(() => stop.abort());
    await expect(pull(server.url, {}, {}, { signal: stop.signal })).rejects.toThrow();
    expect(server.asked).toHaveLength(1);
  });
});

describe("an answer that will not do", () => {
  const answered = async (status: number, body: string | Buffer, headers = {}, request = {}, options = {}) => {
    const server = await webServer((_, response) => void response.writeHead(status, headers).end(body));
    return expect(pull(server.url, request, { mostMegabytes: 1, ...options })).rejects;
  };
  test("is told in a sentence", async () => {
    await (await answered(404, "")).toThrow("api: a.jsonl: page 1 was answered with 404; wanted 200.");
    await (await answered(204, "")).toThrow("was answered with 204; wanted 200.");
    await (await answered(403, "")).toThrow("was refused with 403; the credentials are wrong or may not read this.");
    await (await answered(200, '{"items":[],"n":1}', {}, { records: "list" })).toThrow(
      '"list" is no list of records. It has items, n.',
    );
    const refusal = '{"code":40001,"msg":"token expired","data":null,"trace":{"code":"x"}}';
    await (await answered(200, refusal, {}, { records: "data" })).toThrow(
      '"data" is no list of records. It has code, msg, data, trace; it says code 40001, msg "token expired".',
    );
    await (await answered(200, '[{"id":1,"__proto__":{"isAdmin":true}}]')).toThrow('the key "__proto__" is refused');
    await (await answered(200, Buffer.alloc(2 << 20, 32))).toThrow("more than 1 MB; ask for smaller pages");
    const bomb = gzipSync(Buffer.alloc(64 << 20, 32));
    await (await answered(200, bomb, { "content-encoding": "gzip" })).toThrow("more than 1 MB; ask for smaller pages");
    const paging = { by: "cursor", parameter: "c", next: "next", end: "end" };
    await (await answered(200, '{"list":[]}', {}, { records: "list", paging })).toThrow('neither "end" nor a cursor');
  });
});

describe("credentials", () => {
  test("go by header, by name and password, and by token", async () => {
    const server = await webServer((request, response) =>
      sendJson(response, request.method === "POST" ? { access_token: "token-new-1" } : []),
    );
    await pull(server.url, {}, { auth: { by: "header", header: "X-Api-Key", prefix: "", secret: "TOKEN" } });
    await pull(server.url, {}, { auth: { by: "basic", user: "USER", password: "PASSWORD" } });
    const oauth = { by: "oauth", tokenUrl: "/token", clientId: "ID", clientSecret: "SECRET", scope: "read" } as const;
    await pull(server.url, {}, { auth: oauth });
    const [key, basic, , bearer] = server.requests;
    expect(key?.headers["x-api-key"]).toBe("token-4711");
    expect(basic?.headers.authorization).toBe(`Basic ${Buffer.from("anna:pass-0815").toString("base64")}`);
    expect(bearer?.headers.authorization).toBe("Bearer token-new-1");
    expect(server.asked).toEqual(["GET /a", "GET /a", "POST /token", "GET /a"]);
  });

  test("by token are asked for once more when the token is refused, and then no more", async () => {
    let tokens = 0;
    let good = "token-2";
    const server = await webServer((request, response) => {
      if (request.method === "POST") {
        tokens += 1;
        return sendJson(response, { access_token: `token-${tokens}` });
      }
      if (request.headers.authorization === `Bearer ${good}`) return sendJson(response, page(1));
      response.writeHead(401).end();
    });
    const auth = { by: "oauth", tokenUrl: "/token", clientId: "ID", clientSecret: "SECRET" } as const;
    expect(ids((await pull(server.url, {}, { auth })).rows)).toEqual([1]);
    expect(tokens).toBe(2);
    good = "none";
    await expect(pull(server.url, {}, { auth })).rejects.toThrow("was refused with 401");
    expect(tokens).toBe(4);
  });

  test("stay with their server: they are sent on within it and to no other", async () => {
    const other = await webServer((_, response) => sendJson(response, page(1)));
    const server = await webServer((_, response, url) => {
      const target = { "/a": "/b", "/b": `${other.url}/c` }[url.pathname] ?? "/a";
      response.writeHead(302, { location: target }).end();
    });
    const auth = { by: "header", secret: "TOKEN" } as const;
    expect(ids((await pull(server.url, {}, { auth, headers: { "x-tenant": "eu" } })).rows)).toEqual([1]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-4711",
      "Bearer token-4711",
    ]);
    expect(other.requests.map(({ headers }) => [headers.authorization, headers["x-tenant"]])).toEqual([
      [undefined, undefined],
    ]);
  });

  test("are given to no redirect of the place of tokens", async () => {
    const other = await webServer((_, response) => sendJson(response, {}));
    const server = await webServer((_, response) => void response.writeHead(307, { location: `${other.url}/x` }).end());
    const auth = { by: "oauth", tokenUrl: "/token", clientId: "ID", clientSecret: "SECRET" } as const;
    await expect(pull(server.url, {}, { auth })).rejects.toThrow("credentials are not sent on");
    expect(other.asked).toEqual([]);
  });

  test("are in no message", async () => {
    const server = await webServer((_, response) => void response.writeHead(500).end());
    const auth = { by: "basic", user: "USER", password: "PASSWORD" } as const;
    const message = await pull(server.url, {}, { auth }).catch((error: Error) => `${error.message} ${error.stack}`);
    expect([...heard, message].join(" ")).not.toContain("pass-0815");
    await expect(pull("http://anna:pass-0815@127.0.0.1:1/", {})).rejects.toThrow(
      /^The address of the source holds a password/,
    );
    await expect(pull("NO_URL", {})).rejects.toThrow("NO_URL");
  });
});

describe("redirects", () => {
  const fault = (from: string, to: string, start = from) => redirectFault(new URL(from), new URL(to), new URL(start));
  test.each([
    "http://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.100.100.200/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://localhost/",
  ])("from outside do not lead to %s", async (to) => {
    expect(await fault("http://8.8.8.8/", to)).toBe("that lies in a private network");
    expect(await fault("http://10.0.0.1/", to)).toBeUndefined();
  });

  test("do not leave https, nor the web", async () => {
    expect(await fault("https://8.8.8.8/", "http://8.8.8.8/")).toBe("https is not left for plain http");
    expect(await fault("https://8.8.8.8/", "file:///etc/passwd")).toBe("that is no address of the web");
    expect(await fault("https://8.8.8.8/", "https://1.1.1.1/")).toBeUndefined();
    expect(["8.8.8.8", "2606:4700::1", "no address"].map(isInnerAddress)).toEqual([false, false, true]);
  });

  test("do not go on for ever", async () => {
    const server = await webServer((_, response) => void response.writeHead(302, { location: "/a" }).end());
    await expect(pull(server.url)).rejects.toThrow("was redirected more than 5 times");
  });
});

test("no more requests are under way than are allowed", async () => {
  let open = 0;
  let most = 0;
  const server = await webServer((_, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      sendJson(response, []);
    }, 20);
  });
  const requests = Array.from({ length: 8 }, (_, i) => ({ file: `f${i}.jsonl`, path: `f${i}` }));
  const source = http({ name: "api", url: server.url, requests, concurrency: 2 });
  const stopped = new AbortController().signal;
  await source.fetch({
    into,
    since: undefined,
    state: undefined,
    range: undefined,
    signal: stopped,
    variables: {},
    say: () => {},
  });
  expect([most, server.asked.length]).toEqual([2, 8]);
});

test("numbers a double cannot hold stay exact; a path goes through own keys only", () => {
  expect(parseForeignJson('{"id":12345678901234567890,"t":"a 12345678901234567890 \\" 1","n":1.5}')).toEqual({
    id: "12345678901234567890",
    t: 'a 12345678901234567890 " 1',
    n: 1.5,
  });
  expect(() => parseForeignJson('{"a":{"\\u005f_proto__":1}}')).toThrow("refused");
  expect([valueAt({ a: { b: 1 } }, "a.b"), valueAt({}, "constructor.name"), valueAt("abc", "length")]).toEqual([
    1,
    undefined,
    undefined,
  ]);
});

test("options are checked", () => {
  const wrong = (options: object) => () => http({ name: "api", url: "http://x", requests: [], ...options } as Options);
  expect(wrong({})).toThrow(/^http\({ … }\): requests: /);
  const requests = [{ file: "a.jsonl", path: "a" }];
  expect(wrong({ requests, auth: { by: "header", secret: "my-token-1" } })).toThrow("never the secret itself");
  expect(wrong({ requests: [{ file: "../a.jsonl", path: "a" }] })).toThrow("ends in .jsonl");
  expect(wrong({ requests, retry: 3 })).toThrow('"retry"');
});

describe("the server's own count", () => {
  const paging: Paging = { by: "page", parameter: "p" };
  const counted = (all: number[][], total: unknown = all.flat().length) =>
    webServer((_, response, url) =>
      sendJson(response, { list: page(...(all[Number(url.searchParams.get("p") ?? 1) - 1] ?? [])), total }),
    );

  test("is told with what was read, and read whole where it is asked for", async () => {
    const server = await counted([[1, 2], [3]], 4);
    const request = { records: "list", total: "total", paging };
    expect((await pull(server.url, request)).files).toEqual({ "a.jsonl": { rows: 3, held: 4 } });
    const begun = { state: { "a.jsonl": { page: 2 } } };
    expect((await pull(server.url, request, {}, begun)).files).toEqual({ "a.jsonl": { rows: 1, held: 4 } });
    const whole = await pull(server.url, request, {}, { ...begun, whole: new Set(["a.jsonl"]) });
    expect(whole.files).toEqual({ "a.jsonl": { rows: 3, held: 4, complete: true } });
    const nothing = await counted([], 0);
    expect((await pull(nothing.url, request)).files).toEqual({ "a.jsonl": { rows: 0, held: 0 } });
    const wordy = await counted([[1]], "many");
    await expect(pull(wordy.url, request)).rejects.toThrow('api: a.jsonl: "total" is no number of records.');
  });

  test("of a window ends the fetch where fewer came, so that the window is asked for again", async () => {
    const window = { from: "from", to: "to", start: "2026-05-02T00:00:00Z", hours: 24 };
    const request = { records: "list", total: "total", paging, window };
    const server = await counted([[1, 2], [3]]);
    expect((await pull(server.url, request)).files).toEqual({ "a.jsonl": { rows: 3 } });
    const short = await counted([[1, 2], [3]], 5);
    await expect(pull(short.url, request)).rejects.toThrow(
      "api: a.jsonl: the server counts 5 records between 2026-05-02T00:00:00.000Z and 2026-05-03T00:00:00.000Z and gave 3",
    );
  });
});
