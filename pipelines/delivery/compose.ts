import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { words } from "../../dashboards/words.ts";
import { toHtml } from "../reports/html.ts";
import type { ReportEntry, ReportManifest } from "../reports/manifest.ts";
import type { Attachment, Message } from "./message.ts";

export interface Composition {
  /** The folder of the bundle. */
  folder: string;
  manifest: Pick<ReportManifest, "run_id">;
  /** As every report states it. */
  stamp: string;
  /** The as-of, as a subject states it. */
  day: string;
  reports: readonly ReportEntry[];
  lang: "zh" | "en";
  site: string | undefined;
  /** A word that a robot asks for in every message. */
  keyword?: string | undefined;
  /** Bytes of attachments; 0 where the channel carries none. */
  attachmentLimit: number;
  key: string;
}

/** One digest of all reports for one recipient: never a stream of messages. */
export async function compose(given: Composition): Promise<Message> {
  const { folder, reports, lang, site, stamp, day, keyword, attachmentLimit, key } = given;
  const own = words[lang].reports.digest;
  const [first] = reports;
  const only = reports.length === 1 ? first : undefined;
  const subject = own.subject(only?.title[lang] ?? own.many(reports.length), day);
  const { carried, left } = await attach(folder, reports, lang, attachmentLimit);
  const lines = reports.map((report) => ({
    title: report.title[lang],
    summary: report.summary[lang],
    link: linkTo(report, site),
  }));
  const notes = [
    ...left.map(({ name, bytes }) => own.tooLarge(name, (bytes / 1e6).toFixed(1))),
    ...(reports.some(({ is_personal }) => is_personal) ? [own.personal] : []),
  ];
  const tail = [stamp, ...(keyword === undefined ? [] : [keyword])];
  const body = only?.files.find(({ path }) => path === `${only.id}${lang === "zh" ? "" : `.${lang}`}.html`);
  return {
    key,
    subject,
    markdown: [
      `### ${plain(subject)}`,
      ...lines.map(
        ({ title, summary, link }) => `- **${plain(title)}** ${plain(summary)}${link ? ` [${own.open}](${link})` : ""}`,
      ),
      ...notes.map(plain),
      tail.map(plain).join(" "),
    ].join("\n"),
    text: `${[subject, "", ...lines.map(({ title, summary, link }) => [title, `  ${summary}`, ...(link ? [`  ${link}`] : [])].join("\n")), "", ...notes, ...tail].join("\n")}\n`,
    html: body
      ? await readFile(join(folder, body.path), "utf8")
      : toHtml({
          lang,
          title: subject,
          lead: only?.summary[lang] ?? own.many(reports.length),
          stamp: tail.join(" "),
          blocks: [
            ...lines.flatMap(({ title, summary, link }) => [
              { kind: "heading", text: title } as const,
              { kind: "text", text: link ? `${summary} ${link}` : summary } as const,
            ]),
            ...notes.map((text) => ({ kind: "text", text, isNote: true }) as const),
          ],
        }),
    attachments: carried,
  };
}

/** Where the site says the same. */
const linkTo = ({ page }: ReportEntry, site: string | undefined): string | null =>
  site === undefined || page === null ? null : `${site}/${page}.html`;

/** Text that a chat would take for Markdown, and addresses of people it would call. */
const plain = (text: string): string => text.replace(/[*_`[\]<>#]/g, " ").replaceAll("@", "＠");

/** Tables and sheets of the reports in the language, in their order, as far as the limit goes. */
async function attach(
  folder: string,
  reports: readonly ReportEntry[],
  lang: "zh" | "en",
  limit: number,
): Promise<{ carried: Attachment[]; left: Attachment[] }> {
  const all = reports
    .flatMap(({ files }) => files.filter(({ path }) => isRead(path, lang, files)))
    .map(({ path, bytes }) => ({ name: basename(path), path: join(folder, path), bytes }));
  if (limit === 0) return { carried: [], left: [] };
  const carried: Attachment[] = [];
  let room = limit;
  for (const one of all) {
    if (one.bytes > room) continue;
    room -= one.bytes;
    carried.push(one);
  }
  return { carried, left: all.filter((one) => !carried.includes(one)) };
}

/** A table, or a sheet in the language; the Chinese one where there is no other. */
function isRead(path: string, lang: "zh" | "en", files: ReportEntry["files"]): boolean {
  if (path.endsWith(".csv")) return true;
  if (!path.endsWith(".html")) return false;
  const isEnglish = path.endsWith(".en.html");
  if (lang === "zh") return !isEnglish;
  return isEnglish || !files.some((other) => other.path === path.replace(/\.html$/, ".en.html"));
}
