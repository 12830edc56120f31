import { createHmac } from "node:crypto";
import { cutBytes } from "./bytes.ts";
import type { Channel, Message } from "./message.ts";
import { openRobot, type Pace } from "./robot.ts";

/** Bytes of a message and messages a minute, beyond which a robot is silenced for ten (the platform's custom robot guide). */
const limit = 20_000;
const titleLimit = 200;
const perMinute = 20;
const busy = [130101, 130102, -1];

export interface DingtalkOptions {
  /** Of a robot that asks for signatures. */
  secret?: string | undefined;
  /** Milliseconds of the wall clock. */
  now: () => number;
  pace?: Partial<Pace>;
}

/** A custom robot of DingTalk (钉钉). `address` holds the access token. */
export function dingtalk(address: string, { secret, now, pace }: DingtalkOptions): Channel {
  const post = openRobot(address, { perMinute, ...pace }, ({ errcode, errmsg }) =>
    errcode === 0 ? undefined : { problem: `${errcode} ${errmsg}`, isBusy: busy.includes(Number(errcode)) },
  );
  const preview = ({ subject, markdown }: Message) => ({
    msgtype: "markdown",
    markdown: { title: cutBytes(subject, titleLimit), text: cutBytes(markdown, limit) },
  });
  return {
    preview,
    // Signed at each try: a signature is good for an hour, and a queue may be long.
    send: async (message) => {
      await post(() => ({ json: preview(message), ...(secret === undefined ? {} : { query: signed(secret, now()) }) }));
    },
    close: () => {},
  };
}

/** timestamp and base64(HMAC-SHA256(secret, timestamp + "\n" + secret)). */
export function signed(secret: string, at: number): { timestamp: string; sign: string } {
  const timestamp = String(at);
  return { timestamp, sign: createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64") };
}
