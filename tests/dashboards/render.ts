import type { Published } from "../../dashboards/published.ts";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";

/** Every page in both languages, as the site builder gets them. */
export async function render(published: Published): Promise<Rendered> {
  const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
  const languages = ["zh", "en"] as const;
  for (const lang of languages) {
    renderPages(published, await readPages(published, lang), { lang, languages }, rendered, () => true);
  }
  return rendered;
}

/** What a page says, without markup. */
export const plain = (markup = ""): string =>
  markup
    .replaceAll("<wbr>", "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
