import { type Context, contextOf, type Registry } from "../../dashboards/page.ts";
import type { Lang, Published } from "../../dashboards/published.ts";

const languages: readonly Lang[] = ["zh", "en"];
const noFiles: Registry = { csv: () => "", list: () => null };

/** What parts of pages read, for a report: it links to nothing and registers no file. */
export const contextIn = (published: Published, lang: Lang): Context =>
  contextOf(published, lang, languages, "index", noFiles);

/** The same said in both languages. */
export const inBoth = (say: (lang: Lang) => string): { zh: string; en: string } => ({ zh: say("zh"), en: say("en") });
