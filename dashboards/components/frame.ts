import type { Context, Page } from "../page.ts";
import { breakable, int, wallTime } from "./format.ts";
import { Html, html } from "./html.ts";

/** A title that may break between its words only. */
export const title = (text: string): Html =>
  new Html(
    breakable(text)
      .map((piece) => html`${piece}`.markup)
      .join("<wbr>"),
  );

/** The head of a page: what was found, and what it was found in. */
export const head = (heading: string, lead: string): Html =>
  html`<div class="head"><h1>${title(heading)}</h1><p>${lead}</p></div>`;

/** A block: the finding as its title, then measure, population and period. */
export const section = (id: string, heading: string, lead: string, body: Html, className = ""): Html =>
  html`<section class="${className}" aria-labelledby="${id}"><div class="section-head"><h2 id="${id}">${title(heading)}</h2><p>${lead}</p></div>${body}</section>`;

/** As-of, run, rows and gate: on every page, first under the navigation. */
function strip(context: Context): Html {
  const { words, published } = context;
  const { manifest, quality } = published;
  const warnings = quality.gate.findings.filter((finding) => finding.severity === "warn").length;
  const { read, loaded, quarantined } = quality.totals;
  const about = (anchor: string) => context.link("about", anchor);
  return html`<dl class="strip" aria-label="${words.stripLabel}"><div><dt>${words.asOf}</dt><dd>${wallTime(manifest.as_of, manifest.zone)}${words.zone(manifest.zone)}</dd></div><div><dt>${words.run}</dt><dd><a href="${about("files")}">${manifest.run_id}</a></dd></div><div><dt>${words.rows}</dt><dd>${words.rowsOf.read} ${int(read)}${words.and}${words.rowsOf.loaded} ${int(loaded)}${words.and}${words.rowsOf.quarantined} <a href="${about("quarantine")}">${int(quarantined)}</a></dd></div><div><dt>${words.gate}</dt><dd><b>${
    quality.gate.passed ? words.gatePassed : words.gateFailed
  }</b>${warnings > 0 ? html`${words.and}<a href="${about("gate")}">${words.warnings(warnings)}</a>` : ""}</dd></div></dl>`;
}

/** Navigation and data strip. */
export function header(context: Context, page: Page, pages: readonly Page[]): Html {
  const { words } = context;
  const links = pages
    .filter((candidate) => candidate.nav)
    .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0))
    .map(
      (candidate) =>
        html`<a href="${context.link(candidate.path)}"${candidate.path === page.path ? html` aria-current="page"` : ""}>${candidate.nav?.label ?? candidate.title}</a>`,
    );
  return html`<a class="skip" href="#observablehq-main">${words.skip}</a><div class="top"><a class="brand" href="${context.link("index")}">${words.brand}</a><nav aria-label="${words.navigation}">${links}</nav><span class="tools"><button class="plain" type="button" data-action="theme" data-dark="${words.dark}" data-light="${words.light}">${words.dark}</button>${context.other ? html`<a href="${context.other.href}" lang="${words.other.lang}">${words.other.label}</a>` : ""}</span></div>${strip(context)}`;
}

/** Methods, links, and for paper the run, since paper has no links. */
export function footer(context: Context): Html {
  const { words } = context;
  return html`<div class="foot note"><p class="screen-only">${words.foot}</p><nav class="screen-only" aria-label="${words.allDefinitions}"><a href="${context.link("definitions/index")}">${words.allDefinitions}</a><a href="${context.link("about", "limits")}">${words.limits}</a></nav></div>`;
}
