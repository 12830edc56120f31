import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../../pipelines/cli.ts";
import { deliver } from "../../../pipelines/deliver.ts";
import { silentLogger } from "../../../pipelines/logger.ts";
import type { ReportEntry } from "../../../pipelines/reports/manifest.ts";
import { openWorkspace, type Workspace } from "../../../pipelines/workspace.ts";
import { type Mailbox, mailPassword, openMailbox, partsOf } from "./mailbox.ts";

let workspace: Workspace;
let box: Mailbox;
let refused: string[] = [];

beforeEach(async () => {
  workspace = await openWorkspace(await mkdtemp(join(tmpdir(), "huiyin-deliver-")));
  refused = [];
  box = await openMailbox((to) => (refused.includes(to) ? { responseCode: 550, message: "no such user" } : undefined));
});
afterEach(async () => {
  await box.close();
  await rm(workspace.dir, { recursive: true, force: true });
});

const recipients = `channels:
  mail: {kind: smtp, url: HUIYIN_SMTP_URL, from: huiyin@example.com, attachment_limit_mb: 0.001}
recipients:
  - {role: executive, channel: mail, to: [head@example.com, deputy@example.com]}
  - {role: product, channel: mail, to: [washer@example.com], product_lines: [washer]}
  - {role: service_point, channel: mail, to: [sp1@example.com], service_point_id: SP-1}
`;

interface Given extends Partial<ReportEntry> {
  id: string;
  kind: ReportEntry["kind"];
  texts: Record<string, string>;
}

const bundle: Given[] = [
  { id: "executive", kind: "executive", texts: { "executive.html": "<p>简报</p>", "executive.md": "# 简报" } },
  { id: "FLT-A", kind: "fault", product_line: "washer", texts: { "product/FLT-A.csv": "week,n\n1,2\n" } },
  { id: "FLT-B", kind: "fault", product_line: "fridge", texts: { "product/FLT-B.csv": "week,n\n1,3\n" } },
  { id: "FLT-C", kind: "fault", product_line: "washer", texts: { "product/FLT-C.csv": "x".repeat(2000) } },
  {
    id: "birthday-SP-1",
    kind: "birthday",
    service_point_id: "SP-1",
    is_personal: true,
    texts: { "birthday/SP-1.csv": "S1" },
  },
  {
    id: "birthday-SP-2",
    kind: "birthday",
    service_point_id: "SP-2",
    is_personal: true,
    texts: { "birthday/SP-2.csv": "S2" },
  },
];

async function write(reports: readonly Given[] = bundle, people = recipients): Promise<void> {
  const folder = join(workspace.reports, "2026-10-31");
  const entries: ReportEntry[] = [];
  for (const { texts, id, ...given } of reports) {
    const files = Object.entries(texts).map(([path, text]) => ({
      path,
      sha256: createHash("sha256").update(text).digest("hex"),
      bytes: Buffer.byteLength(text),
    }));
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const title = { zh: `报告${id}`, en: `Report ${id}` };
    const rest = { product_line: null, service_point_id: null, is_personal: false, page: null };
    entries.push({ title, summary: { zh: "一句话", en: "one line" }, ...rest, ...given, id, files });
  }
  const counts = { executive: 0, quality: 0, fault: 0, birthday: 0 };
  const stamp = {
    run_id: "2026-10-31-abc",
    as_of: "2026-10-31T16:00:00.000Z",
    zone: "Asia/Shanghai",
    code_version: "1",
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...stamp, counts, reports: entries }));
  await writeFile(workspace.path("recipients.yaml"), people);
}

const env = () => ({
  logger: silentLogger,
  now: () => new Date("2026-11-01T00:00:00Z"),
  write: () => {},
  variables: { HUIYIN_SMTP_URL: box.address },
});
const run = (send = true) => deliver({ workspace, send, env: env(), wait: 1 });
const attached = (raw = "") =>
  partsOf(raw).flatMap(({ headers }) => /filename="?([^";\r\n]+)/i.exec(headers)?.[1] ?? []);
const mailOf = (to: string) => box.mails.filter((mail) => mail.to.includes(to));

describe("deliver", () => {
  test("each recipient has one digest of what concerns it, and nobody another's list", async () => {
    await write();
    const deliveries = await run();
    expect(deliveries.map(({ to, reports, state }) => [to, reports.join(" "), state])).toEqual([
      ["head@example.com", "executive", "sent"],
      ["deputy@example.com", "executive", "sent"],
      ["washer@example.com", "FLT-A FLT-C", "sent"],
      ["sp1@example.com", "birthday-SP-1", "sent"],
    ]);
    expect(box.mails).toHaveLength(4);
    expect(mailOf("head@example.com")[0]?.raw).not.toContain("deputy@example.com");
    expect(attached(mailOf("sp1@example.com")[0]?.raw)).toEqual(["SP-1.csv"]);
    const html = partsOf(mailOf("head@example.com")[0]?.raw ?? "").find(({ headers }) => headers.includes("text/html"));
    expect(html?.content.toString("utf8")).toContain("<p>简报</p>");
  });

  test("what is too large for a mail is named in it", async () => {
    await write();
    await run();
    const [mail] = mailOf("washer@example.com");
    expect(attached(mail?.raw)).toEqual(["FLT-A.csv"]);
    const text = partsOf(mail?.raw ?? "").find(({ headers }) => headers.includes("text/plain"));
    expect(text?.content.toString("utf8")).toContain("附件FLT-C.csv有0.0 MB，超过上限");
  });

  test("twice sends once; only a report that changed goes out again", async () => {
    await write();
    await run();
    expect((await run()).map(({ state }) => state)).toEqual(Array(4).fill("nothing new"));
    const changed = bundle.map((one) =>
      one.id === "FLT-A" ? { ...one, texts: { "product/FLT-A.csv": "week,n\n1,9\n" } } : one,
    );
    await write(changed);
    expect((await run()).filter(({ state }) => state === "sent").map(({ reports }) => reports)).toEqual([["FLT-A"]]);
    expect(box.mails).toHaveLength(5);
  });

  test("one refused address keeps the mail from nobody else and is tried again the next time", async () => {
    await write();
    refused = ["head@example.com"];
    const first = await run();
    expect(first.map(({ state }) => state)).toEqual(["failed", "sent", "sent", "sent"]);
    expect(first[0]?.problem).toContain("answered 550");
    refused = [];
    expect((await run()).map(({ state }) => state)).toEqual(["sent", "nothing new", "nothing new", "nothing new"]);
  });

  test("a delivery that was killed is made again, under the same message id", async () => {
    await write();
    await run();
    const before = /Message-ID: (\S+)/.exec(mailOf("head@example.com")[0]?.raw ?? "")?.[1];
    const lines = (await readFile(workspace.path("outbox.jsonl"), "utf8")).split("\n").filter(Boolean);
    const key = JSON.parse(lines[0] ?? "{}").key;
    const kept = lines.filter((line) => !(line.includes(key) && line.includes('"sent"')));
    await writeFile(workspace.path("outbox.jsonl"), kept.join("\n"));
    await appendFile(workspace.path("outbox.jsonl"), '\n{"key": "cut o');
    await run();
    const again = mailOf("head@example.com").map(({ raw }) => /Message-ID: (\S+)/.exec(raw)?.[1]);
    expect(again).toEqual([before, before]);
    expect((await run()).every(({ state }) => state === "nothing new")).toBe(true);
  });

  test("the outbox names no address and no secret", async () => {
    await write();
    await run();
    const text = await readFile(workspace.path("outbox.jsonl"), "utf8");
    expect(text).not.toMatch(/@example\.com/);
    expect(text).not.toContain(mailPassword);
  });

  test("a dry run is the default: it shows what would be sent, sends nothing, needs no secret and leaves no trace", async () => {
    await write();
    const written: string[] = [];
    const quiet = { logger: silentLogger, write: (text: string) => void written.push(text), variables: {} };
    expect(await main(["deliver", "--workspace", workspace.dir, "--json"], quiet)).toBe(0);
    const shown = JSON.parse(written.join(""));
    expect(shown[0]).toMatchObject({
      state: "planned",
      to: "head@example.com",
      preview: { from: "huiyin@example.com" },
    });
    expect(box.mails).toEqual([]);
    await expect(readFile(workspace.path("outbox.jsonl"))).rejects.toThrow("ENOENT");
  });

  test("what a person must put right is one sentence", async () => {
    const said: string[] = [];
    const logger = { ...silentLogger, error: (text: string) => void said.push(text) };
    const call = (...argv: string[]) =>
      main(["deliver", "--workspace", workspace.dir, ...argv], { logger, write: () => {}, variables: {} });
    expect(await call()).toBe(2);
    expect(said[0]).toContain("recipients.yaml is not there: nobody is named who gets reports.");
    await writeFile(workspace.path("recipients.yaml"), recipients);
    expect(await call()).toBe(2);
    expect(said[2]).toContain("holds no reports yet.");
    await write();
    expect(await call("--send")).toBe(2);
    expect(said[4]).toBe("The secret HUIYIN_SMTP_URL is not set.");
    expect(await call("--send", "--dry-run")).toBe(2);
    expect(await call("--as-of", "yesterday")).toBe(2);
  });
});
