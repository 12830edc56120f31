import { readFile } from "node:fs/promises";
import { TerminalError } from "../errors.ts";
import { cutBytes } from "./bytes.ts";
import type { Attachment, Channel, Message } from "./message.ts";
import { openRobot, type Pace } from "./robot.ts";

/** Bytes of UTF-8 that a Markdown message of a group robot may have, and messages a minute (the platform's group robot guide). */
const limit = 4096;
const perMinute = 20;
const busy = [45009, -1];
/** Bytes that a file of a group robot may have; the same guide. */
const fewestBytes = 5;
export const mostFileBytes = 20 * 1024 * 1024;

/** A group robot of WeCom (企业微信). `address` holds the key. Files are uploaded first, so that nothing is said where one is refused. */
export function wecom(address: string, pace: Partial<Pace> = {}): Channel {
  const post = openRobot(address, { perMinute, ...pace }, ({ errcode, errmsg }) =>
    errcode === 0 ? undefined : { problem: `${errcode} ${errmsg}`, isBusy: busy.includes(Number(errcode)) },
  );
  const markdownOf = ({ markdown }: Message) => ({
    msgtype: "markdown",
    markdown: { content: cutBytes(markdown, limit) },
  });
  const upload = async ({ name, path }: Attachment): Promise<string> => {
    const content = await readFile(path);
    const { media_id } = await post(() => {
      const form = new FormData();
      form.set("media", new Blob([content]), name);
      return { verb: "upload_media", query: { type: "file" }, form };
    });
    if (typeof media_id !== "string") throw new TerminalError("WeCom took a file and named no media_id.");
    return media_id;
  };
  const send = async (message: Message): Promise<void> => {
    const files: string[] = [];
    for (const file of message.attachments.filter(isTaken)) files.push(await upload(file));
    await post(() => ({ json: markdownOf(message) }));
    for (const media_id of files) await post(() => ({ json: { msgtype: "file", file: { media_id } } }));
  };
  const preview = (message: Message) => {
    const files = message.attachments.filter(isTaken).map(({ name, bytes }) => ({ msgtype: "file", name, bytes }));
    return files.length === 0 ? markdownOf(message) : [markdownOf(message), ...files];
  };
  return { preview, send: (message) => send(message), close: () => {} };
}

const isTaken = ({ bytes }: Attachment): boolean => bytes >= fewestBytes && bytes <= mostFileBytes;
