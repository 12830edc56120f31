import { createHash } from "node:crypto";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { int, month } from "../dashboards/components/format.ts";
import type { Published } from "../dashboards/published.ts";
import { words } from "../dashboards/words.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import type { Engine } from "./engines/engine.ts";
import { replaceFolder, writeWhole } from "./files.ts";
import { loadPrelude } from "./prelude.ts";
import { refusePersonal } from "./privacy/gate.ts";
import { readPeople } from "./privacy/people.ts";
import { birthdayLists } from "./reports/birthdays.ts";
import { dayOf, executiveReport } from "./reports/executive.ts";
import { faultReports } from "./reports/fault.ts";
import { toHtml } from "./reports/html.ts";
import { contextIn, inBoth } from "./reports/languages.ts";
import { type Draft, type ReportEntry, type ReportKind, type ReportManifest, reportKinds } from "./reports/manifest.ts";
import { toMarkdown } from "./reports/markdown.ts";
import { qualityTable } from "./reports/quality.ts";
import { loadPublished, refuseOther } from "./site/load.ts";
import { transformsRoot } from "./transform.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Writes the bundle of the published run to `reports/<day of the as-of>/` and swaps it in whole: the same bytes for the same run. Only the lists
 * of service points may hold personal data; the rest passes the gate that published files pass. Returns the folder and what is in it.
 */
export async function writeReports(
  engine: Engine,
  workspace: Workspace,
): Promise<{ folder: string; manifest: ReportManifest }> {
  const published = await readPublished(workspace);
  const { run_id, as_of, zone, code_version } = published.manifest;
  const day = dayOf(published.manifest);
  const built = join(workspace.temporary, "reports");
  await rm(built, { recursive: true, force: true });
  await mkdir(built, { recursive: true });
  const open = [executive(published), quality(published), ...faultReports(published)];
  const reports: ReportEntry[] = [];
  for (const draft of open) reports.push(await write(draft));
  await refusePersonal(engine, await readPeople(engine), built, `reports/${day}`, workspace.published);
  await loadPrelude(engine, transformsRoot, { asOf: new Date(as_of), zone });
  for (const draft of await birthdays(engine)) reports.push(await write(draft));
  const count = (kind: ReportKind) => reports.filter((report) => report.kind === kind).length;
  const counts = Object.fromEntries(reportKinds.map((kind) => [kind, count(kind)])) as ReportManifest["counts"];
  const manifest: ReportManifest = { run_id, as_of, zone, code_version, counts, reports };
  await writeWhole(join(built, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  const folder = join(workspace.reports, day);
  await replaceFolder(built, folder, "reports");
  return { folder, manifest };

  async function write({ files, ...draft }: Draft): Promise<ReportEntry> {
    const entry = { product_line: null, service_point_id: null, is_personal: false, page: null, ...draft };
    const written: ReportEntry["files"] = [];
    for (const [path, text] of Object.entries(files)) {
      await writeWhole(join(built, path), text);
      if (entry.is_personal) await chmod(join(built, path), 0o600);
      const sha256 = createHash("sha256").update(text).digest("hex");
      written.push({ path, sha256, bytes: Buffer.byteLength(text) });
    }
    return { ...entry, files: written };
  }
}

function executive(published: Published): Draft {
  const [zh, en] = [executiveReport(contextIn(published, "zh")), executiveReport(contextIn(published, "en"))];
  return {
    id: "executive",
    kind: "executive",
    title: { zh: zh.title, en: en.title },
    summary: { zh: zh.lead, en: en.lead },
    page: "index",
    files: {
      "executive.html": toHtml(zh),
      "executive.md": toMarkdown(zh),
      "executive.en.html": toHtml(en),
      "executive.en.md": toMarkdown(en),
    },
  };
}

function quality(published: Published): Draft {
  const { rows, text } = qualityTable(published);
  const { texts } = published.themes;
  return {
    id: "quality",
    kind: "quality",
    title: inBoth((lang) => words[lang].reports.quality(month(dayOf(published.manifest), lang))),
    summary: inBoth((lang) => words[lang].reports.qualitySummary(int(rows), int(texts.all))),
    page: "themes",
    files: { "quality.csv": text },
  };
}

async function birthdays(engine: Engine): Promise<Draft[]> {
  return (await birthdayLists(engine)).map(({ service_point_id, units, text }) => ({
    id: `birthday-${service_point_id ?? ""}`,
    kind: "birthday",
    title: inBoth((lang) => {
      const own = words[lang].reports;
      return own.birthday(service_point_id ?? own.unassigned);
    }),
    summary: inBoth((lang) => words[lang].reports.birthdaySummary(int(units))),
    service_point_id,
    is_personal: true,
    files: { [`birthday/${service_point_id === null ? "_" : fileName(service_point_id)}.csv`]: text },
  }));
}

/** A source's id as a file name: letters, digits, dot and hyphen stand, anything else by its code. */
const fileName = (id: string): string =>
  [...id].map((char) => (/[\p{L}\p{N}-]/u.test(char) ? char : `.${(char.codePointAt(0) ?? 0).toString(16)}`)).join("");

async function readPublished(workspace: Workspace): Promise<Published> {
  await refuseOther(workspace.published);
  const engine = await openDuckdb({
    memoryLimit: "256MB",
    threads: 1,
    tempDirectory: join(workspace.temporary, "spill"),
  });
  try {
    return await loadPublished(engine, workspace.published);
  } finally {
    await engine.close();
  }
}
