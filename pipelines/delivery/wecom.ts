import { cutBytes } from "./bytes.ts";
import type { Channel, Message } from "./message.ts";
import { openRobot, type Pace } from "./robot.ts";

/** Bytes of UTF-8 that a Markdown message of a group robot may have, and messages a minute (the platform's group robot guide). */
const limit = 4096;
const perMinute = 20;
const busy = [45009, -1];

/** A group robot of WeCom (企业微信). `address` holds the key. */
export function wecom(address: string, pace: Partial<Pace> = {}): Channel {
  const post = openRobot(address, { perMinute, ...pace }, ({ errcode, errmsg }) =>
    errcode === 0 ? undefined : { problem: `${errcode} ${errmsg}`, isBusy: busy.includes(Number(errcode)) },
  );
  const preview = ({ markdown }: Message) => ({
    msgtype: "markdown",
    markdown: { content: cutBytes(markdown, limit) },
  });
  return { preview, send: (message) => post(() => ({ json: preview(message) })), close: () => {} };
}
