import { make } from "./dom.ts";

const wide = matchMedia("(min-width: 1048px)");

/** The pane beside the list, which is a sheet over it where there is no room. It shows the main part of a theme's own page. */
export function openDrawer(dialog: HTMLDialogElement, onClose: () => void) {
  const body = dialog.querySelector<HTMLElement>("[data-body]");
  const pages = new Map<string, Promise<HTMLElement | null>>();
  let turn = 0;
  let added: readonly ChildNode[] = [];

  function show(): void {
    const isSheet = !wide.matches;
    if (dialog.open && dialog.matches(":modal") === isSheet) return;
    if (dialog.open) dialog.close();
    if (isSheet) {
      dialog.showModal();
      return;
    }
    // The pane takes the focus; the page stays where it was.
    const { scrollX, scrollY } = window;
    dialog.show();
    window.scrollTo(scrollX, scrollY);
  }

  /** Behind the page's own quotes; at the end where it has none. */
  function place(nodes: readonly Node[]): void {
    added = nodes as readonly ChildNode[];
    const quotes = body?.querySelector("#quotes")?.closest("section");
    if (quotes) quotes.after(...nodes);
    else body?.append(...nodes);
  }

  dialog.querySelector("[data-close]")?.addEventListener("click", onClose);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    onClose();
  });
  wide.addEventListener("change", () => dialog.open && show());

  return {
    /** Shows a part of another page, then what `more` gives; a part that is not there leaves the rest. */
    async open(
      address: string | undefined,
      title: string,
      more: (page: HTMLElement | null) => readonly Node[],
    ): Promise<void> {
      const mine = ++turn;
      if (address !== undefined && !pages.has(address)) pages.set(address, fetchPage(address));
      const page = address === undefined ? null : await pages.get(address);
      if (mine !== turn || !body) return;
      const own = page?.cloneNode(true) as HTMLElement | undefined;
      body.replaceChildren(own ?? make("h2", "", title));
      place(more(own ?? null));
      show();
      dialog.scrollTop = 0;
      document.dispatchEvent(new Event("charts"));
    },
    /** Puts new nodes in the place of those `more` gave. */
    renew(nodes: readonly Node[]): void {
      for (const old of added) old.remove();
      place(nodes);
    },
    close(): void {
      turn++;
      if (dialog.open) dialog.close();
      body?.replaceChildren();
    },
  };
}

interface Policies {
  createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): string };
}
const { trustedTypes } = globalThis as { trustedTypes?: Policies };
const asItIs = { createHTML: (text: string) => text };
/** The one text that is read as markup: another page of this site, as a document in which no script runs. */
const ownPage = trustedTypes?.createPolicy("own-page", asItIs) ?? asItIs;

/** The article of a theme's page, its links made absolute and its headings one level lower. */
async function fetchPage(address: string): Promise<HTMLElement | null> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return null;
  const page = new DOMParser().parseFromString(ownPage.createHTML(await response.text()), "text/html");
  const article = page.querySelector<HTMLElement>("[data-theme-page]");
  if (!article) return null;
  const base = new URL(address, location.href);
  for (const link of article.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) link.replaceWith(...link.childNodes);
    else link.href = new URL(href, base).href;
  }
  for (const [from, to] of [
    ["h3", "h4"],
    ["h2", "h3"],
    ["h1", "h2"],
  ] as const) {
    for (const heading of article.querySelectorAll(from)) {
      const lower = make(to);
      if (heading.id) lower.id = heading.id;
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    }
  }
  return document.importNode(article, true);
}
