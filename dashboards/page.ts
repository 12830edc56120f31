import type { Html } from "./components/html.ts";
import type { NavGroup } from "./nav.ts";
import type { Dims, Grain, Lang, Published, Text } from "./published.ts";
import { type Words, words } from "./words.ts";

/** Which tickets (or answers, visits, texts) stand behind a number. */
export interface ListRequest {
  metric_id: string;
  grain: Grain;
  period_start: string;
  /** First day after the period, where the period is a window and not one of the grain's own. */
  until?: string;
  dims: Dims;
  which: "all" | "hit" | "miss";
  /** The cases a service point or engineer is compared by: attributed to it, without those an appeal took out. */
  compared?: boolean;
}

/** What the site builder gives to pages: where to register the files that a page links to. */
export interface Registry {
  /** Registers a CSV; returns its path from the site's root. */
  csv(name: string, header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string;
  /** Registers a list; returns its id, or null when lists are not available for this metric. */
  list(request: ListRequest): string | null;
}

export interface Context {
  published: Published;
  lang: Lang;
  words: Words;
  /** The text of this build's language. */
  say(text: Text): string;
  /** A link to another page, relative to this one. */
  link(page: string, anchor?: string): string;
  /** This page in the site's other language, where one is built. */
  other: { href: string; lang: Lang } | null;
  /** A link to a file beside the pages of all languages, relative to this page. */
  file(path: string): string;
  registry: Registry;
}

export interface Page {
  /** File name without extension, from the site's root; may hold folders. */
  path: string;
  title: string;
  /** Place in the navigation; absent = not in it. A group's link leads to its first page. */
  nav?: { group: NavGroup; order: number; label: string };
  /** The group of a page that is not in the navigation. */
  group?: NavGroup;
  /** `true` = loads the chart bundle. */
  charts?: boolean;
  /** A script of the page's own, by its name in dashboards/client. */
  script?: string;
  render(context: Context): Html;
}

/** The default export of one file in dashboards/pages: one page, or as many as the published files ask for. */
export type PageSource = (published: Published, words: Words, say: (text: Text) => string) => Page | readonly Page[];

/** Helps a page file to its types. */
export const definePage = (source: PageSource): PageSource => source;

const up = (path: string): string => "../".repeat(path.split("/").length - 1) || "./";

/** Chinese carries no typed space beside Latin letters and digits; the browser sets that distance. */
export const tighten = (text: string): string =>
  text.replace(/(?<=\p{Script=Han}) +(?=[\p{L}\d])|(?<=[\p{L}\d]) +(?=\p{Script=Han})/gu, "");

/** Where the pages of a language are: the first language of a build at the site's root, others in a folder of their name. */
export const folderOf = (lang: Lang, root: Lang): string => (lang === root ? "" : `${lang}/`);

/** The context of one page of a build in `languages`, the first of which has the site's root. */
export function contextOf(
  published: Published,
  lang: Lang,
  languages: readonly Lang[],
  page: string,
  registry: Registry,
): Context {
  const home = up(page);
  const root = languages[0] ?? lang;
  const top = lang === root ? home : `${home === "./" ? "" : home}../`;
  const second = languages.find((language) => language !== lang);
  return {
    published,
    lang,
    words: words[lang],
    say: (text) => (lang === "zh" ? tighten(text.zh) : text[lang]),
    link: (to, anchor) => `${home}${to}.html${anchor ? `#${anchor}` : ""}`,
    other: second ? { href: `${top}${folderOf(second, root)}${page}.html`, lang: second } : null,
    file: (path) => `${top}${path}`,
    registry,
  };
}
