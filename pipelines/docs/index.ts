import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, UserError } from "../errors.ts";
import { cliPage } from "./cli.ts";
import { dictionaryPage } from "./dictionary.ts";
import { metricsPage } from "./metrics.ts";
import { modelsPage } from "./models.ts";
import { noticesPage } from "./notices.ts";
import { sourcesPage } from "./sources.ts";

/** The pages that are made from code, by their path below the root. */
export const generatedPages: Record<string, (root: string) => Promise<string> | string> = {
  "docs/cli.md": () => cliPage(),
  "docs/metrics.md": () => metricsPage(),
  "docs/models.md": (root) => modelsPage(join(root, "transforms")),
  "docs/sources.md": () => sourcesPage(),
  "docs/data-dictionary.md": () => dictionaryPage(),
  "THIRD-PARTY-NOTICES.md": (root) => noticesPage(root),
};

export interface GeneratedPage {
  path: string;
  text: string;
  /** Whether the file below the root says something else or is not there. */
  isStale: boolean;
}

/** Makes every generated page and compares it with the file below `root`; writes nothing. */
export async function generatePages(root: string, pages = generatedPages): Promise<GeneratedPage[]> {
  const made: GeneratedPage[] = [];
  for (const [path, make] of Object.entries(pages)) {
    const text = await make(root);
    const present = await readFile(join(root, path), "utf8").catch(() => undefined);
    made.push({ path, text, isStale: present !== text });
  }
  return made;
}

/** Refuses, by name, pages that are not what the code makes. */
export function refuseStale(pages: readonly GeneratedPage[]): void {
  const stale = pages.filter((page) => page.isStale).map((page) => page.path);
  if (stale.length === 0) return;
  throw new UserError(`${stale.join(", ")} ${stale.length === 1 ? "is" : "are"} not what the code makes.`, {
    hint: "Run `npm run docs` and commit what it writes.",
    exitCode: exitCodes.refused,
  });
}
