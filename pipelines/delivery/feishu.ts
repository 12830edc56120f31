import { createHmac } from "node:crypto";
import { byteLength, cutBytes } from "./bytes.ts";
import type { Channel, Message } from "./message.ts";
import { openRobot, type Pace } from "./robot.ts";

/** Bytes of a whole request and messages a minute (the platform's custom bot guide). */
const limit = 20_000;
const titleLimit = 200;
const perMinute = 100;
const busy = [9499, 11232];

export interface FeishuOptions {
  secret?: string | undefined;
  /** Milliseconds of the wall clock. */
  now: () => number;
  pace?: Partial<Pace>;
}

/** A custom bot of Feishu (飞书). `address` ends in the bot's id. */
export function feishu(address: string, { secret, now, pace }: FeishuOptions): Channel {
  const post = openRobot(address, { perMinute, ...pace }, ({ code, msg }) =>
    code === 0 ? undefined : { problem: `${code} ${msg}`, isBusy: busy.includes(Number(code)) },
  );
  const card = (title: string, content: string) => ({
    msg_type: "interactive",
    card: {
      header: { title: { tag: "plain_text", content: title } },
      elements: [{ tag: "markdown", content }],
    },
  });
  const preview = ({ subject, markdown }: Message) => {
    const title = cutBytes(subject, titleLimit);
    // What stands around the text, its escapes in JSON and the signature count too.
    const around = byteLength(JSON.stringify(card(title, ""))) + 200;
    const escapes = byteLength(JSON.stringify(markdown)) - byteLength(markdown);
    return card(title, cutBytes(markdown, limit - around - escapes));
  };
  return {
    preview,
    send: async (message) => {
      await post(() => ({ json: { ...(secret === undefined ? {} : signed(secret, now())), ...preview(message) } }));
    },
    close: () => {},
  };
}

/** timestamp in seconds and base64(HMAC-SHA256(timestamp + "\n" + secret, "")). */
export function signed(secret: string, at: number): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(at / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64") };
}
