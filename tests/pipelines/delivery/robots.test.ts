import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dingtalk } from "../../../pipelines/delivery/dingtalk.ts";
import { feishu } from "../../../pipelines/delivery/feishu.ts";
import type { Channel, Message } from "../../../pipelines/delivery/message.ts";
import { wecom } from "../../../pipelines/delivery/wecom.ts";

interface Call {
  url: URL;
  // biome-ignore lint/suspicious/noExplicitAny: what a platform gets is read field by field
  body: any;
  bytes: number;
  at: number;
}
type Answer = { status?: number; json?: unknown; text?: string; drop?: boolean };

let server: Server | undefined;
afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));

/** A platform that checks what it gets as the real one does; `rule` answers each call. */
async function platform(rule: (call: Call, count: number) => Answer): Promise<{ address: string; calls: Call[] }> {
  const calls: Call[] = [];
  server = createServer((request, response) => {
    void read(request).then((text) => {
      const call = {
        url: new URL(request.url ?? "/", "http://x"),
        body: request.headers["content-type"]?.startsWith("multipart/") ? text : JSON.parse(text),
        bytes: Buffer.byteLength(text),
        at: performance.now(),
      };
      calls.push(call);
      const { status = 200, json, text: raw, drop } = rule(call, calls.length);
      if (drop) return request.socket.destroy();
      response.writeHead(status, { "content-type": "application/json", location: "http://127.0.0.1:1/elsewhere" });
      return response.end(raw ?? JSON.stringify(json));
    });
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/hook/send?key=room-key-1`, calls };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const message = (markdown = "### 洗衣机\n- **漏水** 3.2倍"): Message => ({
  key: "k1",
  subject: "故障报告（截至2026-10-31）",
  markdown,
  text: markdown,
  html: `<p>${markdown}</p>`,
  attachments: [],
});
const long = `### 报告\n${"洗衣机漏水，家人👨‍👩‍👧都在等。\n".repeat(2000)}`;
const fast = { minute: 50, wait: 1 };
const now = () => Date.UTC(2026, 9, 31, 16, 0, 1, 500);

/** What each platform's guide asks for, and how it answers. */
const platforms: Record<
  string,
  {
    open: (address: string, pace?: object) => Channel;
    check: (call: Call) => string | undefined;
    limit: (call: Call) => [number, number];
    fine: unknown;
    wrong: (problem: string) => unknown;
    busy: unknown;
  }
> = {
  wecom: {
    open: (address, pace = fast) => wecom(address, pace),
    check: ({ url, body }) =>
      url.searchParams.get("key") === "room-key-1" && body.msgtype === "markdown" ? undefined : "invalid message",
    limit: ({ body }) => [Buffer.byteLength(body.markdown.content), 4096],
    fine: { errcode: 0, errmsg: "ok" },
    wrong: (errmsg) => ({ errcode: 40058, errmsg }),
    busy: { errcode: 45009, errmsg: "api freq out of limit" },
  },
  dingtalk: {
    open: (address, pace = fast) => dingtalk(address, { secret: "SEC-ding", now, pace }),
    check: ({ url, body }) => {
      const stamp = url.searchParams.get("timestamp");
      const wanted = createHmac("sha256", "SEC-ding").update(`${stamp}\nSEC-ding`).digest("base64");
      if (stamp !== String(now()) || url.searchParams.get("sign") !== wanted) return "sign not match";
      return body.msgtype === "markdown" && body.markdown.title ? undefined : "invalid message";
    },
    limit: ({ body }) => [Buffer.byteLength(body.markdown.text), 20_000],
    fine: { errcode: 0, errmsg: "ok" },
    wrong: (errmsg) => ({ errcode: 310000, errmsg }),
    busy: { errcode: 130101, errmsg: "send too fast" },
  },
  feishu: {
    open: (address, pace = fast) => feishu(address, { secret: "SEC-fei", now, pace }),
    check: ({ body }) => {
      const wanted = createHmac("sha256", `${body.timestamp}\nSEC-fei`).update("").digest("base64");
      if (body.timestamp !== "1793462401" || body.sign !== wanted) return "sign match fail";
      return body.msg_type === "interactive" && body.card.header.title.content ? undefined : "invalid message";
    },
    limit: ({ bytes }) => [bytes, 20_000],
    fine: { code: 0, msg: "success" },
    wrong: (msg) => ({ code: 19021, msg }),
    busy: { code: 11232, msg: "frequency limited" },
  },
};

describe.each(Object.entries(platforms))("%s", (_name, { open, check, limit, fine, wrong, busy }) => {
  const strict = (call: Call): Answer => {
    const problem = check(call);
    const [bytes, most] = limit(call);
    if (problem) return { json: wrong(problem) };
    return { json: bytes > most ? wrong("too long") : fine };
  };

  test("is signed and shaped as the platform asks, and what is shown in a dry run is what is sent", async () => {
    const { address, calls } = await platform(strict);
    const channel = open(address);
    await channel.send(message(), null);
    expect(calls).toHaveLength(1);
    const { timestamp: _t, sign: _s, ...body } = calls[0]?.body ?? {};
    expect(body).toEqual(channel.preview(message(), null));
  });

  test("a text too long is cut at a character, within the platform's bytes", async () => {
    const { address, calls } = await platform(strict);
    await open(address).send(message(long), null);
    const [bytes = 0, most = 0] = calls[0] ? limit(calls[0]) : [];
    expect(bytes).toBeLessThanOrEqual(most);
    expect(bytes).toBeGreaterThan(most * 0.8);
    expect(JSON.stringify(calls[0]?.body)).not.toMatch(/\p{Surrogate}|\\ud[89a-f]/iu);
  });

  test("busy, 429, 5xx and a lost connection are tried again", async () => {
    const answers: Answer[] = [{ json: busy }, { status: 502, text: "<html>" }, { drop: true }];
    const { address, calls } = await platform((call, count) => answers[count - 1] ?? strict(call));
    await open(address).send(message(), null);
    expect(calls).toHaveLength(4);
  });

  test("after the fourth try it says which host and why, and no key", async () => {
    const { address, calls } = await platform(() => ({ status: 429, text: "" }));
    const failure = await open(address)
      .send(message(), null)
      .catch((error: Error) => error);
    expect(calls).toHaveLength(4);
    expect(String(failure)).toMatch(/127\.0\.0\.1:\d+ answered 429\./);
    expect(String(failure)).not.toContain("room-key-1");
  });

  test("what another try cannot mend is said at once", async () => {
    const { address, calls } = await platform(() => ({ json: wrong("keywords not in content") }));
    await expect(open(address).send(message(), null)).rejects.toThrow("keywords not in content");
    expect(calls).toHaveLength(1);
  });

  test("a redirect is not followed, and an answer that is no JSON is no success", async () => {
    const { address } = await platform((_call, count) => (count <= 4 ? { status: 302, text: "" } : { text: "ok" }));
    await expect(open(address).send(message(), null)).rejects.toThrow();
    await expect(open(address).send(message(), null)).rejects.toThrow("no JSON");
  });
});

describe("files in a WeCom room", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "huiyin-wecom-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const withFiles = async (contents: Record<string, string>): Promise<Message> => ({
    ...message(),
    attachments: await Promise.all(
      Object.entries(contents).map(async ([name, content]) => {
        const path = join(folder, name);
        await writeFile(path, content);
        return { name, path, bytes: Buffer.byteLength(content) };
      }),
    ),
  });
  /** Takes a file as upload_media does: one part named media, with a file name and at least five bytes. */
  const room = (call: Call, count: number): Answer => {
    if (call.url.searchParams.get("key") !== "room-key-1") return { json: { errcode: 93000, errmsg: "invalid key" } };
    if (!call.url.pathname.endsWith("/hook/upload_media")) {
      const { msgtype, file } = call.body;
      const isKnown = msgtype === "markdown" || (msgtype === "file" && /^media-\d+$/.test(file.media_id));
      return { json: isKnown ? { errcode: 0, errmsg: "ok" } : { errcode: 40007, errmsg: "invalid media_id" } };
    }
    const part = /name="media"; filename="([^"]+)"\r\n.*?\r\n\r\n(.*)\r\n--/s.exec(call.body);
    const isFine =
      part !== null && Buffer.byteLength(part[2] as string) >= 5 && call.url.searchParams.get("type") === "file";
    return { json: isFine ? { errcode: 0, media_id: `media-${count}` } : { errcode: 40058, errmsg: "invalid file" } };
  };

  test("are uploaded, then named in messages of their own after the text", async () => {
    const { address, calls } = await platform(room);
    const sent = await withFiles({ "FLT-A.csv": "week,reports\n2026-10-05,3\n", "FLT-A.html": "<p>洗衣机</p>" });
    await wecom(address, fast).send(sent, null);
    expect(calls.map(({ url }) => url.pathname.split("/").at(-1))).toEqual([
      "upload_media",
      "upload_media",
      "send",
      "send",
      "send",
    ]);
    expect(calls[0]?.body).toContain("2026-10-05,3");
    expect(calls[1]?.body).toContain("<p>洗衣机</p>");
    expect(calls.slice(2).map(({ body }) => body.file?.media_id ?? body.msgtype)).toEqual([
      "markdown",
      "media-1",
      "media-2",
    ]);
  });

  test("of fewer than five bytes or more than 20 MB are left out, and a dry run names the others", async () => {
    const { address, calls } = await platform(room);
    const small = await withFiles({ "a.csv": "n\n1\n", "b.csv": "n\n10\n" });
    const [given] = small.attachments;
    const sent = {
      ...small,
      attachments: [...small.attachments, { ...given, name: "c.csv", bytes: 20 * 1024 * 1024 + 1 }],
    };
    const channel = wecom(address, fast);
    expect(channel.preview(sent as Message, null)).toEqual([
      { msgtype: "markdown", markdown: { content: message().markdown } },
      { msgtype: "file", name: "b.csv", bytes: 5 },
    ]);
    await channel.send(sent as Message, null);
    expect(calls).toHaveLength(3);
  });

  test("that are refused keep the text from being sent, and say why", async () => {
    const { address, calls } = await platform(() => ({ json: { errcode: 40006, errmsg: "invalid file size" } }));
    await expect(wecom(address, fast).send(await withFiles({ "a.csv": "n\n100\n" }), null)).rejects.toThrow(
      "40006 invalid file size",
    );
    expect(calls).toHaveLength(1);
  });
});

test("no more a minute than the platform takes", async () => {
  const { address, calls } = await platform(() => ({ json: { errcode: 0 } }));
  const minute = 400;
  const channel = wecom(address, { minute, wait: 1 });
  await Promise.all(Array.from({ length: 45 }, () => channel.send(message(), null)));
  expect(calls).toHaveLength(45);
  const [first = 0] = calls.map(({ at }) => at);
  expect(calls.filter(({ at }) => at - first < minute * 0.9).length).toBeLessThanOrEqual(20);
});
