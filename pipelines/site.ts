import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { explorerFile } from "../dashboards/explorer/facts.ts";
import type { Lang } from "../dashboards/published.ts";
import { readDifference } from "./differences.ts";
import { openDuckdb } from "./engines/duckdb.ts";
import { replaceFolder } from "./files.ts";
import type { Logger } from "./logger.ts";
import { refusePersonal } from "./privacy/gate.ts";
import { nobody, type People } from "./privacy/people.ts";
import { bundleScripts, bundleStyles } from "./site/bundle.ts";
import { writeExplorer } from "./site/explorer.ts";
import { finishPage } from "./site/finish.ts";
import { buildWithFramework } from "./site/framework.ts";
import { openLists } from "./site/lists.ts";
import { loadPublished, refuseOther } from "./site/load.ts";
import { pagesFolder, readPages } from "./site/pages.ts";
import { type Rendered, renderPages } from "./site/render.ts";
import type { Workspace } from "./workspace.ts";

export interface SiteOptions {
  logger: Logger;
  /** The first is the site's root, others get a folder of their name. */
  languages?: readonly Lang[];
  /** Whose names and keys may not be on a page; without it only what is personal by its form is looked for. */
  people?: People;
  /** Folders of page files; the product's own by default. */
  pages?: readonly string[];
}

export interface SiteResult {
  pages: number;
  lists: number;
  bytes: number;
}

/**
 * Builds the static site from the published files and swaps it in whole. Pages are rendered here, so that their numbers
 * are in the HTML; Framework resolves, hashes and writes them. Needs no network.
 */
export async function buildSite(workspace: Workspace, options: SiteOptions): Promise<SiteResult> {
  const { logger, languages = ["zh"], pages: folders = [pagesFolder], people = nobody } = options;
  const [root = "zh"] = languages;
  const scratch = join(workspace.temporary, `site-${process.pid}`);
  const source = join(scratch, "pages");
  const output = join(scratch, "site");
  try {
    await rm(scratch, { recursive: true, force: true });
    const { frames, pages, lists } = await prepare();
    await buildWithFramework(source, output);
    await finishAll(output, frames);
    await rename(join(scratch, "lists"), join(output, "lists"));
    await rename(dirname(join(scratch, explorerFile)), dirname(join(output, explorerFile)));
    await refuseLeaks();
    const bytes = await replaceFolder(output, workspace.site, "site");
    logger.info(`  ${pages} pages, ${lists} lists, ${(bytes / 1e6).toFixed(1)} MB`);
    return { pages, lists, bytes };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }

  async function refuseLeaks(): Promise<void> {
    const engine = await openDuckdb({ memoryLimit: "256MB", threads: 1, tempDirectory: join(scratch, "spill") });
    try {
      await refusePersonal(engine, people, output, "site", workspace.published);
    } finally {
      await engine.close();
    }
  }

  /** Reads what is published, renders the pages into `source` and writes the lists they link to. */
  async function prepare(): Promise<{ frames: Rendered["frames"]; pages: number; lists: number }> {
    const engine = await openDuckdb({ memoryLimit: "256MB", threads: 1, tempDirectory: join(scratch, "spill") });
    try {
      await refuseOther(workspace.published);
      const difference = await readDifference(workspace);
      const published = await loadPublished(engine, workspace.published, difference);
      const lists = await openLists(engine, published);
      const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
      for (const lang of languages) {
        const pages = await readPages(published, lang, folders);
        renderPages(published, pages, { lang, languages }, rendered, lists.can);
      }
      rendered.files.set("style.css", await bundleStyles(published, root));
      for (const [name, text] of await bundleScripts()) rendered.files.set(name, text);
      await writeAll(source, rendered.files);
      await lists.write(rendered.lists, join(scratch, "lists"));
      await writeExplorer(engine, published.themes, join(scratch, explorerFile));
      return { frames: rendered.frames, pages: rendered.frames.size, lists: rendered.lists.size };
    } finally {
      await engine.close();
    }
  }
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function finishAll(output: string, frames: Rendered["frames"]): Promise<void> {
  for (const [file, frame] of frames) {
    const path = join(output, file);
    await writeFile(path, finishPage(await readFile(path, "utf8"), frame));
  }
  // Framework's runtime, which no page loads any more.
  await rm(join(output, "_observablehq"), { recursive: true, force: true });
}
