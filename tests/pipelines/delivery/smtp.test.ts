import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Message } from "../../../pipelines/delivery/message.ts";
import { smtp } from "../../../pipelines/delivery/smtp.ts";
import { type Mailbox, mailPassword, openMailbox, partsOf } from "./mailbox.ts";

const from = "回音 <huiyin@example.com>";
const to = "quality@example.com";
let box: Mailbox | undefined;
let folder: string | undefined;
afterEach(async () => {
  await box?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const message: Message = {
  key: "0123456789abcdef",
  subject: "故障报告：洗衣机漏水（截至2026-10-31）",
  markdown: "",
  text: "洗衣机漏水\n.\n单独一个点不是结尾\n",
  html: "<p>洗衣机漏水 &lt;3.2倍&gt;</p>",
  attachments: [],
};

test("a mail has text, HTML and attachments, each as it was, and an id by which a repetition is known", async () => {
  box = await openMailbox();
  folder = await mkdtemp(join(tmpdir(), "huiyin-smtp-"));
  const table = "\ufeff主题,文本\r\n漏水,12\r\n";
  await writeFile(join(folder, "主题.csv"), table);
  const channel = smtp(box.address, { from });
  const attachments = [{ name: "主题.csv", path: join(folder, "主题.csv"), bytes: Buffer.byteLength(table) }];
  await channel.send({ ...message, attachments }, to);
  channel.close();
  expect(box.mails).toHaveLength(1);
  const [mail] = box.mails;
  expect(mail?.to).toEqual([to]);
  expect(mail?.from).toBe("huiyin@example.com");
  expect(mail?.raw).toContain("Message-ID: <0123456789abcdef@huiyin>");
  const parts = partsOf(mail?.raw ?? "");
  const part = (type: string) => parts.find(({ headers }) => headers.toLowerCase().includes(`content-type: ${type}`));
  expect(part("text/plain")?.content.toString("utf8").replaceAll("\r\n", "\n")).toBe(message.text);
  expect(part("text/html")?.content.toString("utf8")).toBe(message.html);
  expect(part("text/csv")?.content.toString("utf8")).toBe(table);
  expect(mail?.raw).not.toMatch(/https?:\/\//);
});

test("a server that is busy is asked again", async () => {
  box = await openMailbox((_to, count) =>
    count === 1 ? { responseCode: 451, message: "greylisted, try later" } : undefined,
  );
  const channel = smtp(box.address, { from, wait: 1 });
  await channel.send(message, to);
  channel.close();
  expect(box.mails).toHaveLength(1);
});

test("a refused address, a wrong password and no server are said once each, without the password", async () => {
  box = await openMailbox((address) =>
    address.startsWith("gone") ? { responseCode: 550, message: "no such user" } : undefined,
  );
  const say = async (address: string, name: string) => {
    const channel = smtp(address, { from, wait: 1 });
    const failure = await channel.send(message, name).catch((error: Error) => error);
    channel.close();
    return String(failure);
  };
  expect(await say(box.address, "gone@example.com")).toContain("The mail server 127.0.0.1: answered 550.");
  expect(await say(box.address.replace(mailPassword, "other-password"), "quality@example.com")).toContain(
    "answered 535",
  );
  const port = new URL(box.address).port;
  await box.close();
  box = undefined;
  const nobody = await say(`smtp://huiyin:${mailPassword}@127.0.0.1:${port}`, "quality@example.com");
  expect(nobody).toMatch(/The mail server 127\.0\.0\.1: E(CONNECTION|SOCKET|CONN)/);
  expect(nobody).not.toContain(mailPassword);
});

test("a line break in a subject makes no header", async () => {
  box = await openMailbox();
  const channel = smtp(box.address, { from });
  await channel.send({ ...message, subject: "报告\r\nBcc: thief@example.com" }, to);
  channel.close();
  expect(box.mails[0]?.raw.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
  expect(box.mails[0]?.to).toEqual(["quality@example.com"]);
});
