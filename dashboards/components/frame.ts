import { type NavGroup, navGroups } from "../nav.ts";
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

/** Which sources have given nothing new for longer than they may: above every number that rests on them. */
function staleBanner({ words, published, link }: Context): Html {
  const late = published.quality.gate.findings.filter(({ rule }) => rule === "source_is_late");
  if (late.length === 0) return html``;
  const sources = late.map(({ subject, rows }) => words.lateSource(subject, int(rows)));
  return html`<p class="stale" role="status"><b>${words.stale}</b>${words.colon}${sources.join(words.separator)} <a href="${link("about", "gate")}">${words.gate}</a></p>`;
}

/** What a page that nobody made anew says by itself once newer data were promised: client/age.ts shows it by the reader's clock. */
function ageBanner({ words, published }: Context): Html {
  const { as_of, promised_days: promised } = published.quality;
  if (promised === undefined) return html``;
  const { before, after } = words.aged;
  return html`<p class="stale" role="status" hidden data-as-of="${as_of}" data-promised-days="${promised}"><b>${words.stale}</b>${words.colon}${before}<span data-age></span>${after(int(promised))}</p>`;
}

/** The group a page is in; a page outside the navigation is in that of its folder's index. */
function groupOf(page: Page, pages: readonly Page[]): NavGroup | undefined {
  const index = `${page.path.split("/")[0]}/index`;
  return page.nav?.group ?? page.group ?? pages.find(({ path }) => path === index)?.nav?.group;
}

/** Groups, and below them the pages of the group one is in. */
function navigation(context: Context, page: Page, pages: readonly Page[]): { groups: Html; pages: Html } {
  const { words, link } = context;
  const placed = pages
    .flatMap((candidate) => (candidate.nav ? [{ ...candidate.nav, path: candidate.path }] : []))
    .sort((a, b) => a.order - b.order);
  const current = groupOf(page, pages);
  const groups = navGroups.flatMap((group) => {
    const first = placed.find((candidate) => candidate.group === group);
    if (!first) return [];
    const here = group === current ? html` aria-current="true"` : "";
    return [html`<a href="${link(first.path)}"${here}>${words.groups[group]}</a>`];
  });
  const inside = placed.filter(({ group }) => group === current);
  const links = inside.map(
    ({ path, label }) =>
      html`<a href="${link(path)}"${path === page.path ? html` aria-current="page"` : ""}>${label}</a>`,
  );
  return {
    groups: html`<nav class="menu groups" aria-label="${words.navigation}">${groups}</nav>`,
    pages: current ? html`<nav class="menu pages" aria-label="${words.groups[current]}">${links}</nav>` : html``,
  };
}

/** Navigation, data strip, and what the data lack. */
export function header(context: Context, page: Page, pages: readonly Page[]): Html {
  const { words } = context;
  const nav = navigation(context, page, pages);
  return html`<a class="skip" href="#observablehq-main">${words.skip}</a><div class="top"><a class="brand" href="${context.link("index")}">${words.brand}</a>${nav.groups}<span class="tools"><button class="plain" type="button" data-action="theme" data-dark="${words.dark}" data-light="${words.light}">${words.dark}</button>${context.other ? html`<a href="${context.other.href}" lang="${words.other.lang}">${words.other.label}</a>` : ""}</span></div>${nav.pages}${strip(context)}${staleBanner(context)}${ageBanner(context)}`;
}

/** Methods, links, and for paper the run, since paper has no links. */
export function footer(context: Context): Html {
  const { words } = context;
  return html`<div class="foot note"><p class="screen-only">${words.foot}</p><nav class="screen-only" aria-label="${words.allDefinitions}"><a href="${context.link("definitions/index")}">${words.allDefinitions}</a><a href="${context.link("about", "limits")}">${words.limits}</a></nav></div>`;
}
