import type { Frame } from "./render.ts";

/** What pages may do: load their own files and run their own scripts; no inline script, no other host, no frame, no plug-in, no form. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // Bars and axes carry their place as a style attribute, and Plot puts one style element into each chart.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  ...["object-src", "frame-src", "worker-src", "media-src", "manifest-src", "base-uri", "form-action"].map(
    (what) => `${what} 'none'`,
  ),
  // Where the browser knows of it, no text becomes markup or script but by the one way that reads another page of the site.
  "require-trusted-types-for 'script'",
  "trusted-types own-page",
].join("; ");

/**
 * Completes a page that Framework built: its language, zoom on phones, a content security policy, and without Framework's
 * runtime, which only live code cells would need. Throws where a script stands in the page itself, as no page of ours has one.
 */
export function finishPage(html: string, { language, header, footer }: Frame): string {
  const page = html
    .replace("<html>", `<html lang="${language}">`)
    .replace(", maximum-scale=1", "")
    .replace(/<meta name="generator"[^>]*>\n/, "")
    .replace(/<link rel="modulepreload" href="[^"]*_observablehq\/[^"]*">\n?/g, "")
    .replace(/<script type="module">\s*import "[^"]*_observablehq\/client[^"]*";\s*<\/script>\n?/, "")
    .replace('<main id="observablehq-main"', () => `<header>${header}</header>\n<main id="observablehq-main"`)
    .replace("</main>", () => `</main>\n<footer>${footer}</footer>`)
    .replace(
      '<meta charset="utf-8">',
      `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">\n<link rel="icon" href="data:,">`,
    );
  if (/<script(?![^>]*\bsrc=)/i.test(page))
    throw new Error("A page holds a script of its own, which its policy would not run.");
  return page;
}
