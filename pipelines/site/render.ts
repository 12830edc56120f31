import { addressOf, shortened } from "../../dashboards/components/address.ts";
import { footer, header } from "../../dashboards/components/frame.ts";
import { csv } from "../../dashboards/csv.ts";
import { contextOf, folderOf, type ListRequest, type Page, type Registry } from "../../dashboards/page.ts";
import type { Lang, Published } from "../../dashboards/published.ts";

/** Files of the site's source folder, by path. */
export type Files = Map<string, string>;

/** What stands around a page's own content; put there after Framework, which would parse it once more for each page. */
export interface Frame {
  language: string;
  header: string;
  footer: string;
}

export interface Rendered {
  files: Files;
  /** By path of the HTML file. */
  frames: Map<string, Frame>;
  /** Lists that pages link to, by id. */
  lists: Map<string, ListRequest>;
}

/** The name of a list in addresses and files: stable for the same number of the same run. */
export function listId(request: ListRequest): string {
  const { metric_id, period_start, dims, which } = request;
  const span = request.compared ? "compared" : request.until ? "window" : request.grain;
  const slices = Object.entries(dims).map(([key, value]) => `${key}.${addressOf(value, "")}`);
  const id = [metric_id, span, period_start, ...slices, which].join("-");
  return shortened(id, JSON.stringify([metric_id, span, period_start, dims, which]));
}

/**
 * Renders every page of one language into Markdown that is one block of HTML. `canList` says of which metrics lists can be
 * made from the published tables.
 */
export function renderPages(
  published: Published,
  pages: readonly Page[],
  { lang, languages }: { lang: Lang; languages: readonly Lang[] },
  rendered: Rendered,
  canList: (request: ListRequest) => boolean,
): void {
  const folder = folderOf(lang, languages[0] ?? lang);
  const registry: Registry = {
    csv(name, head, rows) {
      const path = `data/${folder}${name}.csv`;
      rendered.files.set(path, csv(head, rows));
      return path;
    },
    list(request) {
      if (!canList(request)) return null;
      const id = listId(request);
      rendered.lists.set(id, request);
      return id;
    },
  };
  for (const page of pages) {
    const context = contextOf(published, lang, languages, page.path, registry);
    const scripts = ["page", ...(page.charts ? ["charts"] : []), ...(page.script ? [page.script] : [])].map(
      (name) => `<script type="module" src="${context.file(`${name}.js`)}"></script>`,
    );
    rendered.frames.set(`${folder}${page.path}.html`, {
      language: context.words.language,
      header: header(context, page, pages).markup,
      footer: footer(context).markup,
    });
    // Scripts stand in the body, because Framework parses a head in one more DOM of its own for each page.
    const body = `<div>${scripts.join("")}${inert(page.render(context).markup)}</div>`;
    const title = JSON.stringify(`${page.title} · ${context.words.site}`);
    rendered.files.set(`${folder}${page.path}.md`, `---\ntitle: ${title}\n---\n\n${body}\n`);
  }
}

/** One line without blank ones, so that Markdown leaves it alone, and without the braces Framework would run. */
const inert = (markup: string): string => markup.replace(/\r?\n/g, "&#10;").replaceAll("${", "&#36;{");
