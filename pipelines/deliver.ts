import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { wallTime } from "../dashboards/components/format.ts";
import { words } from "../dashboards/words.ts";
import { secret, secretIfAny } from "../sources/secret.ts";
import { SourceError } from "../sources/source.ts";
import { compose } from "./delivery/compose.ts";
import { dingtalk } from "./delivery/dingtalk.ts";
import { feishu } from "./delivery/feishu.ts";
import type { Channel, Message } from "./delivery/message.ts";
import { type OutboxEntry, outboxKey, readSent, record } from "./delivery/outbox.ts";
import { type ChannelSettings, type Recipient, readRecipients } from "./delivery/recipients.ts";
import { smtp } from "./delivery/smtp.ts";
import { mostFileBytes, wecom } from "./delivery/wecom.ts";
import type { Env } from "./env.ts";
import { UserError } from "./errors.ts";
import { type ReportEntry, readReportManifest } from "./reports/manifest.ts";
import type { Workspace } from "./workspace.ts";

export interface DeliverOptions {
  workspace: Workspace;
  /** YYYY-MM-DD of a bundle; the newest without. */
  day?: string | undefined;
  /** Nothing leaves the house without it. */
  send: boolean;
  env: Env;
  /** Milliseconds before a second try; tests shorten it. */
  wait?: number;
}

export interface Delivery {
  channel: string;
  kind: ChannelSettings["kind"];
  role: string;
  /** A mail address; null for a chat. */
  to: string | null;
  subject: string;
  reports: readonly string[];
  /** Of a dry run: what would be sent. */
  preview?: unknown;
  state: "planned" | "sent" | "failed" | "nothing new";
  problem: string | null;
}

/**
 * Sends what a bundle has for each recipient as one digest, and only what that recipient has not had. What was sent is in the outbox; a delivery
 * that was killed is made again, under the same message id. Throws UserError and SourceError for what a person must put right before anything is sent.
 */
export async function deliver({ workspace, day, send, env, wait }: DeliverOptions): Promise<Delivery[]> {
  const recipients = await readRecipients(workspace);
  const folder = join(workspace.reports, day ?? (await newest(workspace)));
  const manifest = await readReportManifest(folder);
  const sent = await readSent(workspace);
  const channels = new Map<string, Channel>();
  for (const name of new Set(recipients.recipients.map(({ channel }) => channel))) {
    const settings = recipients.channels.get(name);
    if (settings) channels.set(name, open(settings, { env, send, wait }));
  }
  const at = wallTime(manifest.as_of, manifest.zone);
  const deliveries: Delivery[] = [];
  try {
    for (const recipient of recipients.recipients) {
      // A mail each: nobody sees who else has it, and one refused address keeps it from nobody.
      for (const to of recipient.to ?? [null]) deliveries.push(await one(recipient, to));
    }
  } finally {
    for (const channel of channels.values()) channel.close();
  }
  return deliveries;

  async function one(recipient: Recipient, to: string | null): Promise<Delivery> {
    const { role, channel: name, language } = recipient;
    const settings = recipients.channels.get(name) as ChannelSettings;
    const channel = channels.get(name) as Channel;
    const keyOf = (report: ReportEntry) => outboxKey([name, to, language, report.id, contentOf(report)]);
    const due = manifest.reports.filter((report) => concerns(report, recipient) && !sent.has(keyOf(report)));
    const facts = { channel: name, kind: settings.kind, role, to, reports: due.map(({ id }) => id) };
    if (due.length === 0) return { ...facts, subject: "", state: "nothing new", problem: null };
    const message = await compose({
      folder,
      manifest,
      stamp: words[language].reports.stamp(at, words[language].zone(manifest.zone), manifest.run_id),
      day: at.slice(0, 10),
      reports: due,
      lang: language,
      site: recipients.site,
      keyword: "keyword" in settings ? settings.keyword : undefined,
      attachmentLimit: limitOf(settings),
      key: outboxKey(due.map(keyOf)),
    });
    const { subject } = message;
    if (!send) return { ...facts, subject, preview: channel.preview(message, to), state: "planned", problem: null };
    const problem = await sendRecorded(channel, message, to, (state, why) =>
      due.map((report) => ({
        key: keyOf(report),
        at: env.now().toISOString(),
        run_id: manifest.run_id,
        report_id: report.id,
        channel: name,
        role,
        state,
        problem: why,
      })),
    );
    return { ...facts, subject, state: problem === null ? "sent" : "failed", problem };
  }

  async function sendRecorded(
    channel: Channel,
    message: Message,
    to: string | null,
    entries: (state: OutboxEntry["state"], problem: string | null) => OutboxEntry[],
  ): Promise<string | null> {
    await record(workspace, entries("sending", null));
    const problem = await channel.send(message, to).then(
      () => null,
      (error: Error) => error.message,
    );
    await record(workspace, entries(problem === null ? "sent" : "failed", problem));
    return problem;
  }
}

/** Bytes of files that a channel is given; a chat gets files where its settings ask for them. */
const limitOf = (settings: ChannelSettings): number =>
  settings.kind === "smtp"
    ? settings.attachment_limit_mb * 1e6
    : settings.kind === "wecom" && settings.files
      ? mostFileBytes
      : 0;

const contentOf = ({ files }: ReportEntry): string => files.map(({ sha256 }) => sha256).join("");

/** Who is to have a report: a service point's list goes to that service point and to nobody else. */
function concerns(report: ReportEntry, { role, product_lines, service_point_id }: Recipient): boolean {
  if (role === "service_point") return report.is_personal && report.service_point_id === service_point_id;
  if (report.is_personal) return false;
  if (role === "executive" || report.kind === "executive") return role === report.kind;
  if (role === "quality") return true;
  if (report.kind !== "fault") return false;
  return product_lines === undefined || (report.product_line !== null && product_lines.includes(report.product_line));
}

async function newest(workspace: Workspace): Promise<string> {
  const days = (await readdir(workspace.reports).catch(() => [])).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name));
  const last = days.sort().at(-1);
  if (last === undefined) {
    throw new UserError(`${workspace.reports} holds no reports yet.`, {
      hint: "Run huiyin report first, or huiyin run.",
    });
  }
  return last;
}

/** A dry run needs no secret: it opens channels at addresses that are never called. */
function open(
  settings: ChannelSettings,
  { env, send, wait }: { env: Env; send: boolean; wait?: number | undefined },
): Channel {
  const now = () => env.now().getTime();
  const url = send ? secret(env.variables, settings.url) : secretIfAny(env.variables, settings.url);
  const paced = wait === undefined ? {} : { wait };
  if (url !== undefined && !URL.canParse(url)) throw new SourceError(`${settings.url} is no address.`);
  switch (settings.kind) {
    case "smtp":
      return smtp(url ?? "smtp://dry.run.invalid", { from: settings.from, ...paced });
    case "wecom":
      return wecom(url ?? "https://dry.run.invalid/", paced);
    case "dingtalk":
    case "feishu": {
      const key = settings.secret;
      const options = {
        now,
        pace: paced,
        secret: key === undefined ? undefined : send ? secret(env.variables, key) : secretIfAny(env.variables, key),
      };
      const make = settings.kind === "dingtalk" ? dingtalk : feishu;
      return make(url ?? "https://dry.run.invalid/", options);
    }
  }
}
