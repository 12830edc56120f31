import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
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
        body: JSON.parse(text),
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

test("no more a minute than the platform takes", async () => {
  const { address, calls } = await platform(() => ({ json: { errcode: 0 } }));
  const minute = 400;
  const channel = wecom(address, { minute, wait: 1 });
  await Promise.all(Array.from({ length: 45 }, () => channel.send(message(), null)));
  expect(calls).toHaveLength(45);
  const [first = 0] = calls.map(({ at }) => at);
  expect(calls.filter(({ at }) => at - first < minute * 0.9).length).toBeLessThanOrEqual(20);
});
