import { createHash } from "node:crypto";
import type { Frame } from "./render.ts";

/** What pages may load: their own files, and no inline script but those whose hash is named. */
export function contentSecurityPolicy(inlineScripts: readonly string[]): string {
  const hashes = inlineScripts.map((text) => ` 'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return [
    "default-src 'self'",
    `script-src 'self'${hashes.join("")}`,
    // Bars and axes carry their place as a style attribute, and Plot puts one style element into each chart.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * Completes a page that Framework built: its language, zoom on phones, a content security policy, and without Framework's
 * runtime, which only live code cells would need. A page that has such cells keeps it and gets its hash into the policy.
 */
export function finishPage(html: string, { language, header, footer }: Frame): string {
  const usesRuntime = /\bdefine\(\{/.test(html);
  let page = html
    .replace("<html>", `<html lang="${language}">`)
    .replace(", maximum-scale=1", "")
    .replace(/<meta name="generator"[^>]*>\n/, "")
    .replace('<main id="observablehq-main"', () => `<header>${header}</header>\n<main id="observablehq-main"`)
    .replace("</main>", () => `</main>\n<footer>${footer}</footer>`);
  if (!usesRuntime) {
    page = page
      .replace(/<link rel="modulepreload" href="[^"]*_observablehq\/[^"]*">\n?/g, "")
      .replace(/<script type="module">\s*import "[^"]*_observablehq\/client[^"]*";\s*<\/script>\n?/, "");
  }
  const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
  return page.replace(
    '<meta charset="utf-8">',
    `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(inline)}">\n<link rel="icon" href="data:,">`,
  );
}
