import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds against WCAG 2.2 AA and its own best practice, a line each: the rule and the first element that breaks it. */
export async function axeFindings(page: Page): Promise<string[]> {
  // The page's policy refuses injected scripts, as it should; axe is evaluated from outside it.
  await page.evaluate(await readFile(axe, "utf8"));
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const result = await (window as any).axe.run({ runOnly: tags });
    return result.violations.map(
      (v: { id: string; nodes: { html: string }[] }) => `${v.id}: ${v.nodes[0]?.html.slice(0, 160)}`,
    );
  });
}
