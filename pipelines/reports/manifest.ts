import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../errors.ts";

export const reportKinds = ["executive", "quality", "fault", "birthday"] as const;

const text = z.strictObject({ zh: z.string(), en: z.string() });
const report = z.strictObject({
  /** The same for the same subject of the same as-of. */
  id: z.string(),
  kind: z.enum(reportKinds),
  title: text,
  /** What is in it, in a line of a digest. */
  summary: text,
  /** Category of the products it speaks of. */
  product_line: z.string().nullable(),
  service_point_id: z.string().nullable(),
  /** Holds what belongs to its service point alone: it goes to no chat and is attached to no other mail. */
  is_personal: z.boolean(),
  /** The page of the site that says the same. */
  page: z.string().nullable(),
  /** Path in the folder; an HTML file of a language is the body of a mail in it. */
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.int() })),
});
const manifest = z.strictObject({
  run_id: z.string(),
  as_of: z.string(),
  zone: z.string(),
  code_version: z.string(),
  counts: z.record(z.enum(reportKinds), z.int()),
  reports: z.array(report),
});

export type ReportKind = (typeof reportKinds)[number];
export type ReportEntry = z.infer<typeof report>;
/** A report before it is written: the text of each file by its path. What is left out is null, and the report not personal. */
export interface Draft
  extends Pick<ReportEntry, "id" | "kind" | "title" | "summary">,
    Partial<Omit<ReportEntry, "id" | "kind" | "title" | "summary" | "files">> {
  files: Readonly<Record<string, string>>;
}
/** manifest.json of a folder of reports. */
export type ReportManifest = z.infer<typeof manifest>;

/** Throws UserError where the folder has no manifest or another program's. */
export async function readReportManifest(folder: string): Promise<ReportManifest> {
  const path = join(folder, "manifest.json");
  const hint = "Run huiyin report first, or huiyin run.";
  const content = await readFile(path, "utf8").catch(() => {
    throw new UserError(`${path} is not there.`, { hint });
  });
  try {
    return manifest.parse(JSON.parse(content));
  } catch (cause) {
    throw new UserError(`${path} is not the manifest of a bundle of reports.`, { hint, cause });
  }
}
