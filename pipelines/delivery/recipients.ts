import { readFile } from "node:fs/promises";
import { z } from "zod";
import { check } from "../../sources/mapping-check.ts";
import { SourceError } from "../../sources/source.ts";
import { readYaml, type YamlFile } from "../../sources/yaml-text.ts";
import type { Workspace } from "../workspace.ts";

/** File of the workspace in which people say who gets which reports. */
export const recipientsFile = "recipients.yaml";

const variable = z.string().regex(/^[A-Z][A-Z0-9_]{2,}$/, "names an environment variable, such as HUIYIN_SMTP_URL");
const address = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "is no mail address");
const robot = { url: variable, secret: variable.optional(), keyword: z.string().optional() };
const channels = {
  smtp: z.strictObject({
    kind: z.literal("smtp"),
    url: variable,
    from: z.string().min(3),
    attachment_limit_mb: z.coerce.number().positive().default(10),
  }),
  wecom: z.strictObject({
    kind: z.literal("wecom"),
    url: variable,
    keyword: robot.keyword,
    files: z.stringbool().default(false),
  }),
  dingtalk: z.strictObject({ kind: z.literal("dingtalk"), ...robot }),
  feishu: z.strictObject({ kind: z.literal("feishu"), ...robot }),
};
const kinds = Object.keys(channels) as (keyof typeof channels)[];
const kind = z.object({ kind: z.enum(kinds as [keyof typeof channels]) });

const roles = ["executive", "quality", "product", "service_point"] as const;
const recipient = z.strictObject({
  role: z.enum(roles),
  channel: z.string(),
  to: z.array(address).min(1).optional(),
  language: z.enum(["zh", "en"]).default("zh"),
  product_lines: z.array(z.string()).min(1).optional(),
  service_point_id: z.string().optional(),
});
const file = z.strictObject({
  site: z.url({ protocol: /^https?$/, message: "is no web address" }).optional(),
  channels: z.record(z.string(), z.unknown()),
  recipients: z.array(z.unknown()).min(1),
});

export type ChannelSettings = z.infer<(typeof channels)[keyof typeof channels]>;
export type Role = (typeof roles)[number];
export type Recipient = z.infer<typeof recipient>;

export interface Recipients {
  /** Where the site is served, without a slash at the end. */
  site: string | undefined;
  channels: ReadonlyMap<string, ChannelSettings>;
  recipients: readonly Recipient[];
}

/** What people wrote in recipients.yaml. Throws SourceError that names the line and what is wrong, or what the file would hold. */
export async function readRecipients(workspace: Workspace): Promise<Recipients> {
  const path = workspace.path(recipientsFile);
  const text = await readFile(path, "utf8").catch(() => {
    throw new SourceError(`${path} is not there: nobody is named who gets reports.`, {
      hint: "docs/deliver-reports.md shows one.",
    });
  });
  return parseRecipients(text);
}

const keysOf = (schema: z.ZodObject) => () => Object.keys(schema.shape);

export function parseRecipients(text: string): Recipients {
  const yaml = readYaml(text, recipientsFile);
  const whole = check(file, yaml.root, yaml, [], keysOf(file));
  const found = new Map<string, ChannelSettings>();
  for (const [name, given] of Object.entries(whole.channels)) {
    const path = ["channels", name];
    const schema = channels[check(kind, given, yaml, path).kind];
    found.set(name, check<z.ZodType<ChannelSettings>>(schema, given, yaml, path, keysOf(schema)));
  }
  const recipients = whole.recipients.map((given, at) => {
    const path = ["recipients", at];
    const one = check(recipient, given, yaml, path, keysOf(recipient));
    agree(one, found, yaml, path);
    return one;
  });
  return { site: whole.site?.replace(/\/+$/, ""), channels: found, recipients };
}

/** What the fields of one recipient ask of each other. */
function agree(
  { role, channel, to, product_lines, service_point_id }: Recipient,
  found: ReadonlyMap<string, ChannelSettings>,
  yaml: YamlFile,
  path: readonly PropertyKey[],
): void {
  const wrong = (key: string, sentence: string) => new SourceError(`${yaml.place([...path, key])}: ${sentence}`);
  const settings = found.get(channel);
  if (!settings) throw wrong("channel", `there is no channel "${channel}"; there are ${[...found.keys()].join(", ")}.`);
  if (settings.kind === "smtp" && !to) throw wrong("channel", `mail by "${channel}" wants "to", a list of addresses.`);
  if (settings.kind !== "smtp" && to)
    throw wrong("to", `"${channel}" is a chat: its robot knows its room, without "to".`);
  if (role === "service_point" && settings.kind !== "smtp") {
    throw wrong("channel", "lists of a service point hold personal data: they go by mail to its own address alone.");
  }
  if (role === "service_point" && service_point_id === undefined) throw wrong("role", 'wants "service_point_id".');
  if (role !== "service_point" && service_point_id !== undefined) {
    throw wrong("service_point_id", 'is for the role "service_point".');
  }
  if (role !== "product" && product_lines) throw wrong("product_lines", 'is for the role "product".');
}
