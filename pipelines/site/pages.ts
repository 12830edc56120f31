import { readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page, PageSource } from "../../dashboards/page.ts";
import { contextOf } from "../../dashboards/page.ts";
import type { Lang, Published } from "../../dashboards/published.ts";
import { words } from "../../dashboards/words.ts";
import { UserError } from "../errors.ts";

export const pagesFolder = fileURLToPath(new URL("../../dashboards/pages", import.meta.url));

/** Every page of one language, from the files of a folder; a new file is a new page. */
export async function readPages(
  published: Published,
  lang: Lang,
  folders: readonly string[] = [pagesFolder],
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const folder of folders) {
    const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
    for (const file of files) {
      const module = (await import(pathToFileURL(`${folder}/${file}`).href)) as { default?: PageSource };
      if (typeof module.default !== "function") {
        throw new UserError(`${folder}/${file} has no default export; wanted definePage(…).`);
      }
      const { say } = contextOf(published, lang, [lang], "index", { csv: () => "", list: () => null });
      pages.push(...[module.default(published, words[lang], say)].flat());
    }
  }
  const paths = pages.map((page) => page.path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice) throw new UserError(`Two pages are called ${twice}.`);
  return pages;
}
